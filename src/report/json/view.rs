//! A report in the shape of our JSON.
//!
//! In: a [`Report`] and its findings. Out: the types of [`types`](super::types). How they are written is not known here.

use crate::check;
use crate::knowledge::{self, Status, Subject};
use crate::report::{Report, totals};
use crate::source::{self, Place, Sources};
use crate::syntax::{self, CauseKind};

use super::types::{
    Cause, Construct, Control, Coverage, Diagnostic, Document, Finding, FlowPath, Hop, Label,
    Point, Rule, Span, Summary, Tally, Unmapped,
};
use super::{Findings, standing};

/// The whole document; its findings are made when they are written.
pub(super) fn document<'r>(report: &'r Report<'r>) -> Document<'r> {
    let tallies = &report.outcome.tallies;
    let rule = |(index, rule)| self::rule(rule, tallies.get(index).copied().unwrap_or_default());
    Document {
        format: "phipath-report",
        format_version: 1,
        version: env!("CARGO_PKG_VERSION"),
        as_of: &report.as_of,
        catalog_date: &report.catalog_date,
        assumptions: &report.coverage.assumptions,
        summary: summary(report),
        coverage: coverage(report),
        phi: standing::phi(report),
        exceptions: standing::exceptions(report),
        baseline: report.baseline.as_deref(),
        diagnostics: report
            .diagnostics
            .iter()
            .map(|said| diagnostic(report.sources, said))
            .collect(),
        rules: report.rules.iter().enumerate().map(rule).collect(),
        controls: controls(report),
        findings: Findings(report),
    }
}

/// One finding.
pub(super) fn finding<'r>(report: &'r Report<'_>, finding: &'r check::Finding) -> Finding<'r> {
    let rule = report.rule(finding);
    Finding {
        rule: rule.map_or("unknown", |rule| &rule.id),
        verdict: finding.verdict.name(),
        severity: rule.map_or("high", |rule| totals::level_name(rule.severity)),
        subject: &finding.subject,
        address: &finding.address,
        message: &finding.message,
        labels: finding
            .labels
            .iter()
            .map(|label| self::label(report.sources, label.span, &label.text))
            .collect(),
        path: path(report.sources, &finding.path),
        causes: finding.causes.iter().map(cause).collect(),
        notes: &finding.notes,
        if_it_applies: finding.if_it_applies,
        construct: finding.construct.as_ref().map(|one| Construct {
            path: &one.path,
            line: one.line.as_deref(),
        }),
        waiver: standing::waiver(report.sources, finding.waiver.as_ref()),
        unchanged: finding.unchanged,
        fingerprint: &finding.fingerprint,
    }
}

fn summary(report: &Report<'_>) -> Summary {
    let fared = totals::fared(report);
    let by_level = |level| {
        (
            totals::level_name(level),
            tally(totals::by_level(report, level)),
        )
    };
    Summary {
        verdicts: tally(totals::all(report)),
        by_severity: totals::LEVELS.into_iter().map(by_level).collect(),
        rules_run: fared.ran,
        rules_held: fared.held,
        rules_held_if_they_apply: fared.if_it_applies,
        rules_violated: fared.violated,
        rules_undecided: fared.undecided,
        rules_waived: fared.waived,
        rules_without_subject: fared.without_subject,
        violations_unchanged: totals::unchanged(report, check::Verdict::Violated),
    }
}

fn tally(tally: check::Tally) -> Tally {
    Tally {
        violated: tally.violated,
        undecided: tally.undecided,
        waived: tally.waived,
        held: tally.satisfied.saturating_sub(tally.if_it_applies),
        held_if_it_applies: tally.if_it_applies,
    }
}

pub(super) fn coverage<'r>(report: &'r Report<'_>) -> Coverage<'r> {
    let coverage = &report.coverage;
    let unmapped = totals::unmapped(report).into_iter();
    Coverage {
        files: &coverage.files,
        other_files: coverage.other_files,
        ignored: &coverage.ignored,
        components: &coverage.components,
        flows: coverage.flows,
        phi_carriers: &coverage.carriers,
        unmapped_types: unmapped
            .map(|(type_name, count, first)| Unmapped {
                type_name,
                count: *count,
                first: span(report.sources, *first),
            })
            .collect(),
        unresolved_references: coverage.unresolved,
        opaque_policies: coverage.opaque_policies,
        policies_set_aside: Some(coverage.policies_set_aside).filter(|count| *count > 0),
    }
}

pub(super) fn diagnostic<'r>(sources: &'r Sources, said: &'r source::Diagnostic) -> Diagnostic<'r> {
    let (path, place) = match &said.place {
        Place::Span(place) => (None, Some(span(sources, *place))),
        Place::Path(path) => (Some(path.as_str()), None),
        Place::Run => (None, None),
    };
    Diagnostic {
        code: said.code,
        severity: totals::severity_name(said.severity),
        message: &said.message,
        path,
        span: place,
        help: said.help.as_deref(),
        related: said
            .related
            .iter()
            .map(|(place, text)| label(sources, *place, text))
            .collect(),
    }
}

