//! Names and ARNs as patterns, in which a letter stands for each text that only the deployment makes.
//!
//! In: values of policies, and components. Out: [`PatternText`]s. Equal letters are equal texts, wherever they are written:
//! `!Sub arn:aws:s3:::${Notes}/*` means the bucket `Notes`, whatever that is called in the end.

use std::cell::RefCell;
use std::collections::BTreeMap;

use crate::knowledge::Knowledge;
use crate::model::{Component, ComponentId, DeploymentId, FactValue, Model, render};
use crate::policy::text::{NAME_LETTERS, PatternText, generated, literal, within};
use crate::syntax::{Symbol, Term, Value};
use crate::vocabulary::Literal;

use super::super::Words;

/// Deepest text within a text.
const DEEPEST: usize = 64;

/// Partitions are never mixed in a policy: all are written as this one.
const PARTITION: &str = "aws";

const ACCOUNT: &str = "account";
const REGION: &str = "region";

/// Texts of a model as patterns.
pub(super) struct Names<'m> {
    model: &'m Model,
    knowledge: &'m Knowledge,
    account: Option<crate::vocabulary::AttributeId>,
    region: Option<crate::vocabulary::AttributeId>,
    letters: RefCell<BTreeMap<(DeploymentId, String), char>>,
}

/// A pattern in the making.
#[derive(Default)]
struct Draft {
    text: String,
    has_holes: bool,
}

impl<'m> Names<'m> {
    pub(super) fn new(model: &'m Model, knowledge: &'m Knowledge, words: &Words) -> Self {
        Self {
            model,
            knowledge,
            account: words.account,
            region: words.region,
            letters: RefCell::default(),
        }
    }

    /// The text of a value in a policy of a deployment; `None` where nothing of it is known.
    pub(super) fn text(&self, deployment: DeploymentId, value: &Value) -> Option<PatternText> {
        if let Some(id) = self.referenced(deployment, value) {
            // What stands alone, or first, is an ARN: nothing else has an effect there.
            let given = self.given(value, id);
            if given.is_some() {
                return given;
            }
        }
        let mut draft = Draft::default();
        match &value.term {
            Term::Scalar(scalar) => draft.text.push_str(&scalar.text),
            Term::Text(_) | Term::Symbol(_) => self.push(deployment, value, &mut draft, DEEPEST),
            Term::Reference(_) | Term::Parameter(_) => {
                self.push(deployment, value, &mut draft, DEEPEST);
            }
            _ => return None,
        }
        Some(draft.finish())
    }

    fn push(&self, deployment: DeploymentId, value: &Value, draft: &mut Draft, depth: usize) {
        match &value.term {
            Term::Scalar(scalar) => draft.text.push_str(&scalar.text),
            Term::Symbol(Symbol::Partition) => draft.text.push_str(PARTITION),
            Term::Symbol(Symbol::Account) => draft.add(&self.place(deployment, ACCOUNT)),
            Term::Symbol(Symbol::Region) => draft.add(&self.place(deployment, REGION)),
            Term::Text(parts) if depth > 0 => {
                for part in parts {
                    match self.referenced(deployment, part) {
                        Some(id) if draft.text.is_empty() => {
                            let given = self.given(part, id);
                            draft.add(&given.unwrap_or_else(PatternText::unknown));
                        }
                        Some(id) => {
                            let component = &self.model.components[id.0 as usize];
                            draft.add(&self.name_of(component, depth));
                        }
                        None => self.push(deployment, part, draft, depth - 1),
                    }
                }
            }
            Term::Absent => {}
            _ => match render(value) {
                Some(name) => {
                    draft.letter(self.letter(deployment, name.trim_matches(['{', '}'])));
                }
                None => draft.hole(),
            },
        }
    }

    /// The component that a reference means.
    fn referenced(&self, deployment: DeploymentId, value: &Value) -> Option<ComponentId> {
        let Term::Reference(reference) = &value.term else {
            return None;
        };
        let key = (deployment, reference.to.clone());
        self.model.references.get(&key).copied()
    }

    /// The ARN that a reference gives: that of the part which its attribute names, as `StreamArn` does, else the own one of the
    /// component.
    fn given(&self, value: &Value, id: ComponentId) -> Option<PatternText> {
        let component = &self.model.components[id.0 as usize];
        let part = match &value.term {
            Term::Reference(reference) => reference.attribute.as_deref().and_then(part_named),
            _ => None,
        };
        let formats = component
            .kind
            .map(|kind| &self.knowledge.kind(kind).arns)
            .into_iter()
            .flatten();
        let at = part.and_then(|part| {
            let mut formats = formats.map(|format| format.contains(&format!("/{part}/")));
            formats.position(|is_part| is_part)
        });
        self.arns(component).into_iter().nth(at.unwrap_or(0))
    }

