//! Whether a principal may do something on a component, as its policies and those of the component decide together.
//!
//! In: prepared policies, a principal, an action and a component. Out: a [`Right`]. Who asks, and what an action does, is
//! not known here.

use std::collections::BTreeMap;

use crate::knowledge::{Action, KindId, Knowledge};
use crate::model::{Component, ComponentId, Model, Presence};
use crate::policy::context::{Context, Known};
use crate::policy::evaluate::{
    Authority, Decision, Extent, Layer, LayerSort, Outcome, Policies, decide,
};
use crate::policy::request::{Caller, CallerSort, Request, Target};
use crate::policy::{NAME_OF_A_RESOURCE, PatternText};
use crate::source::Span;
use crate::syntax::{Cause, CauseKind};

use super::super::{Graph, Level, Words};
use super::catalogued::Catalogued;
use super::held::{AllHeld, Held};
use super::names::Names;
use super::principal::{Principal, Stranger};

/// Stands for the account of a template where that is not known, and is no other one.
const OWN_ACCOUNT: &str = "own";

/// The answer for one action, or the best of several.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Right {
    /// Whether the principal may; never `No`.
    pub level: Level,
    /// Whether it may on a part of the component only.
    pub partly: bool,
    /// The statements that allow it: where they are written, or where their policy is attached.
    pub by: Vec<Span>,
    /// On what it depends, where it is only possible.
    pub depends: Vec<Cause>,
}

/// Everything that decides rights in a graph.
pub struct Rights<'m> {
    pub(super) model: &'m Model,
    pub(super) knowledge: &'m Knowledge,
    pub(super) words: Words,
    pub(super) names: Names<'m>,
    pub(super) held: AllHeld<'m>,
    /// The principals that the files declare.
    pub(super) principals: Vec<ComponentId>,
    /// What the catalog says that actions do to components of a kind.
    by_kind: BTreeMap<KindId, Catalogued<'m>>,
}

/// One question about rights.
struct Question<'q> {
    principal: &'q Principal,
    action: &'q str,
    component: &'q Component,
    resource: &'q [Held<'q>],
    authority: Authority,
    told: &'q [(&'q str, Known)],
}

/// Policies of one layer, as the evaluation takes them, with where their statements are shown.
struct Side<'h> {
    policies: Layer<'h>,
    shown: Vec<Option<Span>>,
}

impl<'m> Rights<'m> {
    /// Prepares what decides; the graph has its settings joined.
    pub fn of(graph: &Graph, model: &'m Model, knowledge: &'m Knowledge) -> Self {
        let words = Words::of(&knowledge.vocabulary);
        let names = Names::new(model, knowledge, &words);
        let held = AllHeld::of(graph, model, knowledge, &words, &names);
        let is_principal = |one: &&Component| {
            let is_one = |word| one.facts.contains_key(&word);
            one.presence == Presence::Declared && words.principal.is_some_and(is_one)
        };
        let principals = model.components.iter().filter(is_principal);
        Self {
            model,
            knowledge,
            principals: principals.map(|one| one.id).collect(),
            words,
            names,
            held,
            by_kind: Catalogued::by_kind(knowledge),
        }
    }

    /// The actions on a component of which the catalog says what they do.
    pub(super) fn catalogued(&self, component: &Component) -> &[&'m Action] {
        let own = component.kind.and_then(|kind| self.by_kind.get(&kind));
        own.map_or(&[], |one| one.actions.as_slice())
    }

    /// Whether any policy may speak of what a principal does on a component.
    pub(super) fn may_concern(&self, principal: ComponentId, component: &Component) -> bool {
        let own = component.kind.and_then(|kind| self.by_kind.get(&kind));
        let prefixes = own.into_iter().flat_map(|one| &one.prefixes).copied();
        self.held.aims.concern(principal, component.id, prefixes)
    }

    /// Whether the policies of a principal and of a component are all there is to weigh, as far as they are known.
    pub(in crate::graph) fn can_weigh(&self, principal: &Component, component: &Component) -> bool {
        let kind = component.kind.map(|kind| self.knowledge.kind(kind));
        self.is_principal(principal)
            && component.presence == Presence::Declared
            && kind.is_some_and(|kind| !kind.arns.is_empty())
    }

