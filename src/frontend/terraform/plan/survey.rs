//! One walk over a plan or state: what it has, and where.
//!
//! In: the text of a file. Out: a [`Survey`]: the places of its sections, and of each resource with its address and what
//! becomes of it. Values are not read here.

use std::borrow::Cow;
use std::collections::HashMap;

use crate::frontend::terraform::address::DATA;
use crate::source::{Diagnostic, Span};
use crate::syntax::{Cursor, DUPLICATE_KEY, Word};

use super::faults::Faults;

/// Levels of modules that are walked.
pub(super) const DEEPEST_MODULE: usize = 48;

/// What a file has at its top, as far as it could be walked.
#[derive(Debug, Default)]
pub(super) struct Survey<'t> {
    /// The keys at the top, with their values' places.
    pub(super) sections: Vec<(Word<'t>, Span)>,
    /// The changes of resources, those put off included.
    pub(super) changes: Vec<Seen<'t>>,
    /// How many of the changes are put off.
    pub(super) deferred: usize,
    /// The resources of the values that are planned, or of a state.
    pub(super) values: Vec<Seen<'t>>,
}

/// A resource that was seen.
#[derive(Debug)]
pub(super) struct Seen<'t> {
    /// Where its object begins.
    pub(super) at: u32,
    /// Its address, if it has one.
    pub(super) address: Cow<'t, str>,
    /// What becomes of it.
    pub(super) fate: Fate,
}

/// What becomes of a resource.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Fate {
    /// It exists afterwards.
    Stays,
    /// It is deleted.
    Goes,
    /// It goes on to exist, and is not managed any more.
    Forgotten,
    /// It is only read.
    Read,
    /// It is the remainder of one that was replaced: no resource of the deployment.
    NoResource,
    /// Nobody knows: no action was understood.
    Unclear,
}

/// Reading cannot go on.
pub(super) type Stop = Box<Diagnostic>;

impl<'t> Survey<'t> {
    /// Where a section is.
    pub(super) fn section(&self, name: &str) -> Option<Span> {
        let mut sections = self.sections.iter();
        sections
            .find(|(key, _)| key.text == name)
            .map(|(_, span)| *span)
    }

