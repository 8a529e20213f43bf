//! A design: what a manifest will say, and what of it is guessed.
//!
//! In: what the readers of the formats found. Out: zones, components and flows under the names that they have in the
//! manifest. From which format they are, and how they are written, is not known here.

use std::collections::{BTreeMap, BTreeSet};

use crate::graph::DataClass;
use crate::knowledge::import::{Counterpart, Facts, Trust};
use crate::source::{Diagnostic, Span};

use super::notes::Notes;

/// Everything that a manifest will say.
#[derive(Debug, Default)]
pub(super) struct Design {
    pub(super) architecture: String,
    pub(super) title: String,
    pub(super) zones: Vec<Zone>,
    pub(super) components: Vec<Component>,
    pub(super) flows: Vec<Flow>,
}

/// A zone.
#[derive(Debug)]
pub(super) struct Zone {
    pub(super) name: String,
    pub(super) title: String,
    /// Always a guess.
    pub(super) trust: Option<Trust>,
}

/// A component.
#[derive(Debug)]
pub(super) struct Component {
    pub(super) name: String,
    pub(super) title: String,
    /// What it is; never ignored.
    pub(super) role: Sure<Counterpart>,
    pub(super) zone: Option<Sure<String>>,
    pub(super) stores: Classes,
    pub(super) facts: Facts,
}

/// A flow.
#[derive(Debug)]
pub(super) struct Flow {
    pub(super) title: String,
    pub(super) from: String,
    pub(super) to: String,
    pub(super) carries: Classes,
    /// What comes back, where that is not the same.
    pub(super) answers: Option<Classes>,
    pub(super) exchange: Exchange,
    pub(super) protocol: Option<Sure<String>>,
    /// Whether it is said to be private; always a guess.
    pub(super) private: bool,
    pub(super) facts: Facts,
}

/// Which way the data of a flow move.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Exchange {
    Call,
    Transfer,
}

/// A value, and whether it is a guess.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Sure<T> {
    pub(super) value: T,
    pub(super) guessed: bool,
}

impl<T> Sure<T> {
    pub(super) fn said(value: T) -> Self {
        Self {
            value,
            guessed: false,
        }
    }

    pub(super) fn guessed(value: T) -> Self {
        Self {
            value,
            guessed: true,
        }
    }
}

/// Data classes of several data assets.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Classes {
    pub(super) classes: BTreeSet<DataClass>,
    /// Whether any of them is a guess.
    pub(super) guessed: bool,
    /// The data assets that have no class.
    pub(super) unclassified: BTreeSet<String>,
}

/// What a component works on.
pub(super) struct Processed {
    pub(super) component: String,
    pub(super) at: Span,
    pub(super) classes: BTreeSet<DataClass>,
}

impl Design {
    /// Says which classes a component works on although no flow of it and no store has them: a manifest cannot say that.
    pub(super) fn say_unmoved(&self, processed: &[Processed], notes: &mut Notes) {
        let mut moved: BTreeMap<&str, BTreeSet<DataClass>> = BTreeMap::new();
        for component in &self.components {
            let classes = moved.entry(&component.name).or_default();
            classes.extend(&component.stores.classes);
        }
        for flow in &self.flows {
            let answers = flow.answers.iter().flat_map(|answers| &answers.classes);
            for end in [&flow.from, &flow.to] {
                let classes = moved.entry(end).or_default();
                classes.extend(flow.carries.classes.iter().chain(answers.clone()));
            }
        }
        for one in processed {
            let known = moved.get(&*one.component).cloned().unwrap_or_default();
            for class in one.classes.difference(&known) {
                let message = format!(
                    "`{}` processes {}, and neither a flow of it nor what it stores has that: the manifest does not say so",
                    one.component,
                    class.name()
                );
                let help = "add the flow that brings it";
                notes
                    .said
                    .push(Diagnostic::warning("not-moved", one.at, message).help(help));
            }
        }
    }
}
