//! How layers of policies count together.
//!
//! In: what each layer says of one language. Out: a truth, and the [`Decision`] that it comes to. How a statement comes to
//! speak of a request is not known here.

use crate::syntax::{Cause, CauseKind};

use super::condition::Truth;
use super::evaluate::{Authority, Decision, Extent, Layer, LayerSort, Outcome, Place, Policies};
use super::principal::{Bounded, Grade, equal, unknown_account};
use super::request::{CallerSort, Request, Standing};
use super::text::{Effort, PatternText};
use super::voice::{Hearing, Voice, keep};

/// All layers with what they say of one language.
pub(super) struct Council<'c> {
    request: &'c Request<'c>,
    authority: Authority,
    same_account: Truth,
    identity: Voice,
    boundary: Option<Voice>,
    session: Option<Voice>,
    resource: Voice,
    service_control: Vec<Voice>,
    resource_control: Voice,
    endpoint: Option<Voice>,
}

impl<'c> Council<'c> {
    /// Hears all layers.
    pub(super) fn of(
        request: &'c Request<'c>,
        policies: &Policies<'_>,
        language: &PatternText,
        effort: &mut Effort,
    ) -> Self {
        let caller = request.caller;
        let bounded = match policies.boundary {
            Some(_) => Bounded::Yes,
            None => Bounded::No,
        };
        let same_account = match (&caller.account, &request.target.account) {
            (Some(one), Some(other)) => equal(one, other, &unknown_account(), effort),
            _ => Truth::May(unknown_account()),
        };
        let mut hearing = Hearing {
            request,
            language,
            bounded,
            effort,
        };
        let mut hear = |layer: &Layer<'_>, sort| hearing.hear(layer, sort);
        let is_entity = is_entity(caller.sort);
        let levels = match is_entity {
            true => policies.service_control.as_slice(),
            false => &[],
        };
        Self {
            request,
            authority: policies.authority,
            same_account,
            identity: match is_entity {
                true => hear(&policies.identity, LayerSort::Identity),
                false => Voice::silent(),
            },
            boundary: policies
                .boundary
                .as_ref()
                .filter(|_| is_entity && caller.sort != CallerSort::Root)
                .map(|layer| hear(layer, LayerSort::Boundary)),
            session: policies
                .session
                .as_ref()
                .filter(|_| is_entity)
                .map(|layer| hear(layer, LayerSort::Session)),
            resource: hear(&policies.resource, LayerSort::Resource),
            service_control: levels
                .iter()
                .enumerate()
                .map(|(level, layer)| hear(layer, LayerSort::ServiceControl(level)))
                .collect(),
            resource_control: hear(&policies.resource_control, LayerSort::ResourceControl),
            endpoint: policies
                .endpoint
                .as_ref()
                .map(|layer| hear(layer, LayerSort::Endpoint)),
        }
    }

    pub(super) fn truth(&self) -> Truth {
        let denied = self.denied();
        if denied == Truth::Yes {
            return Truth::No;
        }
        let filters = [
            self.within_control(),
            allows(self.endpoint.as_ref()),
            self.granted(),
        ];
        let allowed = Truth::all(filters);
        Truth::all([allowed, denied.negate()])
    }

    /// Whether any layer denies.
    fn denied(&self) -> Truth {
        let standing = &self.request.caller.standing;
        let control = self.service_control.iter().map(|voice| &voice.deny);
        let control = Truth::any(control.cloned());
        let resource_control = self.resource_control.deny.clone();
        let perhaps = |truth, cause: &Cause| match truth {
            Truth::Yes => Truth::May(cause.clone()),
            truth => truth,
        };
        let (control, resource_control) = match standing {
            Standing::Member => (control, resource_control),
            Standing::Management => (Truth::No, resource_control),
            Standing::ServiceLinked => (Truth::No, perhaps(resource_control, &linked())),
            Standing::Unknown(cause) => (perhaps(control, cause), perhaps(resource_control, cause)),
        };
        let others = [
            Some(&self.identity),
            self.boundary.as_ref(),
            self.session.as_ref(),
            Some(&self.resource),
            self.endpoint.as_ref(),
        ];
        let others = others.into_iter().flatten().map(|voice| voice.deny.clone());
        Truth::any(others.chain([control, resource_control]))
    }