    /// The account or Region of a deployment: what the configuration says, else a letter.
    fn place(&self, deployment: DeploymentId, name: &str) -> PatternText {
        let word = if name == ACCOUNT {
            self.account
        } else {
            self.region
        };
        let facts = &self.model.deployments[deployment.0 as usize].facts;
        match word
            .and_then(|word| facts.get(&word))
            .map(|fact| &fact.value)
        {
            Some(FactValue::Known(Literal::Text(text))) => PatternText::literal(text),
            _ => {
                let mut draft = Draft::default();
                draft.letter(self.letter(self.model.first_of(deployment), name));
                draft.finish()
            }
        }
    }

    /// The account of a deployment.
    pub(super) fn account(&self, deployment: DeploymentId) -> PatternText {
        self.place(deployment, ACCOUNT)
    }

    /// The Region of a deployment.
    pub(super) fn region(&self, deployment: DeploymentId) -> PatternText {
        self.place(deployment, REGION)
    }

    /// The letter for a text that only the deployment makes; `None` where there are more such texts than letters.
    fn letter(&self, deployment: DeploymentId, name: &str) -> Option<char> {
        let mut letters = self.letters.borrow_mut();
        let code = *NAME_LETTERS.start() as u32 + letters.len() as u32;
        // What is carried from another template is the same text there.
        let (deployment, name) = self.model.home(deployment, name);
        let key = (deployment, name.to_owned());
        letters.get(&key).copied().or_else(|| {
            let letter = char::from_u32(code).filter(|letter| NAME_LETTERS.contains(letter))?;
            letters.insert(key, letter);
            Some(letter)
        })
    }

    /// The ARNs of a component, its own first; none where its kind does not say them.
    pub(super) fn arns(&self, component: &Component) -> Vec<PatternText> {
        let Some(kind) = component.kind else {
            return Vec::new();
        };
        let name = self.name_of(component, DEEPEST);
        let (region, account) = (
            self.place(component.deployment, REGION),
            self.place(component.deployment, ACCOUNT),
        );
        let formats = self.knowledge.kind(kind).arns.iter();
        let filled = formats.map(|format| {
            let text = format
                .replace("{partition}", PARTITION)
                .replace("{region}", &region.text)
                .replace("{account}", &account.text)
                .replace("{name}", &within(&name.text))
                .replace("{path}", &name.text);
            PatternText {
                text,
                exact: name.exact && region.exact && account.exact,
            }
        });
        filled.collect()
    }

    /// The ARN of some session of a role.
    pub(super) fn session(&self, role: &Component) -> PatternText {
        let account = self.account(role.deployment);
        let name = self.name_of(role, DEEPEST);
        PatternText::partial(format!(
            "arn:{PARTITION}:sts::{}:assumed-role/{}/*",
            account.text, name.text
        ))
    }

    /// The name that a component has in its ARN.
    fn name_of(&self, component: &Component, depth: usize) -> PatternText {
        let mut draft = Draft::default();
        let (id, given) = match component.names.split_first() {
            Some((id, given)) => (id.as_str(), given.first()),
            None => (component.name.as_str(), None),
        };
        match given {
            Some(name) => self.push_rendered(component.deployment, name, &mut draft, depth),
            None => {
                let id = id.trim_matches(['{', '}']);
                match self.letter(component.deployment, id) {
                    Some(letter) => draft.text.push_str(&generated(letter, id.len())),
                    None => draft.hole(),
                }
            }
        }
        draft.finish()
    }

    /// A rendered name, in which `{Name}` stands for what is not known.
    fn push_rendered(&self, deployment: DeploymentId, name: &str, draft: &mut Draft, depth: usize) {
        let mut rest = name;
        while let Some((before, after)) = rest.split_once('{') {
            draft.text.push_str(&literal(before));
            let Some((inner, after)) = after.split_once('}') else {
                return draft.hole();
            };
            rest = after;
            let other = self.model.references.get(&(deployment, inner.to_owned()));
            match (inner, other) {
                ("partition", _) => draft.text.push_str(PARTITION),
                (ACCOUNT | REGION, _) => draft.add(&self.place(deployment, inner)),
                (_, Some(_)) if depth == 0 => draft.hole(),
                (_, Some(id)) => {
                    let other = &self.model.components[id.0 as usize];
                    draft.add(&self.name_of(other, depth - 1));
                }
                (_, None) => draft.letter(self.letter(deployment, inner)),
            }
        }
        draft.text.push_str(&literal(rest));
    }
}

/// The part of a component of which an attribute gives the ARN: `stream` for `StreamArn` and `stream_arn`.
fn part_named(attribute: &str) -> Option<String> {
    let attribute = attribute.to_ascii_lowercase();
    let part = attribute.strip_suffix("arn")?.trim_end_matches('_');
    (!part.is_empty()).then(|| part.to_owned())
}

impl Draft {
    fn add(&mut self, text: &PatternText) {
        self.text.push_str(&text.text);
        self.has_holes |= !text.exact;
    }

    fn letter(&mut self, letter: Option<char>) {
        match letter {
            Some(letter) => self.text.push(letter),
            None => self.hole(),
        }
    }

    fn hole(&mut self) {
        self.text.push('*');
        self.has_holes = true;
    }

    fn finish(self) -> PatternText {
        PatternText {
            text: self.text,
            exact: !self.has_holes,
        }
    }
}
