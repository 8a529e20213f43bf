//! `csvdecode`: tables as RFC 4180 writes them.
//!
//! In: a text. Out: a list of objects with the names of the first row. What is no such table is an error, as in Terraform.

use crate::syntax::{Entry, Term, Value};

use super::call::{Call, Outcome};

pub(super) fn csvdecode(call: &Call<'_>) -> Outcome {
    let text = call.text(0)?.replace("\r\n", "\n");
    let text = text.strip_suffix('\r').unwrap_or(&text);
    let mut rows = rows(text).ok_or_else(|| call.wrong())?.into_iter();
    let header = rows.next().ok_or_else(|| call.wrong())?;
    let mut names = header.clone();
    names.sort();
    names.dedup();
    if names.len() != header.len() {
        return Err(call.wrong());
    }
    let mut records = Vec::new();
    for row in rows {
        if row.len() != header.len() {
            return Err(call.wrong());
        }
        let entries = header.iter().zip(row).map(|(name, field)| Entry {
            key: name.clone(),
            key_span: call.span,
            value: Value::text(field, call.span),
        });
        records.push(call.make(Term::Map(entries.collect())));
    }
    Ok(call.make_list(records))
}

/// The fields of each row; `None` where quotes are not where they may be.
fn rows(text: &str) -> Option<Vec<Vec<String>>> {
    let mut rows = Vec::new();
    let mut rest = text;
    while !rest.is_empty() {
        if let Some(after) = rest.strip_prefix('\n') {
            rest = after;
            continue;
        }
        let mut row = Vec::new();
        loop {
            let (field, after) = field(rest)?;
            row.push(field);
            match after.strip_prefix(',') {
                Some(next) => rest = next,
                None => {
                    rest = after.strip_prefix('\n').unwrap_or(after);
                    break;
                }
            }
        }
        rows.push(row);
    }
    Some(rows)
}

/// A field, and the text from its separator on.
fn field(text: &str) -> Option<(String, &str)> {
    let Some(mut rest) = text.strip_prefix('"') else {
        let end = text.find([',', '\n']).unwrap_or(text.len());
        let (field, after) = text.split_at(end);
        return (!field.contains('"')).then(|| (field.to_owned(), after));
    };
    let mut field = String::new();
    loop {
        let (inner, after) = rest.split_once('"')?;
        field.push_str(inner);
        match after.strip_prefix('"') {
            Some(more) => {
                field.push('"');
                rest = more;
            }
            None => {
                let ends = after.is_empty() || after.starts_with([',', '\n']);
                return ends.then_some((field, after));
            }
        }
    }
}