    /// Whether every level of service control policies allows.
    fn within_control(&self) -> Truth {
        let levels = self.service_control.iter().map(Voice::allows);
        match &self.request.caller.standing {
            Standing::Member => Truth::all(levels),
            Standing::Management | Standing::ServiceLinked => Truth::Yes,
            Standing::Unknown(cause) => match Truth::all(levels) {
                Truth::No => Truth::May(cause.clone()),
                truth => truth,
            },
        }
    }

    /// Whether policies of the caller and of the resource give access.
    fn granted(&self) -> Truth {
        if !is_entity(self.request.caller.sort) {
            return self.resource.allows();
        }
        match &self.same_account {
            Truth::Yes => self.granted_within(),
            Truth::No => self.granted_across(),
            Truth::May(cause) => match (self.granted_within(), self.granted_across()) {
                (Truth::Yes, Truth::Yes) => Truth::Yes,
                (Truth::No, Truth::No) => Truth::No,
                (Truth::May(cause), Truth::May(_)) => Truth::May(cause),
                _ => Truth::May(cause.clone()),
            },
        }
    }

    /// Whether boundary and session policies let through what they limit.
    fn within_limits(&self) -> Truth {
        let limits = [self.boundary.as_ref(), self.session.as_ref()];
        Truth::all(limits.map(allows))
    }

    /// What policies of the caller come to. The root user has them all.
    fn by_identity(&self) -> Truth {
        let own = match self.request.caller.sort {
            CallerSort::Root => Truth::Yes,
            _ => self.identity.allows(),
        };
        Truth::all([own, self.within_limits()])
    }

    fn granted_within(&self) -> Truth {
        let named = |grade| self.resource.allow.is(grade).clone();
        let limits = self.within_limits();
        // That everybody is meant can bypass the limits or not: the documentation speaks of named principals.
        let for_anybody = match &limits {
            Truth::No => Truth::May(limited_for_anybody()),
            truth => truth.clone(),
        };
        let direct = Truth::any([
            named(Grade::Own),
            Truth::all([named(Grade::Behind), limits]),
            Truth::all([named(Grade::Anybody), for_anybody]),
        ]);
        let left = match self.authority {
            Authority::Shared => self.by_identity(),
            Authority::Required => Truth::all([named(Grade::Account), self.by_identity()]),
        };
        Truth::any([direct, left])
    }

    fn granted_across(&self) -> Truth {
        Truth::all([self.resource.allows(), self.by_identity()])
    }

    pub(super) fn is_divided(&self) -> bool {
        self.voices().any(|(_, voice)| voice.is_divided)
    }

    /// All layers that were heard.
    fn voices(&self) -> impl Iterator<Item = (LayerSort, &Voice)> {
        let levels = self.service_control.iter().enumerate();
        let levels = levels.map(|(level, voice)| (LayerSort::ServiceControl(level), voice));
        let single = [
            (LayerSort::Identity, Some(&self.identity)),
            (LayerSort::Boundary, self.boundary.as_ref()),
            (LayerSort::Session, self.session.as_ref()),
            (LayerSort::Resource, Some(&self.resource)),
            (LayerSort::ResourceControl, Some(&self.resource_control)),
            (LayerSort::Endpoint, self.endpoint.as_ref()),
        ];
        let single = single
            .into_iter()
            .filter_map(|(sort, voice)| voice.map(|voice| (sort, voice)));
        single.chain(levels)
    }

