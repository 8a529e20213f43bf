//! Whether the filters around an endpoint let a caller in.
//!
//! In: the firewall. Out: an answer for the port at which endpoints take requests.

use crate::model::ComponentId;
use crate::syntax::{Cause, CauseKind};

use super::super::builder::Builder;
use super::super::firewall;
use super::answer::Answer;

/// The port at which endpoints take requests.
const HTTPS: u16 = 443;

/// Whether the security groups of an endpoint let a caller in and those of the caller let it out, and the access control
/// lists between their subnets let both through.
pub(super) fn admits(builder: &Builder<'_>, caller: ComponentId, endpoint: ComponentId) -> Answer {
    let groups = firewall::lets(builder, caller, endpoint, HTTPS);
    let (mut answer, what) = match groups.can_be() {
        false => (groups, "security groups"),
        true => {
            let lists = firewall::passes(builder, caller, endpoint, HTTPS);
            (Answer::all([groups, lists]), "network access control lists")
        }
    };
    if !answer.can_be() {
        let (name, own) = (
            &builder.graph.component(endpoint).name,
            &builder.graph.component(caller).name,
        );
        let text = format!("the {what} do not let {own} reach {name} at port {HTTPS}");
        answer.cause = Some(Cause::new(CauseKind::PossibleFlow, text));
        if answer.spans.is_empty() {
            answer.spans = vec![builder.graph.component(endpoint).span];
        }
    }
    answer
}

/// Whether the security groups of a caller let it out to the service behind a gateway endpoint.
pub(super) fn lets_out(
    builder: &Builder<'_>,
    caller: ComponentId,
    endpoint: ComponentId,
) -> Answer {
    let mut answer = firewall::lets_out(builder, caller, HTTPS);
    if !answer.can_be() {
        let (name, own) = (
            &builder.graph.component(endpoint).name,
            &builder.graph.component(caller).name,
        );
        let text = format!(
            "the security groups of {own} do not let it out to the addresses behind {name} at port {HTTPS}"
        );
        answer.cause = Some(Cause::new(CauseKind::PossibleFlow, text));
    }
    answer
}
