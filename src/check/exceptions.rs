//! Exceptions over findings: which findings somebody answers for, and which exceptions cover nothing.
//!
//! In: findings, exceptions, the day of the run. Out: the findings that are covered, marked; how each exception fared; and
//! what there is to say of those that are refused, have ended or end soon. Where exceptions are written is not known here.

use std::collections::{BTreeMap, BTreeSet};

use jiff::civil::Date;

use crate::exceptions::{Covers, Exception, Line, REFUSED};
use crate::graph::Graph;
use crate::knowledge::{Knowledge, RuleId, Subject};
use crate::model::Construct;
use crate::source::{Diagnostic, Sources, Span, closest_name};

use super::finding::fingerprint;
use super::twins::around;
use super::{Finding, FlowPath, Label, Outcome, Target, Verdict, order, tally};

/// Days before the end of an exception from which on every report warns of it.
const WARNED_DAYS: i32 = 14;
/// Subjects that a name can mean and that are named; the rest is counted.
const MOST_NAMED: usize = 5;

/// Who answers for a finding.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Waiver {
    /// Why.
    pub reason: String,
    /// Who.
    pub owner: String,
    /// Last day on which that counts, ISO 8601.
    pub until: String,
    /// Where it is written down besides.
    pub ticket: Option<String>,
    /// Where the exception is written.
    pub span: Span,
    /// Whether that is beside what it is about.
    pub in_source: bool,
}

/// How an exception fared.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum State {
    /// It covers so many findings.
    Covers(usize),
    /// It covers none.
    Unused,
    /// Its last day is over.
    Ended,
    /// Its rule did not run, or what it is about was not read.
    NotJudged,
    /// It does not count: an error says why.
    Refused,
}

/// An exception of the run.
#[derive(Clone, Debug)]
pub struct Standing {
    /// The exception.
    pub exception: Exception,
    /// How it fared.
    pub state: State,
}

/// What was read.
#[derive(Clone, Copy, Debug)]
pub struct Files<'r> {
    /// The files.
    pub sources: &'r Sources,
    /// Paths of those that are documents.
    pub read: &'r [String],
    /// The constructs behind resources, with the code that made them.
    pub constructs: &'r BTreeMap<Span, Construct>,
}

/// What exceptions are held against.
struct Court<'r> {
    graph: &'r Graph,
    knowledge: &'r Knowledge,
    files: Files<'r>,
    as_of: Option<Date>,
}

/// Marks the findings that exceptions cover, and judges the exceptions.
pub fn except(
    outcome: &mut Outcome,
    exceptions: Vec<Exception>,
    (graph, knowledge): (&Graph, &Knowledge),
    files: Files<'_>,
    as_of: Option<Date>,
) -> (Vec<Standing>, Vec<Diagnostic>) {
    if exceptions.is_empty() {
        return (Vec::new(), Vec::new());
    }
    let court = Court {
        graph,
        knowledge,
        files,
        as_of,
    };
    let mut said = Vec::new();
    let mut by_rule: Vec<Vec<usize>> = vec![Vec::new(); knowledge.rules.len()];
    for (index, finding) in outcome.findings.iter().enumerate() {
        by_rule[usize::from(finding.rule.0)].push(index);
    }
    let judged = exceptions.into_iter().map(|exception| {
        let findings = (&mut outcome.findings, by_rule.as_slice());
        let state = judge(&court, &exception, findings, &mut said);
        Standing { exception, state }
    });
    let standings: Vec<Standing> = judged.collect();
    for (index, own) in by_rule.iter().enumerate() {
        let own = own.iter().map(|at| &outcome.findings[*at]);
        outcome.tallies[index] = tally(own);
    }
    for (index, rule) in knowledge.rules.iter().enumerate() {
        if matches!(rule.subject, Subject::Exception) {
            let id = RuleId(index as u16);
            let own = standings.iter().filter_map(|one| of(&court, id, one));
            let own: Vec<Finding> = own.collect();
            outcome.tallies[index] = tally(own.iter());
            outcome.findings.extend(own);
        }
    }
    order(&mut outcome.findings);
    (standings, said)
}

