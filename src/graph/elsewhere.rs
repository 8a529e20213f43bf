//! What a deployment may mean of another one: by a name that is written out, or by a value that is perhaps known.
//!
//! In: a value of a deployment. Out: components of others. An ARN with the account of the other deployment is certain; of
//! anything less it is only possible that it means the one that has the name, and of two with the name none is chosen.

use std::cell::RefCell;
use std::collections::BTreeMap;

use crate::knowledge::KindId;
use crate::model::{ComponentId, DeploymentId, FactValue, Model, Presence, render};
use crate::syntax::{Cause, CauseKind, Guard, Term, Value};
use crate::vocabulary::Literal;

use super::builder::Builder;
use super::resolve::{Extent, Named, branches, by_arn, resolve};

/// Templates that are named where a name is that of several.
const MOST_NAMED: usize = 4;

/// The components that have a literal name, where several deployments could mean each other's.
pub(super) fn everywhere(model: &Model) -> BTreeMap<String, Vec<ComponentId>> {
    let mut everywhere: BTreeMap<String, Vec<ComponentId>> = BTreeMap::new();
    let deploying = model.deployments.iter().filter(|one| !one.is_design());
    if deploying.count() < 2 {
        return everywhere;
    }
    let declared = model.components.iter();
    for component in declared.filter(|one| one.presence == Presence::Declared) {
        // The first name is the one that the template alone knows it by.
        for name in component.names.iter().skip(1) {
            if !name.is_empty() && !name.contains(['{', '*']) {
                everywhere
                    .entry(name.clone())
                    .or_default()
                    .push(component.id);
            }
        }
    }
    everywhere
}

/// Adds the names by which deployments know components of others.
pub(super) fn carried(
    model: &Model,
    by_name: &mut BTreeMap<(DeploymentId, String), Vec<ComponentId>>,
) {
    for ((deployment, name), id) in &model.elsewhere {
        let named = by_name.entry((*deployment, format!("{{{name}}}")));
        named.or_default().push(*id);
    }
}

impl Builder<'_> {
    /// The declared components of a kind that are in the account and Region of a deployment for certain.
    pub(super) fn of_kind(&self, deployment: DeploymentId, kind: KindId) -> &[ComponentId] {
        let first = self.model.first_of(deployment);
        self.by_kind.get(&(first, kind)).map_or(&[], Vec::as_slice)
    }
}

/// What a text means in other deployments.
pub(super) enum Elsewhere {
    /// This, in the account that the text says.
    Certain(ComponentId, Extent),
    /// This, unless another account or Region has something of the same name.
    Possible(ComponentId),
    /// One of several.
    Several(Cause),
    /// Nothing.
    Nothing,
}

/// What a text means in other deployments than the one in which it is written.
pub(super) fn elsewhere(
    builder: &Builder<'_>,
    text: &str,
    deployment: DeploymentId,
    kinds: &[KindId],
) -> Elsewhere {
    if builder.everywhere.is_empty() {
        return Elsewhere::Nothing;
    }
    let arn: Vec<&str> = text.splitn(6, ':').collect();
    let is_arn = arn.len() == 6 && arn[0] == "arn";
    // Without an ARN, only what the relation expects can be meant: two things of different kinds often share a name.
    if !is_arn && kinds.is_empty() {
        return Elsewhere::Nothing;
    }
    let service = is_arn
        .then(|| builder.knowledge.by_prefix.get(arn[2]))
        .flatten();
    let account = Some(&arn)
        .filter(|_| is_arn)
        .map(|arn| arn[4])
        .filter(|one| one.bytes().all(|byte| byte.is_ascii_digit()) && !one.is_empty());
    let fits = |id: &ComponentId| {
        let component = builder.graph.component(*id);
        let of_kind = kinds.is_empty() || component.kind.is_some_and(|kind| kinds.contains(&kind));
        let own = account_of(builder, component.deployment);
        let in_account = account.zip(own).is_none_or(|(one, own)| *one == *own);
        component.deployment != deployment
            && of_kind
            && in_account
            && (service.is_none() || component.service == service.copied())
    };
    let named = |token: &str| -> Vec<ComponentId> {
        let all = builder.everywhere.get(token).into_iter().flatten();
        let mut all: Vec<ComponentId> = all.copied().filter(|id| fits(id)).collect();
        all.dedup();
        all
    };
    let Some((token, extent)) = token_of(text, is_arn, &named) else {
        return Elsewhere::Nothing;
    };
    match named(&token).as_slice() {
        [] => Elsewhere::Nothing,
        [only] => {
            let own = account_of(builder, builder.graph.component(*only).deployment);
            match account.is_some() && own.is_some() {
                true => Elsewhere::Certain(*only, extent),
                false => Elsewhere::Possible(*only),
            }
        }
        several => Elsewhere::Several(ambiguous(builder, &token, several)),
    }
}

