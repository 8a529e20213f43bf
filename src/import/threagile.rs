//! Threagile models.
//!
//! In: the root of a model. Out: a [`Design`]. What the words of the model mean stands in the catalog; how a manifest is
//! written is not known here.

use crate::knowledge::Element;
use crate::knowledge::import::{Counterpart, Dictionary, Facts};
use crate::source::{Diagnostic, Span};
use crate::syntax::Node;
use crate::syntax::fields::{Field, Fields, unknown_name};

use super::assets::{Assets, Described, Use};
use super::design::{Classes, Component, Design, Processed, Sure};
use super::names::{Register, architecture, one_line};
use super::reading::Reading;

use boundaries::Boundaries;

mod boundaries;
mod keys;
mod links;

/// Reads a model.
pub(super) fn read(root: Node<'_>, reading: &mut Reading<'_>) -> Design {
    let Some(model) = reading.fields(root, "a Threagile model", &keys::MODEL) else {
        return Design::default();
    };
    reading.leave_out("the model", &model, &keys::MODEL_USED);
    say_includes(&model, reading);
    let title = reading.text(&model, "title").into_owned();
    let mut assets = data_assets(model.get("data_assets"), reading);
    let mut boundaries = Boundaries::of(model.get("trust_boundaries"), reading);
    let mut register = Register::of("technical asset");
    let found = technical_assets(model.get("technical_assets"), &mut register, reading);
    boundaries.place(&mut register, reading);

    let mut design = Design {
        architecture: architecture(&title),
        title: one_line(&title),
        ..Design::default()
    };
    let mut processed = Vec::new();
    for (index, technical) in found.iter().enumerate() {
        let zone = boundaries.zone_of(index, technical, reading);
        let list = technical.fields.get("data_assets_processed");
        processed.push(Processed {
            component: technical.name.clone(),
            at: technical.at,
            classes: assets.classes(list, Use::Mentioned, reading).classes,
        });
        let component = technical.component(zone, &mut assets, reading);
        design.components.push(component);
    }
    design.zones = boundaries.zones;
    for technical in &found {
        let flows = links::read(technical, &found, &mut register, &mut assets, reading);
        design.flows.extend(flows);
    }
    design.say_unmoved(&processed, &mut reading.notes);
    assets.say(reading);
    design
}

/// Other files are not read.
fn say_includes(model: &Fields<'_>, reading: &mut Reading<'_>) {
    let Some(includes) = model.field("includes") else {
        return;
    };
    let message = "`includes` are not read: what they add is missing";
    let warning = Diagnostic::warning("includes", includes.at, message);
    let help = "merge the files first, or import each of them";
    reading.notes.said.push(warning.help(help));
}

fn dictionary<'k>(reading: &Reading<'k>) -> &'k Dictionary {
    &reading.knowledge.imports.threagile
}

fn data_assets(node: Option<Node<'_>>, reading: &mut Reading<'_>) -> Assets {
    let mut assets = Assets::new();
    for Field { name, at, value } in reading.entries(node, "data assets by title") {
        let Some(fields) = reading.fields(value, "a data asset", &keys::DATA) else {
            continue;
        };
        reading.leave_out("data assets", &fields, &keys::DATA_USED);
        let id = reading.text(&fields, "id");
        let description = reading.text(&fields, "description");
        let confidentiality = reading.text(&fields, "confidentiality").to_lowercase();
        let tags = tags(&fields, reading);
        let described = Described {
            id: &id,
            title: &name,
            at,
            tags,
            description: &description,
            attributes: Vec::new(),
            open: dictionary(reading).open_data.contains(&confidentiality),
        };
        assets.add(&described, reading);
    }
    assets
}

fn tags(fields: &Fields<'_>, reading: &mut Reading<'_>) -> Vec<String> {
    let texts = reading.texts(fields.get("tags")).into_iter();
    texts.map(|(text, _)| text.trim().to_lowercase()).collect()
}

/// A technical asset, read as far as it goes without the others.
struct Technical<'t> {
    name: String,
    title: String,
    at: Span,
    fields: Fields<'t>,
    /// Its role by type and technology.
    element: Element,
    /// Whether the role is a guess.
    guessed: bool,
}

fn technical_assets<'t>(
    node: Option<Node<'t>>,
    register: &mut Register,
    reading: &mut Reading<'_>,
) -> Vec<Technical<'t>> {
    let mut found = Vec::new();
    for Field { name, at, value } in reading.entries(node, "technical assets by title") {
        let Some(fields) = reading.fields(value, "a technical asset", &keys::TECHNICAL) else {
            continue;
        };
        reading.leave_out("technical assets", &fields, &keys::TECHNICAL_USED);
        let id = reading.text(&fields, "id");
        let key = register.add(&id, &name, at, &mut reading.notes);
        let by_type = element_by_type(&fields, at, reading);
        let by_technology = element_by_technology(&fields, by_type.value, reading);
        found.push(Technical {
            name: key,
            title: one_line(&name),
            at,
            fields,
            element: by_technology.unwrap_or(by_type.value),
            guessed: by_type.guessed || by_technology.is_some(),
        });
    }
    found
}

