//! What we say of a case, against what its labels say.
//!
//! In: a [`Case`] and the counterparts of label rules. Out: an [`Answer`] for each label.
//!
//! A label that fails is *found* if a counterpart has a violated finding on the template. Where the labels of one rule
//! on one template point into several entries (an entry is a child of a top-level section: a resource, a parameter),
//! a label is found only by a finding with a place in its own entry. Two numbers say how near a finding that counts
//! is, for labels with a line:
//!
//! - *same entry*: a place of it begins in the entry of the label's line.
//! - *same block*: a place of it begins in the block that starts at the line, which is the largest of the keys with
//!   their values, and of the items of lists, whose first character is on that line; the line alone where nothing
//!   starts there.
//!
//! The places of a finding are its labels and those of its hops. Undecided findings never count as found.

use std::collections::BTreeMap;
use std::ops::RangeInclusive;
use std::sync::Arc;

use phipath::check::{Finding, Verdict};
use phipath::graph::{Seeds, Sweep};
use phipath::source::{SourceFile, Span};
use phipath::syntax::{Limits, Node, parse};
use phipath::{Analysis, Input, Loaded, Settings, analyse};

use rayon::prelude::*;

use super::cases::{Case, Expect, Label};
use super::table::Row;

/// Lines of a text, 1-based.
type Lines = RangeInclusive<u32>;

/// What the rows of the table have for each label rule.
pub(crate) type Counterparts<'r> = BTreeMap<(&'r str, &'r str), &'r [String]>;

/// What we say where a label speaks.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Answer {
    /// The gravest that a counterpart says.
    pub(crate) says: Says,
    /// Whether it says so in the entry of the label's line.
    pub(crate) same_entry: bool,
    /// Whether it says so in the block that starts at the line.
    pub(crate) same_block: bool,
}

/// What we say, the gravest first.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum Says {
    /// A counterpart is violated.
    Violated,
    /// A counterpart is undecided, and none is violated.
    Undecided,
    /// Neither.
    #[default]
    Nothing,
    /// The template was not read.
    Unread,
}

impl Says {
    /// Its name in listings.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Says::Violated => "violated",
            Says::Undecided => "undecided",
            Says::Nothing => "nothing",
            Says::Unread => "not read",
        }
    }
}

/// Runs every rule on a case, with PHI everywhere; `None` where the template cannot be read.
pub(crate) fn run(loaded: &Loaded, case: &Case) -> Option<Analysis> {
    let (text, encoding) = case.text.clone()?;
    let input = Input {
        path: case.file.clone(),
        text,
        encoding,
        role: phipath::Role::Named,
    };
    let settings = Settings {
        seeds: Seeds {
            sweep: Sweep::All,
            ..Seeds::default()
        },
        ..Settings::default()
    };
    Some(analyse(loaded.clone(), vec![input], &settings))
}

/// What we say where each label speaks, in the order of the cases.
pub(crate) fn judge_all<'c>(
    loaded: &Loaded,
    rows: &[Row],
    cases: &'c [Case],
) -> Vec<(&'c Case, &'c Label, Answer)> {
    let counterparts: Counterparts<'_> = rows
        .iter()
        .map(|row| (row.key(), row.ours.as_slice()))
        .collect();
    let each = cases.par_iter().flat_map_iter(|case| {
        let is_judged = case.labels.iter().any(|one| one.expect != Expect::Skip);
        let analysis = is_judged.then(|| run(loaded, case)).flatten();
        let answers = answers(analysis.as_ref(), case, &counterparts).into_iter();
        answers.map(move |(label, answer)| (case, label, answer))
    });
    each.collect()
}

/// The findings of some rules, satisfied ones included.
pub(crate) fn findings<'a>(analysis: &'a Analysis, rules: &'a [String]) -> Vec<&'a Finding> {
    let of = |finding: &&Finding| {
        let rule = &analysis.knowledge.rules[usize::from(finding.rule.0)];
        rules.contains(&rule.id.to_string())
    };
    analysis.outcome.findings.iter().filter(of).collect()
}