    /// The plain text of a section, without quotes.
    pub(super) fn text(&self, name: &str, text: &'t str) -> Option<&'t str> {
        let span = self.section(name)?;
        let written = text.get(span.start as usize..span.end as usize)?;
        Some(written.trim().trim_matches('"'))
    }

    /// Walks a file to its end. What was found before it broke off stays.
    pub(super) fn walk(
        &mut self,
        cursor: &mut Cursor<'t>,
        faults: &mut Faults,
    ) -> Result<(), Stop> {
        let mut keys: HashMap<Cow<'t, str>, Span> = HashMap::new();
        cursor.entries(|cursor, key| {
            if let Some(first) = keys.get(&key.text) {
                let message = format!("key `{}` is already in this mapping", key.text);
                let twice = Diagnostic::warning(DUPLICATE_KEY, key.span, message);
                let twice = twice.help("the first one is used; remove or rename one of them");
                faults.push(twice.related(*first, "first here"));
                return cursor.skip().map(drop);
            }
            keys.insert(key.text.clone(), key.span);
            let start = cursor.at();
            let is_null = cursor.peek() == Some(b'n');
            // A section counts as soon as it begins: of a file that breaks off within it, it tells what it was meant to be.
            self.sections.push((
                key.clone(),
                Span {
                    start,
                    end: start,
                    ..key.span
                },
            ));
            let known = match &*key.text {
                "resource_changes" => cursor.items(|cursor| self.change(cursor, faults))?,
                "deferred_changes" => cursor.items(|cursor| self.deferred(cursor, faults))?,
                "planned_values" | "values" => self.module_tree(cursor, faults)?,
                _ => cursor.skip().map(|_| true)?,
            };
            let end = cursor.at();
            if let Some((_, span)) = self.sections.last_mut() {
                span.end = end;
            }
            if !known && !is_null {
                malformed(faults, key.span, &key.text);
            }
            Ok(())
        })?;
        cursor.end()
    }

    fn change(&mut self, cursor: &mut Cursor<'t>, faults: &mut Faults) -> Result<(), Stop> {
        let at = cursor.at();
        let (mut address, mut mode, mut is_rest) = (None, None, false);
        let (mut fate, mut has_change) = (Fate::Unclear, false);
        let is_mapping = cursor.entries(|cursor, key| {
            match &*key.text {
                "address" => address = cursor.string()?,
                "mode" => mode = cursor.string()?,
                "deposed" => is_rest = cursor.string()?.is_some_and(|key| !key.text.is_empty()),
                "change" => {
                    has_change = true;
                    cursor.entries(|cursor, key| {
                        match &*key.text {
                            "actions" => fate = actions(cursor)?,
                            _ => drop(cursor.skip()?),
                        }
                        Ok(())
                    })?;
                }
                _ => drop(cursor.skip()?),
            }
            Ok(())
        })?;
        if !is_mapping || !has_change {
            let span = place(cursor, at);
            malformed(faults, span, "resource_changes");
        }
        match mode.as_ref().map(|mode| &*mode.text) {
            _ if is_rest => fate = Fate::NoResource,
            None | Some("managed") => {}
            Some(DATA) if fate != Fate::Goes => fate = Fate::Read,
            Some(_) => fate = Fate::NoResource,
        }
        let address = address.map_or(Cow::Borrowed(""), |address| address.text);
        self.changes.push(Seen { at, address, fate });
        Ok(())
    }

    fn deferred(&mut self, cursor: &mut Cursor<'t>, faults: &mut Faults) -> Result<(), Stop> {
        let is_mapping = cursor.entries(|cursor, key| {
            if key.text == "resource_change" {
                self.deferred += 1;
                return self.change(cursor, faults);
            }
            cursor.skip().map(drop)
        })?;
        if !is_mapping {
            let at = cursor.at();
            malformed(faults, place(cursor, at), "deferred_changes");
        }
        Ok(())
    }

    /// The values of a plan or state: a tree of modules.
    fn module_tree(&mut self, cursor: &mut Cursor<'t>, faults: &mut Faults) -> Result<bool, Stop> {
        cursor.entries(|cursor, key| {
            let known = match &*key.text {
                "root_module" => self.module(cursor, DEEPEST_MODULE, faults)?,
                _ => cursor.skip().map(|_| true)?,
            };
            if !known {
                malformed(faults, key.span, "root_module");
            }
            Ok(())
        })
    }

    fn module(
        &mut self,
        cursor: &mut Cursor<'t>,
        levels: usize,
        faults: &mut Faults,
    ) -> Result<bool, Stop> {
        let Some(levels) = levels.checked_sub(1) else {
            let span = cursor.skip()?;
            faults.error(
                "depth-limit",
                span,
                "modules nested this deeply are not read",
            );
            return Ok(true);
        };
        cursor.entries(|cursor, key| {
            let known = match &*key.text {
                "resources" => cursor.items(|cursor| self.value(cursor))?,
                "child_modules" => {
                    cursor.items(|cursor| self.module(cursor, levels, faults).map(drop))?
                }
                _ => cursor.skip().map(|_| true)?,
            };
            if !known {
                malformed(faults, key.span, &key.text);
            }
            Ok(())
        })
    }

    fn value(&mut self, cursor: &mut Cursor<'t>) -> Result<(), Stop> {
        let at = cursor.at();
        let (mut address, mut fate) = (None, Fate::Stays);
        cursor.entries(|cursor, key| {
            match &*key.text {
                "address" => address = cursor.string()?,
                "mode" => {
                    let mode = cursor.string()?;
                    if mode.is_some_and(|mode| mode.text != "managed") {
                        fate = Fate::NoResource;
                    }
                }
                // A state keeps what is left of a replaced resource beside the new one.
                "deposed_key" => {
                    if cursor.string()?.is_some() {
                        fate = Fate::NoResource;
                    }
                }
                _ => drop(cursor.skip()?),
            }
            Ok(())
        })?;
        let address = address.map_or(Cow::Borrowed(""), |address| address.text);
        self.values.push(Seen { at, address, fate });
        Ok(())
    }
}

/// What actions make of a resource. Two of them replace it, in either order.
fn actions(cursor: &mut Cursor<'_>) -> Result<Fate, Stop> {
    let mut fate = Fate::Unclear;
    cursor.items(|cursor| {
        let action = cursor.string()?;
        fate = match (action.as_ref().map(|action| &*action.text), fate) {
            (_, Fate::Stays) | (Some("create" | "update" | "no-op"), _) => Fate::Stays,
            (Some("delete"), _) => Fate::Goes,
            (Some("forget"), _) => Fate::Forgotten,
            (Some("read"), _) => Fate::Read,
            (_, before) => before,
        };
        Ok(())
    })?;
    Ok(fate)
}

fn malformed(faults: &mut Faults, span: Span, what: &str) {
    let message =
        format!("this part of `{what}` is not of the form that Terraform writes, and is not read");
    faults.error("malformed-plan", span, message);
}

fn place(cursor: &Cursor<'_>, at: u32) -> Span {
    Span::new(cursor.file(), at, at.saturating_add(1))
}
