//! On which ARNs of a component an action works.
//!
//! In: an action and a component. Out: the languages of its ARNs. Who asks is not known here.

use std::collections::BTreeSet;

use crate::knowledge::actions;
use crate::model::Component;
use crate::policy::{PatternText, pattern};

use super::rights::Rights;

/// Which ARNs of a component an action supports.
struct Forms {
    /// By place among the ARNs of the kind.
    supported: Vec<usize>,
    /// Whether the action works on no resource in particular.
    is_unspecific: bool,
}

impl Rights<'_> {
    /// The ARNs on which an action works at a component: those of the types of resources that it supports. An action
    /// without any works on no resource in particular.
    pub(super) fn languages(&self, action: &str, component: &Component) -> Vec<PatternText> {
        let all = self.names.arns(component);
        match self.forms(action, component) {
            _ if all.is_empty() => all,
            None => all,
            Some(forms) if forms.is_unspecific => vec![PatternText::literal("*")],
            // What the forms do not tell apart is all of it.
            Some(forms) if forms.supported.is_empty() => all,
            Some(forms) => forms.supported.iter().map(|at| all[*at].clone()).collect(),
        }
    }

    /// Whether an action is known to work on resources of the type of a component.
    pub(super) fn supports(&self, action: &str, component: &Component) -> bool {
        let forms = self.forms(action, component);
        forms.is_some_and(|forms| !forms.supported.is_empty())
    }

    /// Which of the ARNs of a component an action supports; `None` for an action that is not known.
    fn forms(&self, action: &str, component: &Component) -> Option<Forms> {
        let kind = self.knowledge.kind(component.kind?);
        let (prefix, name) = actions::split(action);
        let known = self
            .knowledge
            .actions
            .prefix(&prefix.to_ascii_lowercase())?;
        let types = &known.action(name)?.resource_types;
        let formats: Vec<&String> = types
            .iter()
            .filter_map(|one| known.formats.get(one))
            .flatten()
            .collect();
        let own = kind.arns.iter().enumerate();
        // What no form of its own tells apart belongs to the form that includes it.
        let mut told: BTreeSet<&String> = known.formats.values().flatten().collect();
        told.retain(|form| !formats.contains(form));
        let supported = own.filter(|(_, format)| {
            let form = general(format);
            let mut including = formats.iter();
            formats.contains(&&form)
                || (!told.contains(&form) && including.any(|one| pattern::includes(one, &form)))
        });
        Some(Forms {
            supported: supported.map(|(at, _)| at).collect(),
            is_unspecific: types.is_empty(),
        })
    }
}

/// The form of an ARN whatever its names are, as the lists of actions have it. Some names get letters of their own behind
/// them, which the lists leave out.
fn general(format: &str) -> String {
    let mut text = format.trim_end_matches("-??????").to_owned();
    for name in ["{partition}", "{region}", "{account}", "{name}", "{path}"] {
        text = text.replace(name, "*");
    }
    text
}