/// Lets an exception cover what it can.
fn judge(
    court: &Court<'_>,
    exception: &Exception,
    (findings, by_rule): (&mut Vec<Finding>, &[Vec<usize>]),
    said: &mut Vec<Diagnostic>,
) -> State {
    let named = exception.rule.text.as_str();
    let rules = &court.knowledge.rules;
    let is_named =
        |id: &str, aliases: &[String]| id == named || aliases.iter().any(|one| one == named);
    let rule = rules
        .iter()
        .position(|rule| is_named(&rule.id, &rule.aliases));
    let id = rule.map_or(named, |index| &rules[index].id);
    if let Some(fault) = refusal(court, exception, id, rule.is_some()) {
        said.push(fault);
        return State::Refused;
    }
    let Some(rule) = rule else {
        return State::NotJudged;
    };
    match court.as_of {
        Some(today) if today > exception.last => {
            said.push(ended(exception));
            return State::Ended;
        }
        Some(today) => said.extend(ends_soon(exception, today)),
        // Without a day nobody knows whether it still counts.
        None => return State::NotJudged,
    }
    let open = |finding: &Finding| {
        finding.verdict <= Verdict::Undecided && covers(court, exception, finding)
    };
    let own = by_rule[rule].iter().copied();
    let covered: Vec<usize> = own.filter(|index| open(&findings[*index])).collect();
    if let Some(fault) = ambiguous(exception, findings, &covered) {
        said.push(fault);
        return State::Refused;
    }
    for index in &covered {
        let finding = &mut findings[*index];
        finding.waiver.get_or_insert_with(|| waiver(exception));
    }
    match covered.len() {
        0 if is_read(court, exception) => State::Unused,
        0 => State::NotJudged,
        count => State::Covers(count),
    }
}

/// Why an exception does not count from the start.
fn refusal(court: &Court<'_>, exception: &Exception, id: &str, runs: bool) -> Option<Diagnostic> {
    let known = &court.knowledge.rule_ids;
    if !runs && !known.contains(id) {
        let message = format!("this exception is of a rule that does not exist: `{id}`");
        let fault = Diagnostic::error(REFUSED, exception.rule.span, message);
        let near = closest_name(id, known.iter().map(String::as_str));
        return Some(match near {
            Some(near) => fault.help(format!("did you mean `{near}`?")),
            None => fault.help("`phipath rules list` has all rules"),
        });
    }
    let pack = court.knowledge.never_except.get(id)?;
    let message = format!("`{id}` allows no exception: pack `{pack}` says so");
    let help = "mend what is found, or run without that pack";
    Some(Diagnostic::error(REFUSED, exception.rule.span, message).help(help))
}

fn ended(exception: &Exception) -> Diagnostic {
    let Exception { rule, last, .. } = exception;
    let message = format!(
        "this exception of `{}` ended on {last}: it counts no more",
        rule.text
    );
    let help = format!(
        "mend what it covered and remove it, or let {} say anew until when",
        exception.owner
    );
    Diagnostic::warning("exception-ended", exception.span, message).help(help)
}

fn ends_soon(exception: &Exception, today: Date) -> Option<Diagnostic> {
    let left = today.until(exception.last).ok()?.get_days();
    if left > WARNED_DAYS {
        return None;
    }
    let Exception { rule, last, .. } = exception;
    let message = match left {
        0 => format!("this exception of `{}` ends today", rule.text),
        1 => format!("this exception of `{}` ends tomorrow, on {last}", rule.text),
        left => format!(
            "this exception of `{}` ends in {left} days, on {last}",
            rule.text
        ),
    };
    let help = format!("what it covers will count again; ask {}", exception.owner);
    Some(Diagnostic::warning("exception-ends-soon", exception.span, message).help(help))
}

/// Whether an exception is about a finding.
fn covers(court: &Court<'_>, exception: &Exception, finding: &Finding) -> bool {
    match &exception.covers {
        Covers::Subject(subject) => is_subject(&subject.text, finding),
        Covers::Place(line) => is_placed(court, line, finding),
    }
}

fn is_subject(text: &str, finding: &Finding) -> bool {
    let text = text.replace("->", "→");
    text == finding.subject || text == finding.address
}