pub(super) fn rule(rule: &knowledge::Rule, verdicts: check::Tally) -> Rule<'_> {
    Rule {
        id: &rule.id,
        topic: &rule.topic,
        title: &rule.title,
        severity: totals::level_name(rule.severity),
        confidence: totals::level_name(rule.confidence),
        status: match rule.status {
            Status::Preview => "preview",
            Status::Stable => "stable",
            Status::Deprecated => "deprecated",
        },
        aliases: &rule.aliases,
        since: &rule.since,
        subject: match rule.subject {
            Subject::Component { .. } => "component",
            Subject::Flow { .. } => "flow",
            Subject::Path(_) => "path",
            Subject::Statement { .. } => "statement",
            Subject::Operator { .. } => "operator",
            Subject::Exception => "exception",
        },
        controls: &rule.controls,
        why: &rule.why,
        fix: &rule.fix,
        false_positives: &rule.false_positives,
        references: &rule.references,
        verdicts: tally(verdicts),
    }
}

/// The controls that the rules of the run name, by id.
fn controls<'r>(report: &'r Report<'_>) -> Vec<Control<'r>> {
    let named: std::collections::BTreeSet<&str> = report
        .rules
        .iter()
        .flat_map(|rule| rule.controls.iter().map(String::as_str))
        .collect();
    let known = named.into_iter().filter_map(|id| report.controls.get(id));
    known
        .map(|control| Control {
            id: &control.id,
            title: &control.title,
            level: &control.level,
            automation: &control.automation,
            note: &control.note,
            source: &control.citation.source,
            source_date: &control.citation.date,
        })
        .collect()
}

fn path<'r>(sources: &'r Sources, path: &'r check::FlowPath) -> Option<FlowPath<'r>> {
    let (start, hops) = way(sources, path);
    (!hops.is_empty()).then_some(FlowPath { start, hops })
}

/// Why data is where a path starts, and its hops.
pub(super) fn way<'r>(
    sources: &'r Sources,
    path: &'r check::FlowPath,
) -> (Option<Label<'r>>, Vec<Hop<'r>>) {
    let hop = |hop: &'r check::Hop| Hop {
        from: &hop.from,
        to: &hop.to,
        reason: &hop.reason,
        basis: hop.basis,
        payload: hop.payload,
        level: hop.level,
        breaks: hop.breaks,
        spans: hop
            .spans
            .iter()
            .map(|place| span(sources, *place))
            .collect(),
    };
    let start = path.start.as_ref();
    let start = start.map(|start| label(sources, start.span, &start.text));
    (start, path.hops.iter().map(hop).collect())
}

pub(super) fn cause(cause: &syntax::Cause) -> Cause<'_> {
    Cause {
        kind: cause_kind(cause.kind),
        subject: &cause.subject,
        text: cause.to_string(),
        settled_by: cause.settled_by(),
    }
}

fn cause_kind(kind: CauseKind) -> &'static str {
    match kind {
        CauseKind::Parameter => "parameter",
        CauseKind::Condition => "condition",
        CauseKind::Import => "import",
        CauseKind::DynamicReference => "dynamic_reference",
        CauseKind::Transform => "transform",
        CauseKind::Function => "function",
        CauseKind::Dangling => "dangling",
        CauseKind::NotRead => "not_read",
        CauseKind::OpaquePolicy => "opaque_policy",
        CauseKind::Unmapped => "unmapped",
        CauseKind::Unstated => "unstated",
        CauseKind::PossibleFlow => "possible_flow",
        CauseKind::Conflict => "conflict",
        CauseKind::Limit => "limit",
        CauseKind::Malformed => "malformed",
        CauseKind::Catalog => "catalog",
        CauseKind::LeftOpen => "left_open",
        CauseKind::Agreement => "agreement",
        CauseKind::Attestation => "attestation",
        CauseKind::Sensitive | CauseKind::SensitiveLiteral => "sensitive",
        CauseKind::Ambiguous => "ambiguous",
        CauseKind::Deployment => "deployment",
    }
}

fn label<'r>(sources: &'r Sources, place: source::Span, text: &'r str) -> Label<'r> {
    Label {
        text,
        span: span(sources, place),
    }
}

pub(super) fn span(sources: &Sources, place: source::Span) -> Span<'_> {
    let file = sources.get(place.file);
    Span {
        path: &file.path,
        start: point(file, place.start),
        end: point(file, place.end.max(place.start)),
    }
}

fn point(file: &source::SourceFile, offset: u32) -> Point {
    let at = file.position(offset);
    let length = u32::try_from(file.text().len()).unwrap_or(u32::MAX);
    Point {
        line: at.line,
        column: at.column,
        byte: offset.min(length),
    }
}