/// An answer for each label of the case; labels that skip get one too, which nobody asks for.
pub(crate) fn answers<'c>(
    analysis: Option<&Analysis>,
    case: &'c Case,
    counterparts: &Counterparts<'_>,
) -> Vec<(&'c Label, Answer)> {
    let unread = Answer {
        says: Says::Unread,
        ..Answer::default()
    };
    let read = analysis.filter(|analysis| !analysis.coverage.files.is_empty());
    let Some(analysis) = read else {
        return case.labels.iter().map(|label| (label, unread)).collect();
    };
    let file = analysis.sources.iter().find(|one| one.path == case.file);
    let file = file.expect("the template is among the sources");
    let places = Places::of(file);
    let answer = |label: &'c Label| {
        let key = (label.suite.as_str(), label.rule.as_str());
        let ours = counterparts.get(&key).copied().unwrap_or_default();
        let found = findings(analysis, ours);
        let own_entry_only = has_several_entries(&places, case, label);
        let answer = judge(file, &places, &found, label.line, own_entry_only);
        (label, answer)
    };
    case.labels.iter().map(answer).collect()
}

/// Whether the failing labels of the rule of a label point into several entries.
fn has_several_entries(places: &Places, case: &Case, label: &Label) -> bool {
    let failing = case
        .labels
        .iter()
        .filter(|other| other.rule == label.rule && other.expect == Expect::Fail);
    let mut entries = failing.filter_map(|other| Some(places.entry(other.line?)));
    let first = entries.next();
    first.is_some_and(|first| entries.any(|other| other != first))
}

/// Judges by findings, of the whole template or of the entry of the line alone.
fn judge(
    file: &SourceFile,
    places: &Places,
    findings: &[&Finding],
    line: Option<u32>,
    own_entry_only: bool,
) -> Answer {
    let entry = line.map(|line| places.entry(line));
    let begins_in = |finding: &Finding, lines: &Lines| {
        spans(finding)
            .iter()
            .filter(|span| span.file == file.id)
            .any(|span| lines.contains(&file.position(span.start).line))
    };
    let scope = entry.as_ref().filter(|_| own_entry_only);
    let counted: Vec<&&Finding> = findings
        .iter()
        .filter(|finding| scope.is_none_or(|lines| begins_in(finding, lines)))
        .collect();
    let with = |verdict: Verdict| counted.iter().filter(move |one| one.verdict == verdict);
    let within = |lines: Lines| with(Verdict::Violated).any(|one| begins_in(one, &lines));
    let says = if with(Verdict::Violated).next().is_some() {
        Says::Violated
    } else if with(Verdict::Undecided).next().is_some() {
        Says::Undecided
    } else {
        Says::Nothing
    };
    Answer {
        says,
        same_entry: entry.is_some_and(within),
        same_block: line.is_some_and(|line| within(places.block(line))),
    }
}

/// All places of a finding.
pub(crate) fn spans(finding: &Finding) -> Vec<Span> {
    let labels = finding.labels.iter().map(|label| label.span);
    let hops = finding
        .path
        .hops
        .iter()
        .flat_map(|hop| hop.spans.iter().copied());
    labels.chain(hops).collect()
}

/// Where things stand in a template.
struct Places {
    /// The children of the top-level sections.
    entries: Vec<Lines>,
    /// The keys with their values, and the items of lists, by their first line; the largest of each line.
    blocks: BTreeMap<u32, u32>,
}

impl Places {
    fn of(file: &Arc<SourceFile>) -> Places {
        let (tree, _) = parse(file, &Limits::default());
        let line = |offset: u32| file.position(offset).line;
        let lines = |start: Span, end: Span| {
            line(start.start)..=line(start.end.max(end.end).saturating_sub(1))
        };
        let mut places = Places {
            entries: Vec::new(),
            blocks: BTreeMap::new(),
        };
        let mut pending: Vec<(usize, Node<'_>)> = tree.documents().map(|root| (0, root)).collect();
        while let Some((depth, node)) = pending.pop() {
            let mut add = |start: Span, child: Node<'_>| {
                let lines = lines(start, child.full_span());
                let end = places.blocks.entry(*lines.start()).or_default();
                *end = (*end).max(*lines.end());
                if depth == 1 {
                    places.entries.push(lines);
                }
            };
            for (key, value) in node.entries() {
                add(key.span(), value);
                pending.push((depth + 1, value));
            }
            for item in node.items() {
                add(item.full_span(), item);
                pending.push((depth + 1, item));
            }
        }
        places
    }

    /// The entry that contains a line; outside of all, the block that starts there.
    fn entry(&self, line: u32) -> Lines {
        let around = self.entries.iter().find(|lines| lines.contains(&line));
        around.cloned().unwrap_or_else(|| self.block(line))
    }

    /// The block that starts at a line.
    fn block(&self, line: u32) -> Lines {
        line..=self.blocks.get(&line).map_or(line, |end| (*end).max(line))
    }
}
