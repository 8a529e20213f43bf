//! Templates in, values in a compact notation out.

mod conditions;
mod functions;
mod limits;
mod loops;
mod sections;
mod texts;

use std::sync::Arc;

use crate::source::{Diagnostic, Encoding, FileId, Place, SourceFile, Span};
use crate::syntax::{Limits, Term, Value, parse};

use super::{Settings, read};

/// Resources, outputs and diagnostics of a template.
fn check(text: &str) -> String {
    check_with(text, &[])
}

/// The same with values given for parameters. `STORED<…>` is the type of a parameter kept in the parameter store.
fn check_with(text: &str, values: &[(&str, &str)]) -> String {
    let stored = ["AWS", "SSM", "Parameter", "Value<"].join("::");
    let text = text.replace("STORED<", &stored);
    let path = "template.yaml".to_owned();
    let file = Arc::new(SourceFile::new(
        FileId(0),
        path,
        text.to_owned(),
        Encoding::Utf8,
    ));
    let (tree, mut diagnostics) = parse(&file, &Limits::default());
    let values = values
        .iter()
        .map(|(name, value)| (name.to_string(), value.to_string()));
    let settings = Settings {
        values: values.collect(),
        sam: None,
    };
    let (template, more) = read(&tree, tree.root(), &settings, &Limits::default());
    diagnostics.extend(more);
    let mut out = String::new();
    for resource in &template.resources {
        out.push_str(&format!(
            "{} {} {}\n",
            at(&file, resource.span),
            resource.name,
            resource.type_name
        ));
        if resource.when != crate::syntax::Guard::Always {
            out.push_str(&format!("  when {}\n", resource.when));
        }
        for entry in resource.properties.entries() {
            out.push_str(&format!(
                "  {} = {}\n",
                entry.key,
                show(&file, &entry.value)
            ));
        }
        if resource.properties.entries().is_empty() {
            out.push_str(&format!("  {}\n", show(&file, &resource.properties)));
        }
    }
    for output in &template.outputs {
        let value = show(&file, &output.entry.value);
        out.push_str(&format!(
            "output {} = {value} when {}\n",
            output.entry.key, output.when
        ));
        if let Some(export) = &output.export {
            out.push_str(&format!("  export {}\n", show(&file, export)));
        }
    }
    diagnostics
        .iter()
        .for_each(|diagnostic| out.push_str(&line(&file, diagnostic)));
    out
}

/// One property of one resource, so that most tests need to write nothing else.
fn value(text: &str) -> String {
    let sections = "
Parameters:
  Stage: {Type: String, Default: dev}
  Key: {Type: String}
  Nets: {Type: CommaDelimitedList, Default: 'a, b'}
  Image: {Type: 'STORED<String>', Default: /made/up}
Mappings:
  Ages:
    dev: {Days: 7, Same: x}
    prod: {Days: 30, Same: x}
Conditions:
  IsProd: !Equals [!Ref Stage, prod]
Resources:
  Other: {Type: Made::Up::Type}
  R:
    Type: Made::Up::Type
    Properties:
      P: ";
    let shown = check(&format!("{sections}{text}\n"));
    let shown = shown
        .split_once("R Made::Up::Type\n  P = ")
        .expect("the property is read")
        .1;
    shown.trim_end().to_owned()
}

fn line(file: &SourceFile, diagnostic: &Diagnostic) -> String {
    let place = match &diagnostic.place {
        Place::Span(span) => at(file, *span),
        other => format!("{other:?}"),
    };
    let help = diagnostic
        .help
        .iter()
        .map(|help| format!(" ({help})"))
        .collect::<String>();
    let severity = format!("{:?}", diagnostic.severity).to_lowercase();
    format!(
        "{severity}[{}] {place}: {}{help}\n",
        diagnostic.code, diagnostic.message
    )
}

fn at(file: &SourceFile, span: Span) -> String {
    let position = file.position(span.start);
    format!("{}:{}", position.line, position.column)
}

/// The value in a line; parts of texts with their source after `@`.
fn show(file: &SourceFile, value: &Value) -> String {
    let list = |items: &[Value]| {
        items
            .iter()
            .map(|item| show(file, item))
            .collect::<Vec<_>>()
            .join(", ")
    };
    match &value.term {
        Term::Null => "null".to_owned(),
        Term::Scalar(scalar) if scalar.plain => scalar.text.clone(),
        Term::Scalar(scalar) => format!("{:?}", scalar.text),
        Term::List(items) => format!("[{}]", list(items)),
        Term::Map(entries) => {
            let entries = entries
                .iter()
                .map(|entry| format!("{}: {}", entry.key, show(file, &entry.value)));
            format!("{{{}}}", entries.collect::<Vec<_>>().join(", "))
        }
        Term::Reference(reference) => match &reference.attribute {
            Some(attribute) => format!("->{}.{attribute}", reference.to),
            None => format!("->{}", reference.to),
        },
        Term::Parameter(parameter) => match &parameter.default {
            Some(default) => format!("param {}={}", parameter.name, show(file, default)),
            None => format!("param {}", parameter.name),
        },
        Term::Symbol(symbol) => format!("{symbol:?}"),
        Term::Text(parts) => {
            let parts = parts
                .iter()
                .map(|part| format!("{} @`{}`", show(file, part), file.slice(part.span)));
            format!("text({})", parts.collect::<Vec<_>>().join(" + "))
        }
        Term::Choice {
            when,
            then,
            otherwise,
        } => {
            format!(
                "({when} ? {} : {})",
                show(file, then),
                show(file, otherwise)
            )
        }
        Term::Absent => "absent".to_owned(),
        Term::Unknown(cause) => format!("unknown {:?} {}", cause.kind, cause.subject),
    }
}