/// The part of a text that is a name, and how much of what has it the text means.
fn token_of(
    text: &str,
    is_arn: bool,
    named: &impl Fn(&str) -> Vec<ComponentId>,
) -> Option<(String, Extent)> {
    if !named(text).is_empty() {
        return Some((text.to_owned(), Extent::Whole));
    }
    if !is_arn {
        return None;
    }
    let found = RefCell::new(String::new());
    let first = by_arn(text, |one| {
        let first = named(one).first().copied()?;
        *found.borrow_mut() = one.to_owned();
        Some(first)
    });
    first.map(|(_, extent)| (found.take(), extent))
}

/// The account that the configuration says of a deployment.
fn account_of<'b>(builder: &'b Builder<'_>, deployment: DeploymentId) -> Option<&'b str> {
    let facts = &builder.model.deployments[deployment.0 as usize].facts;
    match &facts.get(&builder.words.account?)?.value {
        FactValue::Known(Literal::Text(text)) => Some(text),
        _ => None,
    }
}

fn ambiguous(builder: &Builder<'_>, name: &str, several: &[ComponentId]) -> Cause {
    let deployments = &builder.model.deployments;
    let mut paths: Vec<String> = Vec::new();
    for id in several {
        let deployment = builder.graph.component(*id).deployment;
        let path = format!("`{}`", deployments[deployment.0 as usize].path);
        if !paths.contains(&path) && paths.len() < MOST_NAMED {
            paths.push(path);
        }
    }
    let subject = format!("several stacks declare `{name}`: {}", paths.join(", "));
    Cause::new(CauseKind::Ambiguous, subject)
}

/// The components that a value perhaps names, with the doubt about each.
pub(super) fn perhaps(
    builder: &Builder<'_>,
    value: &Value,
    deployment: DeploymentId,
    kinds: &[KindId],
) -> Vec<(ComponentId, Guard, Cause)> {
    let mut found = Vec::new();
    if builder.model.perhaps.is_empty() && builder.everywhere.is_empty() {
        return found;
    }
    for (branch, when) in branches(value) {
        let unknown = |part: &Value| match &part.term {
            Term::Unknown(cause) => {
                let key = (deployment, cause.clone());
                builder
                    .model
                    .perhaps
                    .get(&key)
                    .map(|value| (value, cause.clone()))
            }
            _ => None,
        };
        let known = match &branch.term {
            Term::Text(parts) => parts.iter().find_map(unknown),
            _ => unknown(branch),
        };
        if let Some((value, cause)) = known {
            for meaning in resolve(builder, value, deployment, kinds) {
                if let Named::Component(id) = meaning.named {
                    let when = Guard::all([when.clone(), meaning.when]);
                    found.push((id, when, doubt(builder, id, &cause)));
                }
            }
            continue;
        }
        let Some(text) = render(branch) else { continue };
        let own = resolve(builder, branch, deployment, kinds);
        let is_known = own
            .iter()
            .any(|one| matches!(one.named, Named::Component(_)));
        if let (false, Elsewhere::Possible(id)) =
            (is_known, elsewhere(builder, &text, deployment, kinds))
        {
            let name = &builder.graph.component(id).name;
            let text = format!(
                "`{text}` is the name of {name} in another stack, if both are in one account and Region"
            );
            found.push((id, when, Cause::new(CauseKind::PossibleFlow, text)));
        }
    }
    found
}

/// Why a value that is not known perhaps names a component.
fn doubt(builder: &Builder<'_>, id: ComponentId, cause: &Cause) -> Cause {
    let component = builder.graph.component(id);
    let path = &builder.model.deployments[component.deployment.0 as usize].path;
    let name = &component.name;
    let text = format!(
        "`{}` is perhaps {name} of `{path}`: which stack gives it is not said",
        cause.subject
    );
    Cause::new(CauseKind::PossibleFlow, text)
}