/// The role that the type of a technical asset says; a process, as a guess, where it says none that is known.
fn element_by_type(fields: &Fields<'_>, at: Span, reading: &mut Reading<'_>) -> Sure<Element> {
    const THEN: &str = "the technical asset is taken as a process";
    let types = &dictionary(reading).components;
    let name = reading.text(fields, "type").trim().to_lowercase();
    if let Some(Counterpart::Element(element)) = types.get(&name) {
        return Sure::said(*element);
    }
    let mut fault = match fields.field("type") {
        Some(field) => {
            let known = types.keys().map(String::as_str);
            unknown_name("type", &name, field.value.span(), known)
        }
        None => Diagnostic::warning("missing-key", at, "a technical asset needs the key `type`"),
    };
    fault.message = format!("{}; {THEN}", fault.message);
    reading.notes.said.push(fault);
    Sure::guessed(Element::Process)
}

/// The role that a technology says, where it says another one than the type. Who is outside stays there.
fn element_by_technology(
    fields: &Fields<'_>,
    by_type: Element,
    reading: &mut Reading<'_>,
) -> Option<Element> {
    let mut names = reading.texts(fields.get("technologies"));
    let one = fields.get("technology");
    names.extend(one.and_then(|node| Some((node.text()?, node))));
    let mut found = None;
    for (name, node) in names {
        let name = name.trim().to_lowercase();
        let meant = dictionary(reading).technologies.get(&name);
        let Some(Counterpart::Element(element)) =
            meant.filter(|_| by_type != Element::ExternalEntity)
        else {
            let notes = &mut reading.notes;
            notes.left_out("technical assets", "technology", node.span());
            continue;
        };
        if found.is_none() && *element != by_type {
            let message = format!(
                "element `{}` is guessed from the technology `{name}`",
                element.name()
            );
            reading.notes.guess(node.span(), message);
            found = Some(*element);
        }
    }
    found
}

impl Technical<'_> {
    /// The component that it becomes.
    fn component(
        &self,
        zone: Option<Sure<String>>,
        assets: &mut Assets,
        reading: &mut Reading<'_>,
    ) -> Component {
        let list = self.fields.get("data_assets_stored");
        let stores = assets.classes(list, Use::Written, reading);
        let keeps = self.element == Element::DataStore || stores != Classes::default();
        Component {
            name: self.name.clone(),
            title: self.title.clone(),
            role: self.role(reading),
            zone,
            facts: encryption(&self.fields, keeps, reading),
            stores,
        }
    }

    /// What the component is: a kind, where a tag names one with the same role.
    fn role(&self, reading: &mut Reading<'_>) -> Sure<Counterpart> {
        let mut found = None;
        for (tag, node) in reading.texts(self.fields.get("tags")) {
            let tag = tag.trim().to_lowercase();
            let Some(Counterpart::Kind(kind)) = dictionary(reading).tags.get(&tag) else {
                let notes = &mut reading.notes;
                notes.left_out("technical assets", "tags", node.span());
                continue;
            };
            let known = reading.knowledge.kind(*kind);
            if known.element != Some(self.element) {
                let message = format!(
                    "the tag `{tag}` names the kind `{}`, which is no {}; only the role is written",
                    known.name,
                    self.element.name()
                );
                let warning = Diagnostic::warning("contradiction", node.span(), message);
                reading.notes.said.push(warning);
            } else if found.is_none() {
                let message = format!("kind `{}` is guessed from the tag `{tag}`", known.name);
                reading.notes.guess(node.span(), message);
                found = Some(Sure::guessed(Counterpart::Kind(*kind)));
            }
        }
        found.unwrap_or(Sure {
            value: Counterpart::Element(self.element),
            guessed: self.guessed,
        })
    }
}

/// What the encryption of an asset says, where it keeps data.
fn encryption(fields: &Fields<'_>, keeps: bool, reading: &mut Reading<'_>) -> Facts {
    let Some(node) = fields.get("encryption") else {
        return Facts::new();
    };
    if !keeps {
        let notes = &mut reading.notes;
        notes.left_out("technical assets", "encryption", node.span());
        return Facts::new();
    }
    let name = node.text().unwrap_or_default().trim().to_lowercase();
    let styles = &dictionary(reading).encryption;
    if let Some(facts) = styles.get(&name) {
        return facts.clone();
    }
    let known = styles.keys().map(String::as_str);
    let mut fault = unknown_name("encryption", &name, node.span(), known);
    fault.message = format!("{}; it is left out", fault.message);
    reading.notes.said.push(fault);
    Facts::new()
}
