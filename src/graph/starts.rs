//! Where data classes start: labels in the sources, what the person says, and the assumption if nobody says anything.

use crate::knowledge::{Element, Knowledge};
use crate::model::{Component, ComponentId, FactValue, Model, Presence};
use crate::source::{Diagnostic, Place, Severity, Span, closest_name};
use crate::vocabulary::Literal;

use super::{DataClass, Graph, Start, Words};

/// What a person says about where PHI starts.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Seeds {
    /// What holds beyond the names below.
    pub sweep: Sweep,
    /// Components by name, or by `path#name`.
    pub addresses: Vec<String>,
    /// Tags, as key and value.
    pub tags: Vec<(String, String)>,
}

/// What holds for components that nobody names.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Sweep {
    /// Labels in the sources count; if there are none, every data store is assumed to hold PHI.
    #[default]
    Labels,
    /// Every data store holds PHI.
    All,
    /// Only labels count, and nothing is assumed.
    None,
}

/// What a person named as holding PHI and no file declares: nothing would start there, and nobody would notice.
pub fn unmatched(model: &Model, seeds: &Seeds) -> Vec<Diagnostic> {
    let declared = || {
        let components = model.components.iter();
        components.filter(|component| component.presence == Presence::Declared)
    };
    let mut said = Vec::new();
    for address in &seeds.addresses {
        if declared().any(|component| is_named(model, component, address)) {
            continue;
        }
        let message = format!("no component is named `{address}`, so PHI cannot start there");
        let mut diagnostic =
            Diagnostic::new("unknown-component", Severity::Error, Place::Run, message);
        let names = declared().map(|component| &*component.name);
        diagnostic.help =
            closest_name(plain_name(address), names).map(|near| format!("did you mean `{near}`?"));
        said.push(diagnostic);
    }
    for (key, value) in &seeds.tags {
        let bears = |component: &Component| mark_of(component, key, value).is_some();
        if !declared().any(bears) {
            let message = format!("no component has the tag `{key}` with the value `{value}`");
            let place = Place::Run;
            said.push(Diagnostic::new(
                "unused-tag",
                Severity::Warning,
                place,
                message,
            ));
        }
    }
    said
}

/// Where classes start, and whether that was assumed.
pub(super) struct Starts {
    pub(super) at: Vec<(ComponentId, DataClass, Start)>,
    pub(super) assumed: bool,
}

/// Finds where classes start.
pub(super) fn find(graph: &Graph, model: &Model, knowledge: &Knowledge, seeds: &Seeds) -> Starts {
    let words = Words::of(&knowledge.vocabulary);
    let mut at = Vec::new();
    for component in graph.inner.node_weights() {
        by_nature(component, &words, &mut at);
        labelled(component, knowledge, &mut at);
        named(component, model, seeds, &mut at);
    }
    let marked = at.iter().any(|(_, class, _)| *class == DataClass::Phi);
    let assumed = seeds.sweep == Sweep::Labels && !marked;
    if seeds.sweep == Sweep::All || assumed {
        let why = if assumed {
            "nothing is marked, so every data store is assumed to hold PHI"
        } else {
            "every data store is to be judged as holding PHI"
        };
        for component in graph
            .inner
            .node_weights()
            .filter(|component| keeps_data(component, &words))
        {
            at.push((
                component.id,
                DataClass::Phi,
                Start {
                    text: why.to_owned(),
                    span: component.span,
                },
            ));
        }
    }
    let assumed = assumed && !at.is_empty();
    Starts { at, assumed }
}

/// Whether a component is a declared store of data, as against one of logs or secrets.
fn keeps_data(component: &Component, words: &Words) -> bool {
    let purpose = words
        .purpose
        .and_then(|word| component.facts.get(&word))
        .map(|fact| &fact.value);
    let other = matches!(purpose, Some(FactValue::Known(Literal::Text(text))) if &**text != "data");
    component.element == Element::DataStore && component.presence == Presence::Declared && !other
}

/// A component of a kind that holds a class whatever its labels say.
fn by_nature(component: &Component, words: &Words, at: &mut Vec<(ComponentId, DataClass, Start)>) {
    let held = words.holds.and_then(|word| component.facts.get(&word));
    let Some(FactValue::Known(Literal::Text(name))) = held.map(|fact| &fact.value) else {
        return;
    };
    if let Some(class) = DataClass::named(name) {
        let text = "a component of this kind holds it by its nature".to_owned();
        at.push((
            component.id,
            class,
            Start {
                text,
                span: component.span,
            },
        ));
    }
}

fn labelled(
    component: &Component,
    knowledge: &Knowledge,
    at: &mut Vec<(ComponentId, DataClass, Start)>,
) {
    for (mark, span) in &component.marks {
        let Some((key, value)) = mark.split_once('=') else {
            continue;
        };
        if !knowledge.labels.keys.iter().any(|known| same(known, key)) {
            continue;
        }
        let class = knowledge
            .labels
            .values
            .iter()
            .find(|(known, _)| same(known, value))
            .map(|(_, class)| *class);
        if let Some(class) = class {
            at.push((
                component.id,
                class,
                Start {
                    text: format!("label `{key}` is `{value}`"),
                    span: *span,
                },
            ));
        }
    }
}

fn named(
    component: &Component,
    model: &Model,
    seeds: &Seeds,
    at: &mut Vec<(ComponentId, DataClass, Start)>,
) {
    let by_address = seeds
        .addresses
        .iter()
        .any(|address| is_named(model, component, address));
    if by_address && component.presence == Presence::Declared {
        let text = "named as holding PHI for this run".to_owned();
        let span = component.span;
        at.push((component.id, DataClass::Phi, Start { text, span }));
    }
    for (key, value) in &seeds.tags {
        if let Some(span) = mark_of(component, key, value) {
            let text = format!("tag `{key}` is `{value}`");
            at.push((component.id, DataClass::Phi, Start { text, span }));
        }
    }
}

/// The name within an address.
fn plain_name(address: &str) -> &str {
    let name = address.rsplit('#').next().unwrap_or(address);
    name.rsplit('.').next().unwrap_or(name)
}

/// Whether an address, `name` or `path#name`, means a component.
fn is_named(model: &Model, component: &Component, address: &str) -> bool {
    let deployment = &model.deployments[component.deployment.0 as usize];
    let in_file = match address.rsplit_once('#') {
        Some((path, _)) => path == deployment.path,
        None => true,
    };
    in_file && plain_name(address) == component.name
}

/// Where a component bears a tag.
fn mark_of(component: &Component, key: &str, value: &str) -> Option<Span> {
    let bears = |mark: &str| {
        mark.split_once('=')
            .is_some_and(|(own, text)| same(own, key) && same(text, value))
    };
    let mut marks = component.marks.iter();
    marks.find(|(mark, _)| bears(mark)).map(|(_, span)| *span)
}

/// Equal without case, `-`, `_` and spaces.
fn same(one: &str, other: &str) -> bool {
    let plain = |text: &str| -> String {
        text.chars()
            .filter(|letter| !matches!(letter, '-' | '_' | ' '))
            .flat_map(char::to_lowercase)
            .collect()
    };
    plain(one) == plain(other)
}
