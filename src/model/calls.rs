//! What the items of a definition call, as far as the definition names it.
//!
//! In: the items that a kind says are calls. Out: [`Call`]s, not yet joined: names of components, actions with what they are
//! used on, addresses. Which components there are is not known here.

use crate::graph::Payload;
use crate::knowledge::{CallMapping, Knowledge, Path, ServiceId};
use crate::policy::pattern;
use crate::syntax::{Cause, Guard, Term, Value};

use super::items::chosen;
use super::lower::Lowering;
use super::path::{Found, Subject, cause_of, find, find_all, paths_of};
use super::{ComponentId, DeploymentId};

/// Something that a definition calls.
#[derive(Clone, Debug)]
pub struct Call {
    /// The deployment in which it is written.
    pub deployment: DeploymentId,
    /// The component that has the definition.
    pub from: ComponentId,
    /// What the item that calls is called.
    pub name: String,
    /// What is called.
    pub callee: Callee,
    /// When it is.
    pub when: Guard,
    /// Why it is not sure that it is.
    pub doubt: Option<Cause>,
}

/// What a definition calls.
#[derive(Clone, Debug)]
pub enum Callee {
    /// A component by its name.
    Named(Value, Payload),
    /// A catalogued action, on what is named, each under its condition.
    Action {
        /// The service of the action.
        service: ServiceId,
        /// The action, with its prefix.
        action: String,
        /// The text that names the action.
        written: Value,
        /// What it is used on.
        on: Vec<(Value, Guard)>,
    },
    /// An address.
    Address(Value),
}

/// Notes what the definitions of a component call.
pub(super) fn call(
    lowering: &mut Lowering<'_, '_>,
    mapping: &CallMapping,
    from: ComponentId,
    subject: &Subject<'_>,
) {
    let format = lowering.template.format;
    for item in find_all(subject, paths_of(&mapping.each, format)) {
        let (outer, doubt) = match (&item.0.term, chosen(&item, &mapping.only, format)) {
            (Term::Unknown(_), _) => (item.1.clone(), Some(cause_of(&item.0))),
            (_, Ok(when)) if !when.can_hold() => continue,
            (_, Ok(when)) => (when, None),
            (_, Err(cause)) => (item.1.clone(), Some(cause)),
        };
        let subject = Subject::alone(&item.0);
        for (what, when) in find(&subject, &mapping.what) {
            let on = given(&subject, &mapping.on, &mapping.computed);
            let when = Guard::all([outer.clone(), when]);
            for (callee, when) in callees(lowering.knowledge, mapping, what, when, on) {
                lowering.model.calls.push(Call {
                    deployment: lowering.deployment,
                    from,
                    name: mapping.name.to_string(),
                    callee,
                    when,
                    doubt: doubt.clone(),
                });
            }
        }
    }
}

/// What stands at the paths, without what is worked out at run time.
fn given(subject: &Subject<'_>, paths: &[Path], computed: &[String]) -> Vec<Found> {
    let mut found = find(subject, paths);
    found.retain(|(value, _)| {
        let text = value.as_text().unwrap_or_default();
        !computed.iter().any(|one| pattern::matches(one, text))
    });
    found
}

fn callees(
    knowledge: &Knowledge,
    mapping: &CallMapping,
    what: Value,
    when: Guard,
    on: Vec<Found>,
) -> Vec<(Callee, Guard)> {
    let text = pattern::pattern_of(&what).unwrap_or_default();
    let Some(written) = mapping.forms.iter().find_map(|form| after(form, &text)) else {
        return vec![(Callee::Named(what, mapping.payload), when)];
    };
    let written = bare(written);
    if mapping.addresses.contains(&written) {
        let each = on.into_iter();
        let under = |(value, inner)| (Callee::Address(value), Guard::all([when.clone(), inner]));
        return each.map(under).collect();
    }
    let action = action_of(knowledge, mapping, &written);
    let callee = action.map(|(service, action)| Callee::Action {
        service,
        action,
        written: what,
        on,
    });
    callee.map(|callee| (callee, when)).into_iter().collect()
}

/// What follows a form at the start of a text.
fn after<'t>(form: &str, text: &'t str) -> Option<&'t str> {
    let (head, tail) = form.split_once('*')?;
    let rest = text.strip_prefix(head)?;
    let at = rest.find(tail)?;
    (!rest[..at].contains(':')).then(|| &rest[at + tail.len()..])
}

/// A service and the name of an action, without how the answer is waited for: `sqs:sendMessage` of
/// `sqs:sendMessage.waitForTaskToken`.
fn bare(written: &str) -> String {
    let (service, rest) = written.split_once(':').unwrap_or((written, ""));
    let name = rest.split(['.', ':']).next().unwrap_or_default();
    format!("{service}:{name}")
}

/// The catalogued action that is written like this.
fn action_of(
    knowledge: &Knowledge,
    mapping: &CallMapping,
    written: &str,
) -> Option<(ServiceId, String)> {
    let full = match mapping.actions.get(written) {
        Some(action) => action.clone(),
        None => {
            let (service, name) = written.split_once(':')?;
            let prefix = mapping
                .prefixes
                .get(service)
                .map_or(service, String::as_str);
            let mut letters = name.chars();
            let first = letters.next()?.to_ascii_uppercase();
            format!("{prefix}:{first}{}", letters.as_str())
        }
    };
    let (prefix, _) = full.split_once(':')?;
    let service = *knowledge.by_prefix.get(prefix)?;
    let known = knowledge.service(service).actions.contains_key(&full);
    known.then_some((service, full))
}

#[cfg(test)]
mod tests {
    use super::{after, bare};

    #[test]
    fn forms_are_told_apart() {
        let form = "arn:*:states:::";
        assert_eq!(
            after(form, "arn:aws:states:::sqs:sendMessage"),
            Some("sqs:sendMessage")
        );
        assert_eq!(
            after(form, "arn:*:states:::ecs:runTask.sync"),
            Some("ecs:runTask.sync")
        );
        assert_eq!(
            after(form, "arn:aws:states:us-east-1:111122223333:activity:check"),
            None
        );
        assert_eq!(after(form, "arn:aws:lambda:x:states:::y"), None);
        assert_eq!(bare("ecs:runTask.sync"), "ecs:runTask");
        assert_eq!(
            bare("states:startExecution.sync:2"),
            "states:startExecution"
        );
        assert_eq!(bare("odd"), "odd:");
    }
}
