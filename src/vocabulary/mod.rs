//! The narrow waist: every attribute that a kind may set and a rule may read, with its type and what its absence means.
//!
//! In: `catalog/vocabulary.yaml`. Out: a [`Vocabulary`]. Who sets or reads a name is not known here.

pub mod read;

use std::collections::BTreeMap;
use std::fmt;
use std::sync::Arc;

/// Index of an attribute in its [`Vocabulary`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct AttributeId(pub u16);

/// A value that is known.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Literal {
    /// `true` or `false`.
    Boolean(bool),
    /// A whole number.
    Integer(i64),
    /// Text.
    Text(Arc<str>),
    /// A list of texts.
    List(Vec<Arc<str>>),
}

/// The type of an attribute as predicates see it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Type {
    /// `true` or `false`.
    Boolean,
    /// A whole number.
    Integer,
    /// Text, from a closed set where the attribute lists values.
    Text,
    /// A list of texts.
    List,
    /// No value for predicates: a policy, an environment. Passes of the graph read it.
    Opaque,
}

/// How the value under a property path becomes the attribute: the typed reader, chosen by the vocabulary alone.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reader {
    /// `true`/`false`, and the words that CloudFormation accepts for them.
    Boolean,
    /// A whole number, also as text.
    Integer,
    /// Text.
    Text,
    /// All texts under the paths.
    List,
    /// The encryption key a component uses. Predicates see who manages it: `customer`, `aws` or `service`.
    Key,
    /// An IAM policy document, an object or JSON text.
    Policy,
    /// Environment variables: a mapping whose values may name hosts and components.
    Environment,
    /// Tags as `key=value` texts, from a list of `Key`/`Value` pairs or a mapping.
    Tags,
    /// An event pattern. Predicates see `service` where only AWS services can match it, else `custom`.
    EventPattern,
    /// A credential. Predicates see whether its value can be read in the template or from the stack; the value itself is
    /// never kept.
    Credential,
    /// Names and patterns. Predicates see whether one of them is recognised as what the kind asks for, by its words.
    Recognised,
    /// Items of lists with several named parts each, such as the rules of a firewall. Passes of the graph read them.
    Records,
}

/// What the absence of an attribute means.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Absence {
    /// Nothing is known: reading it is undecided.
    Unknown,
    /// Absence is itself a statement; predicates compare it with `null`.
    Meaningful,
    /// The same as this value, as a citation says.
    Value(Literal, Arc<str>),
}

/// One attribute.
#[derive(Clone, Debug)]
pub struct Attribute {
    /// Its dotted name, such as `encryption.algorithm`.
    pub name: Arc<str>,
    /// How it is read.
    pub reader: Reader,
    /// The closed set of texts it can have; empty where any text is possible.
    pub values: Vec<Arc<str>>,
    /// The names of the parts of an item, where it is made of records.
    pub parts: Vec<Arc<str>>,
    /// What its absence means.
    pub absence: Absence,
    /// Whether it says what the files do with a component, so that they say it of one that they do not declare too.
    pub of_files: bool,
    /// What it means, for people.
    pub meaning: String,
}

/// All attributes.
#[derive(Clone, Debug, Default)]
pub struct Vocabulary {
    attributes: Vec<Attribute>,
    by_name: BTreeMap<Arc<str>, AttributeId>,
}

impl Vocabulary {
    /// The attribute of an id that this vocabulary gave out.
    pub fn attribute(&self, id: AttributeId) -> &Attribute {
        &self.attributes[usize::from(id.0)]
    }

    /// The id of a name.
    pub fn id(&self, name: &str) -> Option<AttributeId> {
        self.by_name.get(name).copied()
    }

    /// All attributes with their ids, in the order of the file.
    pub fn iter(&self) -> impl Iterator<Item = (AttributeId, &Attribute)> {
        self.attributes
            .iter()
            .enumerate()
            .map(|(index, attribute)| (AttributeId(index as u16), attribute))
    }

    /// Adds an attribute; a name that is already there keeps its first meaning and gives `None`.
    pub fn add(&mut self, attribute: Attribute) -> Option<AttributeId> {
        if self.by_name.contains_key(&attribute.name) {
            return None;
        }
        let id = AttributeId(u16::try_from(self.attributes.len()).ok()?);
        self.by_name.insert(Arc::clone(&attribute.name), id);
        self.attributes.push(attribute);
        Some(id)
    }
}

impl Attribute {
    /// The type that predicates see.
    pub fn predicate_type(&self) -> Type {
        match self.reader {
            Reader::Boolean | Reader::Credential | Reader::Recognised => Type::Boolean,
            Reader::Integer => Type::Integer,
            Reader::Text | Reader::Key | Reader::EventPattern => Type::Text,
            Reader::List | Reader::Tags => Type::List,
            Reader::Policy | Reader::Environment | Reader::Records => Type::Opaque,
        }
    }

    /// What is asked where it is not known of a component, in words.
    pub fn question(&self, name: &str) -> String {
        let end = self.meaning.find([';', ':']).unwrap_or(self.meaning.len());
        let told = |text: &'static str| self.meaning.find(text).unwrap_or(end);
        let asked = &self.meaning[..end.min(told(", such as ")).min(told(", as "))];
        match asked.contains("the component") {
            true => asked.replacen("the component", name, 1),
            false => format!("{asked} (of {name})"),
        }
    }
}

impl fmt::Display for Literal {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Literal::Boolean(value) => write!(out, "{value}"),
            Literal::Integer(value) => write!(out, "{value}"),
            Literal::Text(value) => write!(out, "{value}"),
            Literal::List(values) => write!(out, "{}", values.join(", ")),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_open_is_asked_in_words() {
        let ask = |meaning: &str| {
            let attribute = Attribute {
                name: "made.up".into(),
                reader: Reader::Boolean,
                values: Vec::new(),
                parts: Vec::new(),
                absence: Absence::Unknown,
                of_files: false,
                meaning: meaning.to_owned(),
            };
            attribute.question("Inbox")
        };
        assert_eq!(
            ask("whether the component refuses requests"),
            "whether Inbox refuses requests"
        );
        assert_eq!(
            ask("days that pass; none means never"),
            "days that pass (of Inbox)"
        );
        assert_eq!(ask("type, such as `Gateway`"), "type (of Inbox)");
        assert_eq!(ask("sort of group: `a` or `b`"), "sort of group (of Inbox)");
    }
}
