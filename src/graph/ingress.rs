//! Whether the security groups around a component let the whole internet in.
//!
//! In: a graph whose settings are joined, and the rules of its groups. Out: a fact on each component that stands in a security
//! group. Routes and addresses are not known here: an open group in a private subnet is open all the same.

use petgraph::graph::NodeIndex;

use crate::model::ComponentId;

use super::builder::Builder;
use super::firewall::{groups_around, is_group, openings};
use super::network::Answer;

/// Adds the fact to every component that a security group contains.
pub(super) fn find_open_groups(builder: &mut Builder<'_>) {
    let Some(word) = builder.words.open_ingress else {
        return;
    };
    for index in 0..builder.graph.inner.node_count() {
        let id = ComponentId(index as u32);
        let groups = groups_around(builder, id);
        if groups.is_empty() || is_group(builder, id) {
            continue;
        }
        let answers = openings(builder, id).into_iter().map(|one| one.answer);
        let mut answer = Answer::one_of(answers);
        if answer.spans.is_empty() {
            answer = answer.shown_at(builder.graph.component(groups[0].0).span);
        }
        let component = builder.graph.component(id);
        let fact = answer.fact(&component.when, component.body);
        builder.graph.inner[NodeIndex::new(index)]
            .facts
            .insert(word, fact);
    }
}
