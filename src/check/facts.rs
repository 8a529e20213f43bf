//! What a verdict was read from: each attribute that the rule asks for, with its value and where that comes from.
//!
//! In: a draft and the judge of its subject. Out: [`Seen`], those that the rule requires first. Whether the rule is broken is not
//! decided here.

use crate::expr::{Read, Reading, Scope, Variable};
use crate::model::Origin;
use crate::source::Span;

use super::blame::is_at_fault;
use super::finding::Draft;
use super::judge::{About, Judge};
use super::run::Run;

/// Longest value that is kept whole.
const LONGEST: usize = 160;

/// An attribute that a rule read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Seen {
    /// The attribute, as the vocabulary has it.
    pub attribute: String,
    /// Of whom: the name of a component or of an operator, `the flow`, `the statement`.
    pub of: String,
    /// Its value, in words where there is none.
    pub value: String,
    /// Whether there is a value.
    pub known: bool,
    /// Where it comes from.
    pub whence: Whence,
    /// Whether the rule requires something of it; else it decides whether the rule applies.
    pub required: bool,
    /// Whether it can be at fault: no other value of it alone would help where it is not.
    pub blamed: bool,
}

/// Where a value comes from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Whence {
    /// Somebody wrote it, at each of these places.
    Written(Vec<Span>),
    /// Nobody wrote it, and the catalog says what that means.
    Default {
        /// Where it would stand.
        at: Span,
        /// The property that nobody wrote, where it is one.
        property: Option<String>,
        /// Id of the citation.
        citation: String,
    },
    /// Nobody wrote it; it would stand here.
    Unset {
        /// Where it would stand.
        at: Span,
        /// The property that nobody wrote, where it is one.
        property: Option<String>,
    },
    /// It was worked out, from what stands here.
    Derived(Vec<Span>),
    /// It is of the graph itself: which kind, who operates it, which way.
    Graph,
}

/// What the predicates of a draft read, each attribute once.
pub(super) fn seen(run: &Run<'_>, judge: &Judge<'_, '_>, draft: &Draft<'_>) -> Vec<Seen> {
    let mut all: Vec<(Variable, Seen)> = Vec::new();
    for (index, predicate) in draft.predicates.iter().enumerate() {
        for read in predicate.reads() {
            let name = &run.knowledge.vocabulary.attribute(read.attribute).name;
            let is_known = |(variable, one): &(Variable, Seen)| {
                *variable == read.variable && one.attribute == **name
            };
            if all.iter().any(is_known) {
                continue;
            }
            let key = (read.variable, read.attribute);
            let blamed = index == 0 && is_at_fault(judge, predicate, key) != Some(false);
            let (value, known) = value(judge.attribute(read.variable, read.attribute));
            let one = Seen {
                attribute: name.to_string(),
                of: of(run, judge, read.variable),
                value,
                known,
                whence: whence(judge, read),
                required: index == 0,
                blamed,
            };
            all.push((read.variable, one));
        }
    }
    all.into_iter().map(|(_, one)| one).collect()
}

fn value(reading: Reading) -> (String, bool) {
    match reading {
        Reading::Known(literal) => match literal.to_string() {
            text if text.is_empty() => ("nothing".to_owned(), true),
            text => match text.char_indices().nth(LONGEST) {
                Some((at, _)) => (format!("{}…", &text[..at]), true),
                None => (text, true),
            },
        },
        Reading::Absent => ("not set".to_owned(), false),
        Reading::Unknown => ("not known".to_owned(), false),
        Reading::OneOf(texts) => (format!("one of {}", texts.join(", ")), false),
    }
}

fn of(run: &Run<'_>, judge: &Judge<'_, '_>, variable: Variable) -> String {
    match (variable, judge.about) {
        (Variable::Flow, _) => "the flow".to_owned(),
        (Variable::Statement, _) => "the statement".to_owned(),
        (Variable::Operator, About::Operator(id)) => run.graph.operator(id).name.clone(),
        _ => judge
            .component(variable)
            .map(|component| component.name.clone())
            .unwrap_or_default(),
    }
}

fn whence(judge: &Judge<'_, '_>, read: &Read) -> Whence {
    match judge.origin(read.variable, read.attribute) {
        Some(Origin::Declared(span)) => Whence::Written(vec![*span]),
        Some(Origin::Each(spans)) => Whence::Written(spans.clone()),
        Some(Origin::Default { gap, citation }) => Whence::Default {
            at: gap.at,
            property: gap.property.as_deref().map(str::to_owned),
            citation: citation.clone(),
        },
        Some(Origin::Missing(gap)) => Whence::Unset {
            at: gap.at,
            property: gap.property.as_deref().map(str::to_owned),
        },
        Some(Origin::Derived(spans)) => Whence::Derived(spans.clone()),
        Some(Origin::Choice(choices)) => {
            let spans = choices.iter().filter_map(|(_, origin)| origin.span());
            Whence::Derived(spans.collect())
        }
        None => Whence::Graph,
    }
}
