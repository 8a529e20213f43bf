//! Functions that are more than functions: those that look at faults, and those that read files.
//!
//! In: a call. Out: its value, or `None` where it is an ordinary function. Files are those of the run; nothing else is read.

use std::sync::Arc;

use crate::source::{SourceFile, Span, joined};
use crate::syntax::{Cause, CauseKind, OffsetMap, Term, Value};

use super::evaluate::choice;
use super::expression::{Call, Expression};
use super::native::{Places, template_of};
use super::program::{Frame, Program, at, plain, unknown};
use super::text::cause_of;

/// Longest file that becomes part of a value, in bytes.
const LONGEST: usize = 1024 * 1024;

impl Program<'_> {
    pub(super) fn special(&mut self, call: &Call, span: Span, frame: &mut Frame) -> Option<Value> {
        let arguments = &call.arguments;
        match call.name.as_str() {
            "try" => Some(self.first_without_fault(arguments, span, frame)),
            "can" => {
                let value = self.evaluate(arguments.first()?, frame);
                Some(can(&value, span))
            }
            "file" | "templatefile" | "filebase64" | "fileexists" | "fileset"
            | "templatestring" | "filemd5" | "filesha1" | "filesha256" | "filesha512"
            | "filebase64sha256" | "filebase64sha512" => {
                let mut values: Vec<Value> = Vec::with_capacity(arguments.len());
                for argument in arguments {
                    values.push(self.evaluate(argument, frame));
                }
                let name = call.name.clone();
                let module = frame.module;
                Some(self.lift(values, span, &mut |program, values| {
                    program.file_call(&name, &values, span, &mut Frame::of(module))
                }))
            }
            _ => None,
        }
    }

    /// The first argument that is no fault; where that depends on conditions, the first in each case.
    fn first_without_fault(
        &mut self,
        arguments: &[Expression],
        span: Span,
        frame: &mut Frame,
    ) -> Value {
        let Some((first, rest)) = arguments.split_first() else {
            return unknown(CauseKind::Malformed, "the call of `try`", span);
        };
        let value = self.evaluate(first, frame);
        self.unless_fault(value, rest, span, frame)
    }

    fn unless_fault(
        &mut self,
        value: Value,
        rest: &[Expression],
        span: Span,
        frame: &mut Frame,
    ) -> Value {
        match value.term {
            _ if is_fault(&value) => self.first_without_fault(rest, span, frame),
            Term::Choice {
                when,
                then,
                otherwise,
            } => {
                let then = self.unless_fault(*then, rest, span, frame);
                let otherwise = self.unless_fault(*otherwise, rest, span, frame);
                choice(when, then, otherwise, span)
            }
            _ => value,
        }
    }

    fn file_call(&mut self, name: &str, values: &[Value], span: Span, frame: &mut Frame) -> Value {
        let Some(first) = values.first() else {
            return unknown(CauseKind::Malformed, format!("the call of `{name}`"), span);
        };
        let Some(path) = first.as_text() else {
            return at(Term::Unknown(cause_of(first)), span);
        };
        if name == "templatestring" {
            return self.rendered(path, None, values.get(1), span, frame);
        }
        let Some(file) = self.file(path) else {
            return at(
                Term::Unknown(Cause::new(CauseKind::NotRead, format!("the file `{path}`"))),
                span,
            );
        };
        self.taken.insert(file.id);
        match name {
            "file" => Value::text(text_of(&file), file.span()),
            "fileexists" => plain("true", span),
            "templatefile" => {
                self.rendered(text_of(&file), Some(&file), values.get(1), span, frame)
            }
            // What is a hash or an archive decides nothing here.
            _ => unknown(CauseKind::Function, name, span),
        }
    }

    /// A file of the run, by a path from the root module.
    fn file(&self, path: &str) -> Option<Arc<SourceFile>> {
        let root = &self.modules[0].configuration.folder;
        let found = self.files.get(&joined(root, path));
        found.filter(|file| file.text().len() <= LONGEST).cloned()
    }

    /// A template with values for its names. What is written in a file keeps its places there.
    fn rendered(
        &mut self,
        text: &str,
        file: Option<&Arc<SourceFile>>,
        values: Option<&Value>,
        span: Span,
        frame: &mut Frame,
    ) -> Value {
        let places = match file {
            Some(file) => Places::new(file.id, OffsetMap::identity(0), file.span()),
            None => Places::new(span.file, OffsetMap::identity(span.start), span),
        };
        let parts = match template_of(text, &places) {
            Ok(parts) => parts,
            Err(fault) => {
                self.diagnostics.push(fault);
                return unknown(CauseKind::Malformed, "the text of a template", span);
            }
        };
        if let Some(Term::Unknown(cause)) = values.map(|values| &values.term) {
            return at(Term::Unknown(cause.clone()), span);
        }
        let entries = values.map(Value::entries).unwrap_or_default();
        let names = entries
            .iter()
            .map(|one| (one.key.clone(), one.value.clone()));
        frame.names = names.collect();
        self.template(&parts, span, frame)
    }
}

fn text_of(file: &SourceFile) -> &str {
    let text = file.text();
    text.strip_prefix('\u{feff}').unwrap_or(text)
}

/// Whether Terraform would stop at a value, or at a part of it.
fn is_fault(value: &Value) -> bool {
    let mut open = vec![value];
    while let Some(value) = open.pop() {
        match &value.term {
            Term::Unknown(cause) if cause.kind == CauseKind::Malformed => return true,
            Term::List(items) | Term::Text(items) => open.extend(items),
            Term::Map(entries) => open.extend(entries.iter().map(|entry| &entry.value)),
            _ => {}
        }
    }
    false
}

fn can(value: &Value, span: Span) -> Value {
    match &value.term {
        Term::Choice {
            when,
            then,
            otherwise,
        } => choice(when.clone(), can(then, span), can(otherwise, span), span),
        Term::Unknown(cause) if cause.kind != CauseKind::Malformed => {
            at(Term::Unknown(cause.clone()), span)
        }
        _ => plain((!is_fault(value)).to_string(), span),
    }
}
