//! Communication links: flows from who calls to who is called, and back.
//!
//! In: the communication links of a technical asset. Out: flows. What the ends are is not known here.

use crate::knowledge::import::Facts;
use crate::syntax::fields::{Field, Fields, unknown_name};

use super::super::assets::{Assets, Use};
use super::super::design::{Exchange, Flow, Sure};
use super::super::names::{Register, one_line};
use super::super::reading::Reading;
use super::{Technical, dictionary, keys};

/// The flows for the communication links of a technical asset.
pub(super) fn read(
    technical: &Technical<'_>,
    all: &[Technical<'_>],
    register: &mut Register,
    assets: &mut Assets,
    reading: &mut Reading<'_>,
) -> Vec<Flow> {
    const THEN: &str = "the communication link is left out";
    let mut flows = Vec::new();
    let list = technical.fields.get("communication_links");
    for Field { name, value, .. } in reading.entries(list, "communication links by title") {
        let Some(link) = reading.fields(value, "a communication link", &keys::LINK) else {
            continue;
        };
        reading.leave_out("communication links", &link, &keys::LINK_USED);
        let sent = assets.classes(link.get("data_assets_sent"), Use::Written, reading);
        let received = assets.classes(link.get("data_assets_received"), Use::Written, reading);
        let Some(target) = link.need("target", &mut reading.notes.said) else {
            continue;
        };
        let id = target.text().unwrap_or_default();
        let found = register.find(&id, target.span(), THEN, &mut reading.notes);
        let Some(target) = found.and_then(|index| all.get(index)) else {
            continue;
        };
        let (protocol, facts) = protocol(&link, reading);
        let private = reading.is_set(&link, "vpn");
        if let Some(vpn) = link.field("vpn").filter(|_| private) {
            let message = "`private: true` is guessed from `vpn: true`".to_owned();
            reading.notes.guess(vpn.at, message);
        }
        flows.push(Flow {
            title: one_line(&name),
            from: technical.name.clone(),
            to: target.name.clone(),
            answers: (received != sent).then_some(received),
            carries: sent,
            exchange: Exchange::Call,
            protocol: protocol.map(Sure::said),
            private,
            facts,
        });
    }
    flows
}

/// The protocol of a link, and what it says of the flow.
fn protocol(link: &Fields<'_>, reading: &mut Reading<'_>) -> (Option<String>, Facts) {
    let Some(node) = link.get("protocol") else {
        return (None, Facts::new());
    };
    let name = node.text().unwrap_or_default().trim().to_lowercase();
    let protocols = &dictionary(reading).protocols;
    if let Some(protocol) = protocols.get(&name) {
        return (Some(protocol.name.clone()), protocol.facts.clone());
    }
    let known = protocols.keys().map(String::as_str);
    let mut fault = unknown_name("protocol", &name, node.span(), known);
    fault.message = format!("{}; it is left out", fault.message);
    reading.notes.said.push(fault);
    (None, Facts::new())
}
