//! Values as text in which what is not known yet stands as a name in braces, so that equal texts mean equal values.

use crate::syntax::{Symbol, Term, Value};

/// The text of a value: literals as they are, references as `{Name}` or `{Name.Attribute}`, symbols as `{region}`.
/// `None` where part of it is not known at all, or it is no text.
pub fn render(value: &Value) -> Option<String> {
    let mut out = String::new();
    append(value, &mut out).then_some(out)
}

fn append(value: &Value, out: &mut String) -> bool {
    match &value.term {
        Term::Scalar(scalar) => out.push_str(&scalar.text),
        Term::Reference(reference) => {
            out.push('{');
            out.push_str(&reference.to);
            if let Some(attribute) = &reference.attribute {
                out.push('.');
                out.push_str(attribute);
            }
            out.push('}');
        }
        Term::Parameter(parameter) => {
            out.push('{');
            out.push_str(&parameter.name);
            out.push('}');
        }
        Term::Symbol(symbol) => out.push_str(symbol_name(*symbol)),
        Term::Text(parts) => return parts.iter().all(|part| append(part, out)),
        _ => return false,
    }
    true
}

fn symbol_name(symbol: Symbol) -> &'static str {
    match symbol {
        Symbol::Account => "{account}",
        Symbol::Region => "{region}",
        Symbol::Partition => "{partition}",
        Symbol::UrlSuffix => "{url-suffix}",
        Symbol::StackName => "{stack-name}",
        Symbol::StackId => "{stack-id}",
        Symbol::NotificationArns => "{notification-arns}",
    }
}
