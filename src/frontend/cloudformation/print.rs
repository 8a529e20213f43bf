//! Values as short text, for names of comparisons and causes.
//!
//! In: a value. Out: one line, `${…}` where the text is open, as in `Fn::Sub`. It is for people and for telling two
//! comparisons apart, never parsed again.

use crate::syntax::{Reference, Symbol, Term, Value};

/// Longest text printed; the rest is cut.
const LONGEST: usize = 240;

/// The value on one line.
pub(super) fn print(value: &Value) -> String {
    let mut out = String::new();
    write(value, &mut out, 8);
    if out.len() > LONGEST {
        let end = (0..=LONGEST).rev().find(|&end| out.is_char_boundary(end)).unwrap_or(0);
        out.truncate(end);
        out.push('…');
    }
    out
}

/// The name of a value that stands alone, such as a parameter's; else the value on one line.
pub(super) fn print_name(value: &Value) -> String {
    match &value.term {
        Term::Parameter(parameter) => parameter.name.clone(),
        Term::Symbol(symbol) => symbol_name(*symbol).to_owned(),
        Term::Unknown(cause) => cause.subject.clone(),
        _ => print(value),
    }
}

/// The pseudo parameter of a symbol.
pub(super) fn symbol_name(symbol: Symbol) -> &'static str {
    match symbol {
        Symbol::Account => "AWS::AccountId",
        Symbol::Region => "AWS::Region",
        Symbol::Partition => "AWS::Partition",
        Symbol::UrlSuffix => "AWS::URLSuffix",
        Symbol::StackName => "AWS::StackName",
        Symbol::StackId => "AWS::StackId",
        Symbol::NotificationArns => "AWS::NotificationARNs",
    }
}

fn write(value: &Value, out: &mut String, depth: usize) {
    if depth == 0 || out.len() > LONGEST {
        out.push('…');
        return;
    }
    match &value.term {
        Term::Null => out.push_str("null"),
        Term::Scalar(scalar) => out.push_str(&scalar.text),
        Term::List(items) => write_list(items, out, depth),
        Term::Map(entries) => {
            out.push('{');
            for (index, entry) in entries.iter().enumerate().take_while(|(index, _)| *index < 16) {
                out.push_str(if index == 0 { "" } else { ", " });
                out.push_str(&entry.key);
                out.push_str(": ");
                write(&entry.value, out, depth - 1);
            }
            out.push('}');
        }
        Term::Reference(reference) => write_reference(reference, out),
        Term::Parameter(parameter) => write_hole(&parameter.name, out),
        Term::Symbol(symbol) => write_hole(symbol_name(*symbol), out),
        Term::Text(parts) => parts.iter().for_each(|part| write(part, out, depth - 1)),
        Term::Choice { when, then, otherwise } => {
            out.push_str(&format!("if {} then ", short(&when.to_string())));
            write(then, out, depth - 1);
            out.push_str(" else ");
            write(otherwise, out, depth - 1);
        }
        Term::Absent => {}
        Term::Unknown(cause) => write_hole(&cause.subject, out),
    }
}

fn write_list(items: &[Value], out: &mut String, depth: usize) {
    out.push('[');
    for (index, item) in items.iter().enumerate().take_while(|(index, _)| *index < 16) {
        out.push_str(if index == 0 { "" } else { ", " });
        write(item, out, depth - 1);
    }
    out.push(']');
}

fn write_reference(reference: &Reference, out: &mut String) {
    match &reference.attribute {
        Some(attribute) => write_hole(&format!("{}.{attribute}", reference.to), out),
        None => write_hole(&reference.to, out),
    }
}

fn write_hole(name: &str, out: &mut String) {
    out.push_str("${");
    out.push_str(name);
    out.push('}');
}

fn short(text: &str) -> &str {
    text.char_indices().nth(LONGEST).map_or(text, |(end, _)| &text[..end])
}