    /// Whether a principal may act on a component; `None` where it may not, whatever is not known, and where the component
    /// has no ARN that is known.
    pub(in crate::graph) fn right(
        &self,
        principal: &Principal,
        action: &str,
        component: &Component,
    ) -> Option<Right> {
        self.right_with(principal, action, component, &[])
    }

    /// The same, with what is known of some condition keys beyond what principal and component tell.
    pub(super) fn right_with(
        &self,
        principal: &Principal,
        action: &str,
        component: &Component,
        told: &[(&str, Known)],
    ) -> Option<Right> {
        let languages = self.languages(action, component);
        let resource = match self.has_say(action, component) {
            true => self.held.resource(component.id),
            false => &[],
        };
        let question = Question {
            principal,
            action,
            component,
            resource,
            authority: self.authority(action, component),
            told,
        };
        let rights = languages
            .into_iter()
            .filter_map(|language| self.on(&question, language));
        rights.reduce(Right::or)
    }

    /// Whether a principal may do something on whatever there is in the account of a component.
    pub(super) fn somewhere(
        &self,
        principal: &Principal,
        action: &str,
        beside: &Component,
    ) -> Option<Right> {
        let question = Question {
            principal,
            action,
            component: beside,
            resource: &[],
            authority: Authority::Shared,
            told: &[],
        };
        let mut right = self.on(&question, PatternText::pattern("*"))?;
        // Whatever the name is that a statement means: it is a name of something.
        right.depends.retain(|cause| *cause != meant(beside));
        if right.depends.is_empty() {
            right.level = Level::Yes;
        }
        Some(right)
    }

    fn on(&self, question: &Question<'_>, language: PatternText) -> Option<Right> {
        let caller = self.caller(question.principal);
        let mut account = self.names.account(question.component.deployment);
        if self.is_foreign(question, &account) {
            account = PatternText::literal(OWN_ACCOUNT);
        }
        let context = self.context(&caller, &account, question.told);
        let target = Target::new(language, Some(account));
        let request = Request {
            caller: &caller,
            action: question.action,
            target: &target,
            context: &context,
        };
        self.decided(question, &request)
    }

    /// Whether a principal belongs to an account that is written out, where the own one is not known: whoever means the own
    /// account says so without its id.
    fn is_foreign(&self, question: &Question<'_>, own: &PatternText) -> bool {
        let Principal::Elsewhere(stranger) = question.principal else {
            return false;
        };
        let is_written = stranger.account().is_some_and(|id| {
            id.exact && !id.text.is_empty() && id.text.bytes().all(|byte| byte.is_ascii_digit())
        });
        is_written && !own.text.bytes().all(|byte| byte.is_ascii_digit())
    }

    fn decided(&self, question: &Question<'_>, request: &Request<'_>) -> Option<Right> {
        let (identity, boundary) = match question.principal {
            Principal::Declared(id) => (
                side(self.held.identity(*id)),
                self.held.boundary(*id).map(|held| side(held).policies),
            ),
            Principal::Elsewhere(stranger) => (unread(stranger), None),
        };
        let resource = side(question.resource);
        let policies = Policies {
            identity: identity.policies.clone(),
            boundary,
            resource: resource.policies.clone(),
            authority: question.authority,
            ..Policies::default()
        };
        // A policy that was not read may allow more. That it denies what another one allows is not assumed.
        let mut read = policies.clone();
        read.identity.unread = None;
        let decision = match decide(request, &read) {
            decision if decision.outcome == Outcome::Allowed => decision,
            _ => decide(request, &policies),
        };
        let level = match decision.outcome {
            Outcome::Allowed => Level::Yes,
            Outcome::May => Level::Possible,
            Outcome::Denied => return None,
        };
        Some(Right {
            level,
            partly: decision.extent == Extent::Part,
            by: shown(&decision, &identity, &resource),
            depends: decision
                .causes
                .into_iter()
                .map(|cause| named(cause, question.component))
                .collect(),
        })
    }

    /// Who calls, as far as it is known.
    fn caller(&self, principal: &Principal) -> Caller {
        match principal {
            Principal::Declared(id) => {
                let component = &self.model.components[id.0 as usize];
                let account = self.names.account(component.deployment);
                let arn = self.names.arns(component).into_iter().next();
                let arn = arn.unwrap_or_else(PatternText::unknown);
                match self.is_role(component) {
                    true => Caller {
                        session: Some(self.names.session(component)),
                        ..Caller::session(arn, Some(account))
                    },
                    false => Caller::user(arn, Some(account)),
                }
            }
            Principal::Elsewhere(stranger) => stranger.caller(),
        }
    }

