//! Open Threat Models.
//!
//! In: the root of a model. Out: a [`Design`]. What the words of the model mean stands in the catalog; how a manifest is
//! written is not known here.

use crate::knowledge::Element;
use crate::knowledge::import::{Counterpart, Dictionary, Facts, Trust};
use crate::source::{Diagnostic, Place, Severity, Span};
use crate::syntax::fields::{Fields, wrong_shape};
use crate::syntax::{Node, Shape};

use super::assets::{Assets, Described, Use};
use super::design::{Component, Design, Exchange, Flow, Processed, Sure, Zone};
use super::names::{Register, architecture, one_line};
use super::reading::Reading;

mod keys;
mod parents;

/// Reads a model.
pub(super) fn read(root: Node<'_>, reading: &mut Reading<'_>) -> Design {
    let Some(model) = reading.fields(root, "an Open Threat Model", &keys::MODEL) else {
        return Design::default();
    };
    reading.leave_out("the model", &model, &keys::MODEL_USED);
    let project = model.need("project", &mut reading.notes.said);
    let title = project.map_or_else(String::new, |node| project_name(node, reading));
    let mut assets = assets(model.get("assets"), reading);
    let mut zones = Register::of("trust zone");
    let trust_zones = trust_zones(model.get("trustZones"), &mut zones, reading);
    let mut register = Register::of("component");
    let items = components(model.get("components"), &mut register, reading);
    let places = parents::zones(&items, &mut register, &mut zones, reading);

    let mut design = Design {
        architecture: architecture(&title),
        title: one_line(&title),
        zones: trust_zones,
        ..Design::default()
    };
    let mut processed = Vec::new();
    for (item, place) in items.iter().zip(places) {
        let kept = item.fields.get("assets");
        let kept = kept.and_then(|node| reading.fields(node, "assets of a component", &keys::KEPT));
        let list = |key| kept.as_ref().and_then(|kept| kept.get(key));
        let stores = assets.classes(list("stored"), Use::Written, reading);
        let worked_on = assets.classes(list("processed"), Use::Mentioned, reading);
        if let Counterpart::Ignored(_) = item.role.value {
            continue;
        }
        processed.push(Processed {
            component: item.name.clone(),
            at: item.at,
            classes: worked_on.classes,
        });
        let zone = place.and_then(|index| design.zones.get(index));
        design.components.push(Component {
            name: item.name.clone(),
            title: item.title.clone(),
            role: item.role.clone(),
            zone: zone.map(|zone| Sure::said(zone.name.clone())),
            stores,
            facts: Facts::new(),
        });
    }
    design.flows = flows(
        model.get("dataflows"),
        &items,
        &mut register,
        &mut assets,
        reading,
    );
    design.say_unmoved(&processed, &mut reading.notes);
    assets.say(reading);
    design
}

fn dictionary<'k>(reading: &Reading<'k>) -> &'k Dictionary {
    &reading.knowledge.imports.otm
}

fn project_name(node: Node<'_>, reading: &mut Reading<'_>) -> String {
    let Some(project) = reading.fields(node, "a project", &keys::PROJECT) else {
        return String::new();
    };
    reading.leave_out("the project", &project, &keys::PROJECT_USED);
    let name = reading.text(&project, "name");
    let id = reading.text(&project, "id");
    match name.is_empty() {
        true => id.into_owned(),
        false => name.into_owned(),
    }
}

fn assets(node: Option<Node<'_>>, reading: &mut Reading<'_>) -> Assets {
    let mut assets = Assets::new();
    for item in reading.items(node) {
        let Some(fields) = reading.fields(item, "an asset", &keys::ASSET) else {
            continue;
        };
        reading.leave_out("assets", &fields, &keys::ASSET_USED);
        let (id, name) = (reading.text(&fields, "id"), reading.text(&fields, "name"));
        let description = reading.text(&fields, "description");
        let risk = fields.get("risk");
        let confidentiality = risk.and_then(|risk| risk.get("confidentiality")?.text());
        let confidentiality = confidentiality.unwrap_or_default();
        let mut attributes = Vec::new();
        if let Some(node) = mapping(fields.get("attributes")) {
            let entries = reading.entries(Some(node), "attributes").into_iter();
            let texts = entries
                .filter_map(|one| Some((one.name.into_owned(), one.value.text()?.into_owned())));
            attributes.extend(texts);
        }
        let described = Described {
            id: &id,
            title: &name,
            at: fields.span(),
            tags: Vec::new(),
            description: &description,
            attributes,
            open: dictionary(reading)
                .open_data
                .iter()
                .any(|open| *open == confidentiality),
        };
        assets.add(&described, reading);
    }
    assets
}

