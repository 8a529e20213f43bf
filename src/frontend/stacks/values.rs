//! Values that leave their template: references and parameters say of which one they are.
//!
//! In: a value as a template has it. Out: the same value as another template has it. Whether the other one may use it is not
//! known here.

use crate::syntax::{Cause, CauseKind, Symbol, Term, Value};

use super::OF;

/// What stands between a parameter and the template it belongs to.
pub const PARAMETER_OF: &str = " of ";

/// Deepest value that a template gives to another one.
const DEEPEST: usize = 128;

/// A value of the stack `from`, as the stack `to` has it.
pub fn carried(value: &Value, from: &str, to: &str) -> Value {
    let mut value = value.clone();
    let home = format!("{to}{OF}");
    let mut open = vec![(&mut value, 0_usize)];
    while let Some((value, depth)) = open.pop() {
        // Stacks that hand each other what they get in a circle would make it ever deeper.
        if depth > DEEPEST {
            let cause = Cause::new(CauseKind::Limit, "what stacks hand each other");
            value.term = Term::Unknown(cause);
        }
        let depth = depth + 1;
        if let Term::Symbol(Symbol::StackName | Symbol::StackId | Symbol::NotificationArns) =
            value.term
        {
            let subject = format!("what the stack of `{from}` is called");
            value.term = Term::Unknown(Cause::new(CauseKind::NotRead, subject));
        }
        match &mut value.term {
            Term::Reference(reference) => {
                // What comes home is a name of its own again.
                if let Some(own) = reference.to.strip_prefix(&home) {
                    reference.to = own.to_owned();
                } else if !reference.to.contains(OF) {
                    reference.to = format!("{from}{OF}{}", reference.to);
                }
            }
            Term::Parameter(parameter) => {
                owned(&mut parameter.name, from, to);
                open.extend(parameter.default.as_deref_mut().map(|one| (one, depth)));
            }
            Term::Unknown(cause) if cause.kind == CauseKind::Parameter => {
                owned(&mut cause.subject, from, to);
            }
            Term::List(items) | Term::Text(items) => {
                open.extend(items.iter_mut().map(|one| (one, depth)));
            }
            Term::Map(entries) => {
                open.extend(entries.iter_mut().map(|entry| (&mut entry.value, depth)));
            }
            Term::Choice {
                then, otherwise, ..
            } => open.extend([(&mut **then, depth), (&mut **otherwise, depth)]),
            _ => {}
        }
    }
    value
}

/// Says of which template a parameter is: another one can have one of the same name.
fn owned(name: &mut String, from: &str, to: &str) {
    match name.strip_suffix(&format!("{PARAMETER_OF}{to}")) {
        Some(own) => *name = own.to_owned(),
        None if name.contains(PARAMETER_OF) => {}
        None => *name = format!("{name}{PARAMETER_OF}{from}"),
    }
}

/// What a stack of a template is called that is several.
pub fn one_of_several(path: &str, stack: &str) -> String {
    format!("{path} (stack {stack})")
}
