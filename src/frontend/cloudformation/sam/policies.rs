//! Roles and their policies: managed ones by name, policy templates, documents.
//!
//! In: `Policies` of a resource, and what its events and destinations need. Out: a role. What the statements permit is not
//! known here.

use crate::source::Span;
use crate::syntax::{Entry, Term, Value};

use super::fill::{Holes, fill};
use super::make::{Sam, Site};
use super::values::{absent, alternatives, each, is_there, list, prop};

/// What a role is made of.
#[derive(Default)]
pub(super) struct Role {
    pub(super) managed: Vec<Value>,
    pub(super) policies: Vec<Value>,
}

impl Role {
    /// Adds a managed policy, once.
    pub(super) fn attach(&mut self, arn: Value) {
        let same =
            |one: &Value| super::super::print::print(one) == super::super::print::print(&arn);
        if is_there(&arn) && !self.managed.iter().any(same) {
            self.managed.push(arn);
        }
    }
}

impl Sam<'_, '_> {
    /// The ARN of a managed policy of AWS that the transform names itself.
    pub(super) fn managed(&mut self, word: &str, site: &Site) -> Value {
        let name = self.word(word, site);
        self.part("managed_policy_arn", site, vec![("name", name)])
    }

    /// A policy of statements under a name.
    pub(super) fn policy(&mut self, name: &str, statements: Value, site: &Site) -> Value {
        let holes = vec![("name", site.text(name)), ("statements", statements)];
        self.part("policy", site, holes)
    }

    /// The trust of a role in a service.
    pub(super) fn trust(&mut self, service: &str, site: &Site) -> Value {
        let principal = self.word(service, site);
        self.part("trust", site, vec![("principal", principal)])
    }

    /// Adds what `Policies` says to a role.
    pub(super) fn add_policies(&mut self, role: &mut Role, policies: Option<&Value>, site: &Site) {
        let Some(policies) = policies.filter(|policies| is_there(policies)) else {
            return;
        };
        for (index, policy) in policies.items().iter().enumerate() {
            let name = format!("{}RolePolicy{index}", site.id);
            let choices = alternatives(policy);
            let is_document = |value: &Value| matches!(value.term, Term::Map(_));
            if choices.iter().any(|(_, value)| is_document(value)) {
                let value = each(policy, &mut |value| match is_document(value) {
                    true => self.document(&name, value, site),
                    false => absent(value.span),
                });
                role.policies.push(value);
            }
            if choices
                .iter()
                .any(|(_, value)| !is_document(value) && is_there(value))
            {
                let value = each(policy, &mut |value| match is_document(value) {
                    true => absent(value.span),
                    false => self.by_name(value, site),
                });
                role.attach(value);
            }
        }
    }

    /// A managed policy as written: its ARN, or its name.
    fn by_name(&mut self, value: &Value, site: &Site) -> Value {
        match &value.term {
            Term::Scalar(scalar) if !scalar.text.starts_with("arn:") => {
                let at = site.at(value.span);
                self.part("managed_policy_arn", &at, vec![("name", value.clone())])
            }
            _ => value.clone(),
        }
    }

    /// A document, or the statements behind the name of a policy template.
    fn document(&mut self, name: &str, value: &Value, site: &Site) -> Value {
        let at = site.at(value.span);
        if prop(value, "Statement").is_some() {
            let holes = vec![("name", site.text(name)), ("document", value.clone())];
            return self.part("document_policy", &at, holes);
        }
        let [template] = value.entries() else {
            return self.no_policy(value.span);
        };
        match self.statements(template, site) {
            Some(statements) => {
                let at = site.at(template.key_span);
                self.policy(name, statements, &at)
            }
            None => absent(value.span),
        }
    }

    fn no_policy(&mut self, span: Span) -> Value {
        let message = "this is no policy: neither a name nor a document with `Statement` nor one policy template";
        self.refuse(span, message, "write one policy an entry");
        absent(span)
    }

    /// The statements of a policy template with its parameters.
    fn statements(&mut self, template: &Entry, site: &Site) -> Option<Value> {
        let language = self.language;
        let Some((parameters, statements)) = language.templates.get(&template.key) else {
            let names = language.templates.keys().map(String::as_str);
            let message = format!("SAM has no policy template `{}`", template.key);
            let help = match crate::source::closest_name(&template.key, names) {
                Some(name) => format!("did you mean `{name}`?"),
                None => "write a document with `Statement` instead".to_owned(),
            };
            self.refuse(template.key_span, message, &help);
            return None;
        };
        let mut holes: Holes<'_> = Vec::new();
        for parameter in parameters {
            match template.value.get(parameter) {
                Some(value) => holes.push((parameter, value.clone())),
                None => {
                    let message = format!("policy template `{}` needs `{parameter}`", template.key);
                    self.refuse(template.key_span, message, "give its value");
                    return None;
                }
            }
        }
        let at = site.at(template.key_span);
        Some(fill(statements, &holes, at.span, self.scope))
    }

    /// Makes a role. What neither says nor needs a policy has none.
    pub(super) fn make_role(
        &mut self,
        id: &str,
        site: &Site,
        trust: Value,
        role: Role,
        properties: &Value,
        tags: Value,
    ) {
        let some = |items: Vec<Value>| match items.is_empty() {
            true => site.absent(),
            false => list(items, site.span),
        };
        let holes = vec![
            ("trust", trust),
            ("managed", some(role.managed)),
            ("policies", some(role.policies)),
            ("path", super::values::copy(properties, "RolePath")),
            (
                "boundary",
                super::values::copy(properties, "PermissionsBoundary"),
            ),
            ("tags", tags),
        ];
        self.make("role", id, site, holes);
    }
}