/// A node that is a mapping; some tools write lists of attributes.
fn mapping(node: Option<Node<'_>>) -> Option<Node<'_>> {
    node.filter(|node| node.shape() == Shape::Mapping)
}

fn trust_zones(
    node: Option<Node<'_>>,
    register: &mut Register,
    reading: &mut Reading<'_>,
) -> Vec<Zone> {
    let mut zones = Vec::new();
    for item in reading.items(node) {
        let Some(fields) = reading.fields(item, "a trust zone", &keys::ZONE) else {
            continue;
        };
        reading.leave_out("trust zones", &fields, &keys::ZONE_USED);
        let (id, title) = (reading.text(&fields, "id"), reading.text(&fields, "name"));
        let name = register.add(&id, &title, fields.span(), &mut reading.notes);
        zones.push(Zone {
            name,
            title: one_line(&title),
            trust: trust(&fields, &id, reading),
        });
    }
    zones
}

/// How far a zone is trusted: by its type, by its id where that is one that a tool has fixed, or by its rating.
fn trust(fields: &Fields<'_>, id: &str, reading: &mut Reading<'_>) -> Option<Trust> {
    let known = &dictionary(reading).zones;
    let by_type = fields
        .field("type")
        .map(|field| (reading.text(fields, "type"), field.value.span()));
    let by_id = fields
        .field("id")
        .map(|field| (id.into(), field.value.span()));
    for (word, at) in by_type.into_iter().chain(by_id) {
        if let Some(trust) = known.get(&word.to_lowercase()) {
            let message = format!("trust `{}` is guessed from `{word}`", trust.name());
            reading.notes.guess(at, message);
            return Some(*trust);
        }
    }
    let node = fields.get("risk")?.get("trustRating")?;
    let rating = node.text().and_then(|text| text.parse::<f64>().ok());
    let Some(rating) = rating.filter(|rating| rating.is_finite()) else {
        reading.notes.said.push(wrong_shape(node, "a number"));
        return None;
    };
    let ratings = &dictionary(reading).ratings;
    let (_, trust) = ratings
        .iter()
        .rev()
        .find(|(from, _)| rating >= *from as f64)?;
    let message = format!(
        "trust `{}` is guessed from a rating of {rating}",
        trust.name()
    );
    reading.notes.guess(node.span(), message);
    Some(*trust)
}

/// A component, read as far as it goes without the others.
struct Item<'t> {
    name: String,
    title: String,
    at: Span,
    role: Sure<Counterpart>,
    fields: Fields<'t>,
}

fn components<'t>(
    node: Option<Node<'t>>,
    register: &mut Register,
    reading: &mut Reading<'_>,
) -> Vec<Item<'t>> {
    let mut items = Vec::new();
    for item in reading.items(node) {
        let Some(fields) = reading.fields(item, "a component", &keys::COMPONENT) else {
            continue;
        };
        reading.leave_out("components", &fields, &keys::COMPONENT_USED);
        let (id, title) = (reading.text(&fields, "id"), reading.text(&fields, "name"));
        let name = register.add(&id, &title, fields.span(), &mut reading.notes);
        let role = role(&fields, reading);
        if let Counterpart::Ignored(reason) = &role.value {
            let message = format!("component `{name}` is left out: {reason}");
            reading.notes.note("ignored", fields.span(), message);
        }
        items.push(Item {
            name,
            title: one_line(&title),
            at: fields.span(),
            role,
            fields,
        });
    }
    items
}

