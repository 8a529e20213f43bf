//! Trust boundaries: zones, which technical assets are in them, and how far they are trusted.
//!
//! In: the trust boundaries of a model. Out: zones. What technical assets are besides is not known here.

use std::collections::BTreeMap;

use crate::knowledge::import::Trust;
use crate::source::Diagnostic;
use crate::syntax::Node;
use crate::syntax::fields::{Field, Fields, unknown_name};

use super::super::design::{Sure, Zone};
use super::super::names::{Register, one_line};
use super::super::reading::Reading;
use super::{Technical, dictionary, keys};

/// The zone of what is on the internet and in no trust boundary.
const INTERNET: &str = "internet";

/// Trust boundaries as zones.
pub(super) struct Boundaries<'t> {
    register: Register,
    pub(super) zones: Vec<Zone>,
    /// The technical assets that each zone lists.
    inside: Vec<Option<Node<'t>>>,
    /// Which zone each technical asset is in.
    places: BTreeMap<usize, usize>,
    internet: Option<String>,
}

fn read<'t>(node: Option<Node<'t>>, reading: &mut Reading<'_>) -> Boundaries<'t> {
    let mut register = Register::of("trust boundary");
    let (mut zones, mut inside, mut nested) = (Vec::new(), Vec::new(), Vec::new());
    for Field { name, at, value } in reading.entries(node, "trust boundaries by title") {
        let Some(fields) = reading.fields(value, "a trust boundary", &keys::BOUNDARY) else {
            continue;
        };
        reading.leave_out("trust boundaries", &fields, &keys::BOUNDARY_USED);
        let id = reading.text(&fields, "id");
        let key = register.add(&id, &name, at, &mut reading.notes);
        let trust = trust(&fields, reading);
        zones.push(Zone {
            name: key,
            title: one_line(&name),
            trust,
        });
        inside.push(fields.get("technical_assets_inside"));
        nested.push(fields.get("trust_boundaries_nested"));
    }
    lower_trust(&mut zones, &nested, &mut register, reading);
    Boundaries {
        register,
        zones,
        inside,
        places: BTreeMap::new(),
        internet: None,
    }
}

fn trust(fields: &Fields<'_>, reading: &mut Reading<'_>) -> Option<Trust> {
    let node = fields.get("type")?;
    let name = node.text().unwrap_or_default().trim().to_lowercase();
    let types = &dictionary(reading).zones;
    let Some(trust) = types.get(&name).copied() else {
        let known = types.keys().map(String::as_str);
        let fault = unknown_name("type of trust boundary", &name, node.span(), known);
        reading.notes.said.push(fault);
        return None;
    };
    let message = format!(
        "trust `{}` is guessed from the type `{name}` of a trust boundary",
        trust.name()
    );
    reading.notes.guess(node.span(), message);
    Some(trust)
}

/// A boundary within another is trusted no more than that, at any depth.
fn lower_trust(
    zones: &mut [Zone],
    nested: &[Option<Node<'_>>],
    register: &mut Register,
    reading: &mut Reading<'_>,
) {
    const THEN: &str = "it is not within this one";
    let mut inner: Vec<Vec<usize>> = vec![Vec::new(); zones.len()];
    for (outer, list) in nested.iter().enumerate() {
        for (id, node) in reading.texts(*list) {
            let found = register.find(&id, node.span(), THEN, &mut reading.notes);
            let Some(index) = found else { continue };
            inner[outer].push(index);
            let notes = &mut reading.notes;
            notes.left_out("trust boundaries", "trust_boundaries_nested", node.span());
        }
    }
    // From each trust on, the least first: a boundary is lowered once at most for each of them.
    for trust in Trust::ALL {
        let is_low = |zone: &Zone| zone.trust == Some(trust);
        let mut pending: Vec<usize> = (0..zones.len()).filter(|&at| is_low(&zones[at])).collect();
        while let Some(outer) = pending.pop() {
            for &index in &inner[outer] {
                let zone = &mut zones[index];
                if zone.trust.is_none_or(|higher| higher > trust) {
                    zone.trust = Some(trust);
                    pending.push(index);
                }
            }
        }
    }
}

impl<'t> Boundaries<'t> {
    pub(super) fn of(node: Option<Node<'t>>, reading: &mut Reading<'_>) -> Self {
        read(node, reading)
    }

    /// Notes which assets are in which zone.
    pub(super) fn place(&mut self, assets: &mut Register, reading: &mut Reading<'_>) {
        const THEN: &str = "it is in no zone";
        for zone in 0..self.zones.len() {
            for (id, node) in reading.texts(self.inside[zone]) {
                let found = assets.find(&id, node.span(), THEN, &mut reading.notes);
                let Some(index) = found else { continue };
                let first = *self.places.entry(index).or_insert(zone);
                if first != zone {
                    let message =
                        format!("`{id}` is in two trust boundaries; the first one counts");
                    let warning = Diagnostic::warning("two-zones", node.span(), message);
                    reading.notes.said.push(warning);
                }
            }
        }
    }

    /// The zone of an asset.
    pub(super) fn zone_of(
        &mut self,
        index: usize,
        technical: &Technical<'_>,
        reading: &mut Reading<'_>,
    ) -> Option<Sure<String>> {
        let on_internet = reading.is_set(&technical.fields, "internet");
        let place = self.places.get(&index).map(|&zone| &self.zones[zone]);
        let at = technical.fields.field("internet").map(|field| field.at);
        match (place, on_internet, at) {
            (Some(zone), true, Some(at)) => {
                reading.notes.left_out("technical assets", "internet", at);
                Some(Sure::said(zone.name.clone()))
            }
            (Some(zone), ..) => Some(Sure::said(zone.name.clone())),
            (None, true, Some(at)) => {
                let message = "`internet: true` is guessed to mean a public zone".to_owned();
                reading.notes.guess(at, message);
                Some(Sure::guessed(self.internet()))
            }
            _ => None,
        }
    }

    fn internet(&mut self) -> String {
        if let Some(name) = &self.internet {
            return name.clone();
        }
        let name = self.register.name(INTERNET, "");
        self.zones.push(Zone {
            name: name.clone(),
            title: String::new(),
            trust: Some(Trust::Public),
        });
        self.internet = Some(name.clone());
        name
    }
}
