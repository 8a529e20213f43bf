//! Why a flow does not bring a class to its target.

use crate::model::Presence;

use super::propagate::moves;
use super::{DataClass, EdgeId, Graph, Level};

/// What keeps a class from a flow.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stop {
    /// What the flow carries never holds the class.
    Payload,
    /// A barrier for which somebody vouches stands on the flow.
    Barrier,
    /// The design says what moves there, and the class is not among it.
    Stated,
    /// Its source was not read, so nobody knows what it holds.
    Unread,
    /// Its source does not carry the class.
    Source,
    /// Its source carries the class, and does not pass it on by this flow: a relay answers its callers only.
    Passing,
}

/// What keeps a class from a flow; `None` where the flow moves it, possibly at least.
pub fn stop(graph: &Graph, id: EdgeId, class: DataClass) -> Option<Stop> {
    if graph.moved(id, class) > Level::No {
        return None;
    }
    let source = graph.component(graph.ends(id).0);
    let carried = graph.carried(source.id, class).level;
    let edge = graph.edge(id);
    let ended = edge
        .barrier
        .as_ref()
        .is_some_and(|one| one.leaves == Level::No);
    if ended && class == DataClass::Phi && carried > Level::No {
        return Some(Stop::Barrier);
    }
    if edge.stated.is_some_and(|stated| !stated.has(class)) {
        return Some(Stop::Stated);
    }
    if moves(graph.edge(id), class, Level::Yes, source.element) == Level::No {
        Some(Stop::Payload)
    } else if carried > Level::No {
        Some(Stop::Passing)
    } else if source.presence == Presence::Unread {
        Some(Stop::Unread)
    } else {
        Some(Stop::Source)
    }
}