/// Whether the first place of a finding, or the subject itself, stands where the exception stands.
fn is_placed(court: &Court<'_>, line: &Line, finding: &Finding) -> bool {
    let Some(first) = finding.labels.first().map(|label| label.span) else {
        return false;
    };
    let on_line = |span: Span| {
        let file = court.files.sources.get(span.file);
        span.file == line.file && file.position(span.start).line == line.line
    };
    let inside = |span: Span| line.resources.iter().any(|whole| whole.contains(span));
    let declared = match finding.target {
        Target::Component(id) => Some(court.graph.component(id).span),
        _ => None,
    };
    let mut places = [first].into_iter().chain(declared);
    if places.any(|span| on_line(span) || inside(span)) {
        return true;
    }
    let made = around(first, court.files.constructs);
    made.and_then(|construct| construct.place)
        .is_some_and(on_line)
}

/// A name that several subjects have covers none: an exception means one.
fn ambiguous(exception: &Exception, findings: &[Finding], covered: &[usize]) -> Option<Diagnostic> {
    let Covers::Subject(subject) = &exception.covers else {
        return None;
    };
    let addresses = covered
        .iter()
        .map(|index| findings[*index].address.as_str());
    let addresses: BTreeSet<&str> = addresses.collect();
    if addresses.len() < 2 {
        return None;
    }
    let message = format!("`{}` can mean {} subjects", subject.text, addresses.len());
    let named = addresses.iter().take(MOST_NAMED);
    let named: Vec<String> = named.map(|address| format!("`{address}`")).collect();
    let more = match addresses.len() - named.len() {
        0 => String::new(),
        more => format!(", or {more} more"),
    };
    let help = format!("name one by its address: {}{more}", named.join(", "));
    Some(Diagnostic::error(REFUSED, subject.span, message).help(help))
}

/// Whether what an exception is about was read: of an address the file, or the folder of files.
fn is_read(court: &Court<'_>, exception: &Exception) -> bool {
    let Covers::Subject(subject) = &exception.covers else {
        return true;
    };
    let parts = subject.text.split(['→', '>']);
    let mut paths = parts.filter_map(|part| part.split_once('#'));
    paths.all(|(path, _)| {
        let path = path.trim().split(" (").next().unwrap_or_default();
        let below = |file: &str| {
            file.strip_prefix(path)
                .is_some_and(|rest| rest.starts_with('/'))
        };
        let mut files = court.files.read.iter();
        path.is_empty() || path == "." || files.any(|file| file == path || below(file))
    })
}

fn waiver(exception: &Exception) -> Waiver {
    Waiver {
        reason: exception.reason.clone(),
        owner: exception.owner.clone(),
        until: exception.last.to_string(),
        ticket: exception.ticket.clone(),
        span: exception.span,
        in_source: matches!(exception.covers, Covers::Place(_)),
    }
}

/// What the rule on exceptions says of one.
fn of(court: &Court<'_>, id: RuleId, standing: &Standing) -> Option<Finding> {
    let verdict = match standing.state {
        State::Covers(_) => Verdict::Satisfied,
        State::Unused => Verdict::Violated,
        State::Ended | State::NotJudged | State::Refused => return None,
    };
    let exception = &standing.exception;
    let rule = &court.knowledge.rules[usize::from(id.0)];
    let subject = format!("the exception of `{}`", exception.rule.text);
    let file = court.files.sources.get(exception.span.file);
    let address = match &exception.covers {
        Covers::Subject(about) => format!(
            "{}#exception of {} for {}",
            file.path, exception.rule.text, about.text
        ),
        Covers::Place(_) => format!("{}#exception of {}", file.path, exception.rule.text),
    };
    let message = match verdict {
        Verdict::Violated => format!("{subject} {}", rule.message),
        _ => format!("{subject} does not break this rule: {}", rule.title),
    };
    let text = match verdict {
        Verdict::Violated => "it covers no finding".to_owned(),
        _ => "it covers what is found".to_owned(),
    };
    Some(Finding {
        rule: id,
        verdict,
        target: Target::Run,
        flows: Vec::new(),
        fingerprint: fingerprint(&rule.id, &address, &exception.reason),
        subject,
        address,
        message,
        labels: vec![Label {
            span: exception.span,
            text,
        }],
        path: FlowPath::default(),
        facts: Vec::new(),
        causes: Vec::new(),
        notes: Vec::new(),
        if_it_applies: false,
        construct: None,
        waiver: None,
        unchanged: false,
    })
}
