//! Data assets and the data classes that they are taken for.
//!
//! In: ids, titles, tags and descriptions. Out: [`Classes`] for references to data assets, and a word about each asset
//! whose class is a guess or that has none. Which flows and stores refer to them is not known here.

use std::collections::BTreeSet;

use crate::graph::DataClass;
use crate::knowledge::import::{ClassWords, phrase_in, words};
use crate::knowledge::{Knowledge, Labels};
use crate::source::{Diagnostic, Place, Severity, Span};
use crate::syntax::Node;

use super::design::Classes;
use super::names::{Register, one_line};
use super::reading::Reading;

/// All data assets of a model.
pub(super) struct Assets {
    register: Register,
    list: Vec<Asset>,
}

/// A data asset.
struct Asset {
    /// Its id, or what it is called instead.
    name: String,
    at: Span,
    classes: BTreeSet<DataClass>,
    /// Why it is taken for its classes; empty where the model says them.
    because: Vec<String>,
    /// Whether it may be more than its classes: only its description speaks of them, and not of health.
    partly: bool,
    /// Whether anybody may see it.
    open: bool,
    /// How often flows and stores refer to it.
    uses: usize,
}

/// What a list of data assets is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Use {
    /// The manifest will say it.
    Written,
    /// The manifest cannot say it.
    Mentioned,
}

/// What a model says of a data asset.
pub(super) struct Described<'m> {
    pub(super) id: &'m str,
    pub(super) title: &'m str,
    pub(super) at: Span,
    pub(super) tags: Vec<String>,
    pub(super) description: &'m str,
    /// Attributes with their values, which may be labels as resources have them.
    pub(super) attributes: Vec<(String, String)>,
    /// Whether anybody may see it.
    pub(super) open: bool,
}

impl Assets {
    pub(super) fn new() -> Self {
        Self {
            register: Register::of("data asset"),
            list: Vec::new(),
        }
    }

    pub(super) fn add(&mut self, one: &Described<'_>, reading: &mut Reading<'_>) {
        let name = self
            .register
            .add(one.id, one.title, one.at, &mut reading.notes);
        let stated = stated(one, &reading.knowledge.labels);
        let guess = match stated.is_empty() {
            true => guessed(one, reading.knowledge),
            false => Guess {
                classes: stated,
                ..Guess::default()
            },
        };
        self.list.push(Asset {
            name,
            at: one.at,
            classes: guess.classes,
            because: guess.because,
            partly: guess.partly,
            open: one.open,
            uses: 0,
        });
    }

    /// The classes of the data assets that a list names.
    pub(super) fn classes(
        &mut self,
        list: Option<Node<'_>>,
        purpose: Use,
        reading: &mut Reading<'_>,
    ) -> Classes {
        const THEN: &str = "it is not classified";
        let mut all = Classes::default();
        for (id, node) in reading.texts(list) {
            let found = self
                .register
                .find(&id, node.span(), THEN, &mut reading.notes);
            let Some(asset) = found.and_then(|index| self.list.get_mut(index)) else {
                all.unclassified.insert(one_line(&id));
                continue;
            };
            asset.uses += usize::from(purpose == Use::Written);
            all.classes.extend(&asset.classes);
            all.guessed |= !asset.because.is_empty();
            if asset.classes.is_empty() || asset.partly {
                all.unclassified.insert(asset.name.clone());
            }
        }
        all
    }

    /// Says of each data asset what it was taken for.
    pub(super) fn say(self, reading: &mut Reading<'_>) {
        for asset in self.list {
            if !asset.because.is_empty() {
                say_guess(&asset, reading);
            }
            if !asset.classes.is_empty() && !asset.partly {
                continue;
            }
            let severity = match asset.open || asset.uses == 0 {
                true => Severity::Note,
                false => Severity::Warning,
            };
            let uses = match asset.uses {
                0 => "no flow and no store names it".to_owned(),
                1 => "1 flow or store names it".to_owned(),
                uses => format!("{uses} flows and stores name it"),
            };
            let rest = if asset.partly { " besides" } else { "" };
            let message = format!(
                "data asset `{}` is not classified{rest}: {uses}",
                asset.name
            );
            let place = Place::Span(asset.at);
            let one = Diagnostic::new("not-classified", severity, place, message);
            reading
                .notes
                .said
                .push(one.help("put its class where the manifest says `unclassified`"));
        }
    }
}

fn say_guess(asset: &Asset, reading: &mut Reading<'_>) {
    let classes: Vec<&str> = asset.classes.iter().map(|class| class.name()).collect();
    let message = format!(
        "guessed: data asset `{}` is {}, for {}",
        asset.name,
        classes.join(" and "),
        asset.because.join(" and ")
    );
    reading.notes.note("guessed-class", asset.at, message);
}

/// The classes that attributes name in the way in which resources are labelled.
fn stated(one: &Described<'_>, labels: &Labels) -> BTreeSet<DataClass> {
    let bare = |text: &str| {
        let text = text.to_lowercase();
        text.replace(['-', '_'], "")
    };
    let classes = one.attributes.iter().filter_map(|(key, value)| {
        let (key, value) = (bare(key), bare(value));
        labels.keys.iter().find(|known| bare(known) == key)?;
        let mut values = labels.values.iter();
        values
            .find(|(known, _)| bare(known) == value)
            .map(|(_, class)| *class)
    });
    classes.collect()
}

/// What words give away.
#[derive(Default)]
struct Guess {
    classes: BTreeSet<DataClass>,
    because: Vec<String>,
    partly: bool,
}

/// The classes that words give away, and where those are. Of health already a word of the description tells; other words
/// there tell only of a part.
fn guessed(one: &Described<'_>, knowledge: &Knowledge) -> Guess {
    const DESCRIPTION: &str = "description";
    let mut texts = vec![("id", words(one.id)), ("name", words(one.title))];
    texts.extend(one.tags.iter().map(|tag| ("tags", words(tag))));
    texts.push((DESCRIPTION, words(one.description)));
    let mut found: Vec<(&ClassWords, &str, String)> = Vec::new();
    for class in &knowledge.imports.classes {
        let place = texts.iter().find_map(|(place, text)| {
            let phrase = phrase_in(text, class)?;
            Some((*place, format!("`{phrase}` in its {place}")))
        });
        found.extend(place.map(|(place, reason)| (class, place, reason)));
    }
    let narrower: BTreeSet<DataClass> = found
        .iter()
        .flat_map(|(class, ..)| class.instead_of.iter().copied())
        .collect();
    found.retain(|(class, ..)| !narrower.contains(&class.class));
    let of_health = |class| matches!(class, DataClass::Phi | DataClass::Deidentified);
    Guess {
        classes: found.iter().map(|(class, ..)| class.class).collect(),
        partly: !found.is_empty()
            && found
                .iter()
                .all(|(class, place, _)| *place == DESCRIPTION && !of_health(class.class)),
        because: found.into_iter().map(|(.., reason)| reason).collect(),
    }
}
