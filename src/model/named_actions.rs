//! What policies name and the catalog does not have: prefixes, actions, and resources that no named action can be used on.
//!
//! In: the policies of the model and the list of actions. Out: warnings. The list is of a day, and a name that it does not
//! have may be newer; so nothing is an error, and what is not known in full is not judged.

use std::collections::{BTreeMap, BTreeSet};

use crate::knowledge::Knowledge;
use crate::knowledge::actions::{PrefixActions, split};
use crate::policy::pattern::{intersects, pattern_of};
use crate::policy::{ActionPattern, Policy, Statement};
use crate::source::{Diagnostic, FileId, Span};
use crate::syntax::Value;

use super::Model;

/// Resources of a statement, and pairs of a resource and a type, that are compared; beyond them a statement is not judged.
const MOST_RESOURCES: usize = 50;
const MOST_PAIRS: usize = 2_000;

/// Names that were probably meant are looked for so many times in a run: each time costs a look at many names.
const MOST_SUGGESTIONS: usize = 200;

/// Longest name of a resource that is compared.
const LONGEST_NAME: usize = 300;

/// Warns of what policies name in vain.
pub(super) fn check(model: &Model, knowledge: &Knowledge, diagnostics: &mut Vec<Diagnostic>) {
    let mut seen = Seen {
        knowledge,
        prefixes: BTreeMap::new(),
        judged: BTreeSet::new(),
        suggestions: 0,
        found: Vec::new(),
    };
    for policy in policies(model) {
        for statement in &policy.statements {
            for pattern in &statement.actions.patterns {
                seen.action(pattern);
            }
            seen.resources(statement);
        }
    }
    seen.unknown_prefixes();
    diagnostics.append(&mut seen.found);
}

/// Every policy of the files, those included that are set aside.
fn policies(model: &Model) -> impl Iterator<Item = &Policy> {
    let attached = model.policies.iter();
    let attached = attached.filter_map(|one| one.policy.as_ref().ok());
    let aside = model.standing.iter().filter(|one| one.component.is_none());
    attached.chain(aside.filter_map(|one| one.policy.as_ref().ok()))
}

struct Seen<'k> {
    knowledge: &'k Knowledge,
    /// Prefixes that are not known: how often a file names one, and where first.
    prefixes: BTreeMap<(FileId, String), (usize, Span)>,
    /// What was judged. The statements of a document are read once for each way in which its conditions can be decided.
    judged: BTreeSet<(Span, String)>,
    suggestions: usize,
    found: Vec<Diagnostic>,
}

