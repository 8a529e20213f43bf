//! What names stand for, and the steps from a value to what lies in it.
//!
//! In: a name with steps. Out: a value. An attribute that only the deployment gives is a reference.

use crate::source::{Span, way};
use crate::syntax::{CauseKind, Parameter, Term, Value};

use super::expression::Step;
use super::program::{Frame, ModuleId, Program, at, unknown, used_at};

impl Program<'_> {
    /// What a name with steps comes to.
    pub(super) fn access(
        &mut self,
        name: &str,
        steps: &[Step],
        span: Span,
        frame: &mut Frame,
    ) -> Value {
        let local = frame.names.iter().rev().find(|(own, _)| own == name);
        if let Some((_, value)) = local {
            let value = value.clone();
            let value = self.steps(value, steps, span, frame);
            return used_at(value, span);
        }
        let attribute = |at: usize| match steps.get(at) {
            Some(Step::Attribute(name)) => Some(name.as_str()),
            _ => None,
        };
        let module = frame.module;
        let (value, taken) = match (name, attribute(0), attribute(1)) {
            ("var", Some(one), _) => (self.variable(module, one, span), 1),
            ("local", Some(one), _) => (self.local(module, one, span), 1),
            ("each", Some(one), _) => (each_value(frame, one, span), 1),
            ("count", Some("index"), _) => {
                let none = || unknown(CauseKind::Dangling, "count.index", span);
                (frame.index.clone().unwrap_or_else(none), 1)
            }
            ("path", Some(one), _) => (self.path(module, one, span), 1),
            ("terraform" | "tofu", Some(one), _) => {
                (self.parameter(&format!("terraform.{one}"), span), 1)
            }
            ("module", Some(one), _) => return self.of_module(one, steps, span, frame),
            ("data", Some(kind), Some(one)) => {
                return self.of_data(&format!("{kind}.{one}"), steps, span, frame);
            }
            // What exists during a run of Terraform only is in no file and no state.
            ("ephemeral", Some(kind), Some(one)) => {
                let name = format!("ephemeral.{kind}.{one}");
                (
                    unknown(CauseKind::DynamicReference, name, span),
                    steps.len(),
                )
            }
            ("self", ..) => (
                unknown(CauseKind::Unstated, "the value of `self`", span),
                steps.len(),
            ),
            (kind, Some(one), _) => (self.resources(module, &format!("{kind}.{one}"), span), 1),
            _ => (unknown(CauseKind::Dangling, name, span), steps.len()),
        };
        let value = self.steps(value, &steps[taken..], span, frame);
        used_at(value, span)
    }

    /// A value that a person can set under this name, else not known.
    fn parameter(&self, name: &str, span: Span) -> Value {
        match self.given.get(name) {
            Some(text) => Value::text(text, span),
            None => at(
                Term::Parameter(Parameter {
                    name: name.to_owned(),
                    default: None,
                    hidden: false,
                    ..Parameter::default()
                }),
                span,
            ),
        }
    }

    fn local(&mut self, module: ModuleId, name: &str, span: Span) -> Value {
        let configuration = self.module(module).configuration;
        let Some(expression) = configuration.locals.get(name) else {
            return unknown(CauseKind::Dangling, format!("local.{name}"), span);
        };
        let key = (module, name.to_owned());
        match self.locals.get(&key) {
            Some(Some(value)) => return value.clone(),
            Some(None) => {
                let message = format!("`local.{name}` is defined by itself");
                self.warn("cycle", expression.span, message);
                return unknown(
                    CauseKind::Malformed,
                    format!("local.{name}, which is defined by itself"),
                    span,
                );
            }
            None => {}
        }
        self.locals.insert(key.clone(), None);
        let value = self.evaluate(expression, &mut Frame::of(module));
        self.locals.insert(key, Some(value.clone()));
        value
    }

    fn path(&self, module: ModuleId, name: &str, span: Span) -> Value {
        match name {
            "module" => {
                let folder = |id: ModuleId| self.module(id).configuration.folder.as_str();
                Value::text(way(folder(ModuleId(0)), folder(module)), span)
            }
            "root" | "cwd" => Value::text(".", span),
            _ => unknown(CauseKind::Dangling, format!("path.{name}"), span),
        }
    }
}

fn each_value(frame: &Frame, name: &str, span: Span) -> Value {
    let named = |pair: &(Value, Value)| match name {
        "key" => Some(pair.0.clone()),
        "value" => Some(pair.1.clone()),
        _ => None,
    };
    let found = frame.each.as_deref().and_then(named);
    found.unwrap_or_else(|| unknown(CauseKind::Dangling, format!("each.{name}"), span))
}