/// What a component is by its type; a process where that is not known.
fn role(fields: &Fields<'_>, reading: &mut Reading<'_>) -> Sure<Counterpart> {
    let process = Sure::guessed(Counterpart::Element(Element::Process));
    let Some(node) = fields.need("type", &mut reading.notes.said) else {
        return process;
    };
    let written = node.text().unwrap_or_default();
    let name = written.trim().to_lowercase();
    let dictionary = dictionary(reading);
    let bare = dictionary.prefixes.iter();
    let bare = bare.filter_map(|prefix| name.strip_prefix(prefix.as_str()));
    let mut names = std::iter::once(name.as_str()).chain(bare);
    let Some(found) = names.find_map(|name| dictionary.components.get(name)) else {
        let message =
            format!("type `{written}` is not known; its components are taken as processes");
        let warning = Diagnostic::new(
            "unknown-type",
            Severity::Warning,
            Place::Span(node.span()),
            message,
        );
        reading
            .notes
            .said
            .push(warning.help("set `element` or `kind` where the manifest says `guessed`"));
        return process;
    };
    let said = match found {
        Counterpart::Kind(kind) => Some(("kind", &*reading.knowledge.kind(*kind).name)),
        Counterpart::Service(service) => {
            Some(("service", &*reading.knowledge.service(*service).name))
        }
        Counterpart::Element(element) => Some(("element", element.name())),
        Counterpart::Ignored(_) => None,
    };
    if let Some((key, value)) = said {
        let message = format!("{key} `{value}` is guessed from the type `{written}`");
        reading.notes.guess(node.span(), message);
    }
    Sure::guessed(found.clone())
}

fn flows(
    node: Option<Node<'_>>,
    items: &[Item<'_>],
    register: &mut Register,
    assets: &mut Assets,
    reading: &mut Reading<'_>,
) -> Vec<Flow> {
    let mut flows = Vec::new();
    for item in reading.items(node) {
        let Some(fields) = reading.fields(item, "a data flow", &keys::FLOW) else {
            continue;
        };
        reading.leave_out("data flows", &fields, &keys::FLOW_USED);
        let carries = assets.classes(fields.get("assets"), Use::Written, reading);
        let from = end("source", &fields, items, register, reading);
        let to = end("destination", &fields, items, register, reading);
        let Some((from, to)) = from.zip(to) else {
            continue;
        };
        let exchange = match reading.is_set(&fields, "bidirectional") {
            true => Exchange::Call,
            false => Exchange::Transfer,
        };
        let (protocol, facts) = protocol(&fields, reading);
        flows.push(Flow {
            title: one_line(&reading.text(&fields, "name")),
            from: from.name.clone(),
            to: to.name.clone(),
            carries,
            answers: None,
            exchange,
            protocol: protocol.map(Sure::guessed),
            private: false,
            facts,
        });
    }
    flows
}

/// The component at an end of a flow, where it is part of the manifest.
fn end<'i, 't>(
    key: &'static str,
    fields: &Fields<'_>,
    items: &'i [Item<'t>],
    register: &mut Register,
    reading: &mut Reading<'_>,
) -> Option<&'i Item<'t>> {
    const THEN: &str = "the data flow is left out";
    let node = fields.need(key, &mut reading.notes.said)?;
    let id = node.text().unwrap_or_default();
    let index = register.find(&id, node.span(), THEN, &mut reading.notes)?;
    let item = items.get(index)?;
    if let Counterpart::Ignored(reason) = &item.role.value {
        let message = format!("the data flow is left out, as `{}` is: {reason}", item.name);
        let warning = Diagnostic::warning("no-flow", node.span(), message);
        reading.notes.said.push(warning);
        return None;
    }
    Some(item)
}

/// The protocol that a tag of a flow names, and what it says of the flow.
fn protocol(fields: &Fields<'_>, reading: &mut Reading<'_>) -> (Option<String>, Facts) {
    let mut found = None;
    for (tag, node) in reading.texts(fields.get("tags")) {
        let protocol = dictionary(reading)
            .protocols
            .get(&tag.trim().to_lowercase());
        match protocol {
            Some(protocol) if found.is_none() => {
                let message = format!("protocol `{}` is guessed from a tag", protocol.name);
                reading.notes.guess(node.span(), message);
                found = Some(protocol);
            }
            _ => reading.notes.left_out("data flows", "tags", node.span()),
        }
    }
    match found {
        Some(protocol) => (Some(protocol.name.clone()), protocol.facts.clone()),
        None => (None, Facts::new()),
    }
}