    pub(super) fn is_role(&self, component: &Component) -> bool {
        let kind = component.kind.map(|kind| self.knowledge.kind(kind));
        let mut mappings = kind.iter().flat_map(|kind| &kind.attributes);
        mappings.any(|mapping| Some(mapping.attribute) == self.words.trust_policy)
    }

    /// What is known of the circumstances of a request.
    fn context(&self, caller: &Caller, account: &PatternText, told: &[(&str, Known)]) -> Context {
        let keys = &self.knowledge.access.keys;
        let mut context = Context::open().with(&keys.resource_account, one(account.clone()));
        let is_known = matches!(caller.sort, CallerSort::User | CallerSort::Session);
        if let (true, Some(own)) = (is_known, &caller.account) {
            context.set(&keys.principal_account, one(own.clone()));
            context.set(&keys.principal_arn, one(caller.name.clone()));
            context.set(&keys.principal_is_service, Known::value("false"));
            context.set(&keys.source_arn, Known::Absent);
            context.set(&keys.source_account, Known::Absent);
            context.set(&keys.key_account, one(own.clone()));
        }
        if caller.sort == CallerSort::Service {
            context.set(&keys.principal_is_service, Known::value("true"));
        }
        context.set(&keys.key_service, Known::Absent);
        for (key, known) in told {
            context.set(key, known.clone());
        }
        context
    }
}

fn one(text: PatternText) -> Known {
    Known::Values(vec![text])
}

fn side<'h>(held: &'h [Held<'_>]) -> Side<'h> {
    let mut side = Side {
        policies: Layer::default(),
        shown: Vec::new(),
    };
    for one in held {
        match &one.policy {
            Ok(policy) => {
                side.policies.policies.push(policy);
                side.shown.push(one.attached_at);
            }
            Err(cause) => side.policies.unread = Some(cause.clone()),
        }
    }
    side
}

/// What a principal elsewhere may do by policies of its own is not in the files read.
fn unread(stranger: &Stranger) -> Side<'static> {
    let cause = Cause::new(CauseKind::OpaquePolicy, &stranger.text);
    Side {
        policies: Layer {
            policies: Vec::new(),
            unread: stranger.has_policies().then_some(cause),
        },
        shown: Vec::new(),
    }
}

/// A cause with the component that it is about.
fn named(cause: Cause, component: &Component) -> Cause {
    match cause.kind == CauseKind::Unstated && &*cause.subject == NAME_OF_A_RESOURCE {
        true => meant(component),
        false => cause,
    }
}

/// That it is not stated whether a statement means a component.
fn meant(component: &Component) -> Cause {
    let text = format!(
        "whether a name in the statement is that of {}",
        component.name
    );
    Cause::new(CauseKind::Unstated, text)
}

/// Where the statements are shown that allow.
fn shown(decision: &Decision, identity: &Side<'_>, resource: &Side<'_>) -> Vec<Span> {
    let mut spans = Vec::new();
    for place in &decision.by {
        let attached_at = match place.layer {
            LayerSort::Identity => identity.shown.get(place.policy),
            LayerSort::Resource => resource.shown.get(place.policy),
            _ => continue,
        };
        let span = attached_at.copied().flatten().unwrap_or(place.span);
        if !spans.contains(&span) {
            spans.push(span);
        }
    }
    spans
}

impl Right {
    /// The better of two.
    pub(super) fn or(self, other: Self) -> Self {
        let rank = |right: &Self| (right.level, !right.partly);
        match rank(&other).cmp(&rank(&self)) {
            std::cmp::Ordering::Greater => other,
            std::cmp::Ordering::Less => self,
            std::cmp::Ordering::Equal => self.with(other),
        }
    }

    /// Both, where they are as sure as each other.
    fn with(mut self, other: Self) -> Self {
        for span in other.by {
            if !self.by.contains(&span) {
                self.by.push(span);
            }
        }
        for cause in other.depends {
            if !self.depends.contains(&cause) {
                self.depends.push(cause);
            }
        }
        self
    }
}
