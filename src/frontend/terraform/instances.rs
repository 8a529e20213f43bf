//! How often a resource or module is there: `count` and `for_each`.
//!
//! In: a block and the frame of its module. Out: its instances, each with what `each` and `count` mean in it and when it
//! exists; where their number is not known, one that stands for all.

use std::rc::Rc;

use crate::source::Span;
use crate::syntax::{Guard, Term, Value};

use super::evaluate::{conditional_item, each, items_of, key_text};
use super::expression::Block;
use super::program::{Frame, Program, plain, unknown};
use super::text::cause_of;

/// Instances of one block by `count`.
const MOST: usize = 10_000;

/// The instances of a block.
pub(super) struct Expansion {
    pub(super) form: Form,
    pub(super) instances: Vec<Instance>,
}

/// What tells instances from each other.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Form {
    /// There is one.
    Single,
    /// Numbers.
    Count,
    /// Keys.
    ForEach,
    /// Nobody knows how many: one stands for all.
    Open,
}

/// One instance.
#[derive(Clone)]
pub(super) struct Instance {
    /// What stands behind the name in its address, such as `["notes"]`; empty for a single one.
    pub(super) suffix: String,
    /// Its key: a number or a text.
    pub(super) key: Option<Value>,
    /// When it exists.
    pub(super) when: Guard,
    pub(super) each: Option<Rc<(Value, Value)>>,
    pub(super) index: Option<Value>,
}

impl Instance {
    /// What names mean in it.
    pub(super) fn frame(&self, frame: &Frame) -> Frame {
        Frame {
            module: frame.module,
            each: self.each.clone(),
            index: self.index.clone(),
            names: frame.names.clone(),
        }
    }
}

impl Program<'_> {
    /// The instances of a block.
    pub(super) fn expand(&mut self, block: &Block, frame: &mut Frame) -> Expansion {
        if let Some(count) = block.body.attribute("count") {
            let value = self.evaluate(&count.value, frame);
            return counted(
                &value,
                self.unsure(&value, count.value.span, frame),
                count.value.span,
            );
        }
        if let Some(over) = block.body.attribute("for_each") {
            let value = self.evaluate(&over.value, frame);
            return over_items(
                &value,
                self.unsure(&value, over.value.span, frame),
                over.value.span,
            );
        }
        Expansion {
            form: Form::Single,
            instances: vec![Instance {
                suffix: String::new(),
                key: None,
                when: Guard::Always,
                each: None,
                index: None,
            }],
        }
    }

    /// The condition under which anything is there at all, for a number that is not known.
    fn unsure(&self, value: &Value, place: Span, frame: &Frame) -> Guard {
        self.opaque(&cause_of(value), place, frame.module)
    }
}

/// Values that a value can be, each with its condition; parameters with their defaults.
pub(super) fn branches(value: &Value) -> Vec<(Value, Guard)> {
    let mut out = Vec::new();
    let mut open = vec![(value.clone(), Guard::Always)];
    while let Some((value, when)) = open.pop() {
        match value.term {
            Term::Choice {
                when: condition,
                then,
                otherwise,
            } => {
                open.push((
                    *otherwise,
                    Guard::all([when.clone(), condition.clone().negate()]),
                ));
                open.push((*then, Guard::all([when, condition])));
            }
            Term::Parameter(ref parameter) => match &parameter.default {
                Some(default) => open.push(((**default).clone(), when)),
                None => out.push((value, when)),
            },
            _ => out.push((value, when)),
        }
    }
    out
}

fn counted(value: &Value, unsure: Guard, span: Span) -> Expansion {
    let mut numbers = Vec::new();
    for (branch, when) in branches(value) {
        match branch.as_text().and_then(|text| text.parse::<usize>().ok()) {
            Some(number) if number <= MOST => numbers.push((number, when)),
            _ => return open(&branch, unsure, span),
        }
    }
    let most = numbers.iter().map(|(number, _)| *number).max().unwrap_or(0);
    let instances = (0..most).map(|index| {
        let there = numbers.iter().filter(|(number, _)| *number > index);
        let key = plain(index.to_string(), span);
        Instance {
            suffix: format!("[{index}]"),
            when: Guard::any(there.map(|(_, when)| when.clone())),
            each: None,
            index: Some(key.clone()),
            key: Some(key),
        }
    });
    Expansion {
        form: Form::Count,
        instances: instances.collect(),
    }
}

fn over_items(value: &Value, unsure: Guard, span: Span) -> Expansion {
    let mut instances: Vec<Instance> = Vec::new();
    for (branch, when) in branches(value) {
        if branch.term == Term::Null {
            continue;
        }
        let Ok(items) = items_of(&branch) else {
            return open(&branch, unsure, span);
        };
        let is_set = matches!(branch.term, Term::List(_));
        for (key, item) in items {
            let (item, there) = conditional_item(item);
            let when = Guard::all([when.clone(), there]);
            let key = if is_set { item.clone() } else { key };
            let Ok(text) = key_text(&key) else {
                return open(&key, unsure, span);
            };
            let suffix = format!("[{text:?}]");
            match instances.iter_mut().find(|one| one.suffix == suffix) {
                Some(seen) => seen.when = Guard::any([seen.when.clone(), when]),
                None => instances.push(Instance {
                    suffix,
                    when,
                    each: each(key.clone(), item),
                    index: None,
                    key: Some(key),
                }),
            }
        }
    }
    Expansion {
        form: Form::ForEach,
        instances,
    }
}

/// One instance for however many there are.
fn open(value: &Value, when: Guard, span: Span) -> Expansion {
    let cause = cause_of(value);
    let any = || unknown(cause.kind, &cause.subject, span);
    Expansion {
        form: Form::Open,
        instances: vec![Instance {
            suffix: "[*]".to_owned(),
            key: None,
            when,
            each: each(any(), any()),
            index: Some(any()),
        }],
    }
}