impl<'k> Seen<'k> {
    /// The actions of the prefix of a pattern, if pattern and prefix are known.
    fn prefix(&self, pattern: &ActionPattern) -> Option<&'k PrefixActions> {
        let (prefix, _) = split(&pattern.text);
        let known = pattern.exact && !prefix.contains(['*', '?']);
        let actions = &self.knowledge.actions;
        known
            .then(|| actions.prefix(&prefix.to_ascii_lowercase()))
            .flatten()
    }

    fn may_suggest(&mut self) -> bool {
        self.suggestions += 1;
        self.suggestions <= MOST_SUGGESTIONS
    }

    /// The day of the list with the actions of a prefix.
    fn day(&self, known: &PrefixActions) -> &'k str {
        let citation = self.knowledge.citations.get(&*known.citation);
        citation.map_or("", |citation| &citation.date)
    }

    fn action(&mut self, pattern: &ActionPattern) {
        let (prefix, name) = split(&pattern.text);
        let whole = !prefix.is_empty() && !name.is_empty();
        if !pattern.exact || prefix.contains(['*', '?']) || !whole {
            return;
        }
        if !self.judged.insert((pattern.span, pattern.text.clone())) {
            return;
        }
        let Some(known) = self.prefix(pattern) else {
            let key = (pattern.span.file, prefix.to_ascii_lowercase());
            let (count, _) = self.prefixes.entry(key).or_insert((0, pattern.span));
            *count += 1;
            return;
        };
        if known.matching(name).next().is_some() {
            return;
        }
        let (text, day) = (&pattern.text, self.day(known));
        let message = match name.contains(['*', '?']) {
            true => format!("`{text}` matches no action in the list of {day}"),
            false => format!("`{text}` is not in the list of actions of {day}"),
        };
        let mut said = Diagnostic::warning("unknown-action", pattern.span, message);
        let closest = self.may_suggest().then(|| known.closest(name)).flatten();
        said.help = closest.map(|name| format!("did you mean `{prefix}:{name}`?"));
        self.found.push(said);
    }

    fn unknown_prefixes(&mut self) {
        for ((_, prefix), (count, span)) in std::mem::take(&mut self.prefixes) {
            let actions = match count {
                1 => "1 action with it is".to_owned(),
                count => format!("{count} actions with it are"),
            };
            let message =
                format!("`{prefix}` is no prefix that the catalog has; {actions} not looked at");
            let mut said = Diagnostic::warning("unknown-action-prefix", span, message);
            let closest = self
                .may_suggest()
                .then(|| self.knowledge.actions.closest_prefix(&prefix))
                .flatten();
            said.help = closest.map(|name| format!("did you mean `{name}`?"));
            self.found.push(said);
        }
    }

    /// Warns of a statement in which no action can be used on any resource.
    fn resources(&mut self, statement: &Statement) {
        let named = statement.resources.as_ref();
        let Some(named) = named.filter(|named| !named.inverted && !statement.actions.inverted)
        else {
            return;
        };
        if statement.actions.unknown.is_some() {
            return;
        }
        let Some(resources) = names(&named.values) else {
            return;
        };
        let Some(usable) = self.usable(statement) else {
            return;
        };
        let formats = &usable.formats;
        // Of an action without types of resources the list may lack them: some are used on names all the same.
        if usable.on_nothing || formats.len() * resources.len() > MOST_PAIRS {
            return;
        }
        let fits = |resource: &String| {
            let mut formats = formats.iter();
            formats.any(|format| intersects(format, resource))
        };
        if resources.iter().any(fits) {
            return;
        }
        let span = named.values.first().map_or(statement.span, |one| one.span);
        let mut texts = formats.iter().take(3).map(|one| format!("`{one}`"));
        let first = texts.next().unwrap_or_default();
        let forms = texts.fold(first, |all, one| format!("{all}, {one}"));
        let others = if formats.len() > 3 { " and others" } else { "" };
        let day = usable.day;
        let message = format!(
            "no action of this statement can be used on the resources that it names: by the list of {day} they are used on \
             {forms}{others}"
        );
        if !self.judged.insert((span, message.clone())) {
            return;
        }
        let said = Diagnostic::warning("action-on-other-resource", span, message);
        let help = "name such resources, or the actions that are meant";
        self.found.push(said.help(help));
    }

    /// What the actions of a statement can be used on; `None` where that is not known.
    fn usable(&self, statement: &Statement) -> Option<Usable<'k>> {
        let mut usable = Usable::default();
        for pattern in &statement.actions.patterns {
            let known = self.prefix(pattern)?;
            usable.day = usable.day.max(self.day(known));
            let mut is_known = false;
            for action in known.matching(split(&pattern.text).1) {
                is_known = true;
                usable.on_nothing |= action.resource_types.is_empty();
                for name in action.resource_types.iter() {
                    let forms = known.formats.get(name)?;
                    if forms.is_empty() {
                        return None;
                    }
                    usable.formats.extend(forms.iter().map(String::as_str));
                }
            }
            if !is_known {
                return None;
            }
        }
        (!statement.actions.patterns.is_empty()).then_some(usable)
    }
}

/// What actions can be used on.
#[derive(Default)]
struct Usable<'k> {
    /// Forms of the names of resources.
    formats: BTreeSet<&'k str>,
    /// Whether the list has no type of resource for one of the actions.
    on_nothing: bool,
    /// The day of the list.
    day: &'k str,
}

/// The names of resources as patterns; `None` where one is not known, or can mean everything.
fn names(values: &[Value]) -> Option<Vec<String>> {
    let is_name = |name: &String| name.starts_with("arn:") && name.len() <= LONGEST_NAME;
    let name = |value: &Value| pattern_of(value).filter(is_name);
    let few = !values.is_empty() && values.len() <= MOST_RESOURCES;
    few.then(|| values.iter().map(name).collect()).flatten()
}