    /// The parts of the resources outside of which nothing can be allowed, for each reason why that is so.
    pub(super) fn required_parts(&self) -> Vec<Vec<PatternText>> {
        let mut groups = Vec::new();
        let is_root = self.request.caller.sort == CallerSort::Root;
        if self.identity.is_parts_only && self.resource.is_parts_only && !is_root {
            groups.push(self.granted_parts().cloned().collect());
        }
        let control = match self.request.caller.standing {
            Standing::Member => self.service_control.as_slice(),
            _ => &[],
        };
        for voice in control.iter().chain(self.endpoint.as_ref()) {
            if voice.is_parts_only {
                groups.push(voice.parts.clone());
            }
        }
        groups
    }

    pub(super) fn granted_parts(&self) -> impl Iterator<Item = &PatternText> {
        self.identity.parts.iter().chain(&self.resource.parts)
    }

    pub(super) fn decision(&self, truth: Truth, extent: Extent) -> Decision {
        let outcome = match &truth {
            Truth::Yes => Outcome::Allowed,
            Truth::May(_) => Outcome::May,
            Truth::No => Outcome::Denied,
        };
        let grants = |sort| matches!(sort, LayerSort::Identity | LayerSort::Resource);
        let places = |of: fn(&Voice) -> &Vec<Place>, which: &dyn Fn(LayerSort) -> bool| {
            let voices = self.voices().filter(|(sort, _)| which(*sort));
            voices.flat_map(|(_, voice)| of(voice).clone()).collect()
        };
        Decision {
            outcome,
            extent,
            by: places(|voice| &voice.by, &grants),
            denied_by: places(|voice| &voice.denied_by, &|_| true),
            limited_by: self.limits(),
            causes: match truth {
                Truth::May(cause) => self.causes(cause),
                _ => Vec::new(),
            },
        }
    }

    /// Layers that must allow and do not, or may not.
    fn limits(&self) -> Vec<LayerSort> {
        let is_filter = |sort: &LayerSort| match sort {
            LayerSort::ResourceControl => false,
            LayerSort::Identity => self.request.caller.sort != CallerSort::Root,
            _ => true,
        };
        let silent = self.voices().filter(|(sort, _)| is_filter(sort));
        let silent = silent.filter(|(_, voice)| voice.allows() != Truth::Yes);
        let mut limits: Vec<_> = silent.map(|(sort, _)| sort).collect();
        // One of the two is enough within an account.
        let grants = |sort: &LayerSort| matches!(sort, LayerSort::Identity | LayerSort::Resource);
        if self.granted() == Truth::Yes {
            limits.retain(|sort| !grants(sort));
        }
        if !is_entity(self.request.caller.sort) {
            limits.retain(|sort| *sort != LayerSort::Identity);
        }
        limits
    }

    /// Everything that a decision may depend on: the cause that came first, then those of layers that are not sure.
    fn causes(&self, first: Cause) -> Vec<Cause> {
        let mut causes = vec![first];
        for (sort, voice) in self.voices() {
            let counts = sort != LayerSort::ResourceControl;
            if counts && matches!(voice.allows(), Truth::May(_)) {
                let found = voice.allow_causes.iter().cloned();
                found.for_each(|cause| keep(&mut causes, cause));
            }
            if matches!(voice.deny, Truth::May(_)) {
                let found = voice.deny_causes.iter().cloned();
                found.for_each(|cause| keep(&mut causes, cause));
            }
        }
        causes
    }
}

/// A layer that does not exist limits nothing.
fn allows(layer: Option<&Voice>) -> Truth {
    layer.map_or(Truth::Yes, Voice::allows)
}

/// Whether a caller is an identity of an account: others have no policies of their own.
pub(super) fn is_entity(sort: CallerSort) -> bool {
    matches!(
        sort,
        CallerSort::Root | CallerSort::User | CallerSort::Session | CallerSort::FederatedUser
    )
}

fn limited_for_anybody() -> Cause {
    Cause::new(
        CauseKind::Unstated,
        "whether a grant to everybody is limited by boundary and session",
    )
}

/// The documentation that was read says so of service control policies alone.
fn linked() -> Cause {
    Cause::new(
        CauseKind::Unstated,
        "whether resource control policies limit service-linked roles",
    )
}
