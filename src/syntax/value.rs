//! A value as a frontend understands it: the same type for every input format.

use std::fmt;

use crate::source::Span;

use super::Guard;

/// A value with the place where it is written.
#[derive(Clone, Debug, PartialEq)]
pub struct Value {
    /// What it is.
    pub term: Term,
    /// Where it is written. A value that a function computes has the span of the whole function call.
    pub span: Span,
}

/// What a value is.
#[derive(Clone, Debug, PartialEq)]
pub enum Term {
    /// An explicit null.
    Null,
    /// Text, number or boolean, as written.
    Scalar(Scalar),
    /// A list.
    List(Vec<Value>),
    /// A mapping in source order; keys are unique (the first of a duplicate wins, the reader has reported it).
    Map(Vec<Entry>),
    /// Another resource of the same deployment, or an attribute of it.
    Reference(Reference),
    /// A parameter of the deployment, with what is known of its value.
    Parameter(Parameter),
    /// A value that is the same throughout a deployment and unknown before it exists.
    Symbol(Symbol),
    /// Parts joined to one text; a part that is not literal is a hole.
    Text(Vec<Value>),
    /// One of two values, decided by a condition.
    Choice {
        /// When `then` holds.
        when: Guard,
        /// The value if it does.
        then: Box<Value>,
        /// The value if it does not.
        otherwise: Box<Value>,
    },
    /// As if it had not been written (`AWS::NoValue`).
    Absent,
    /// Not known, with the cause.
    Unknown(Cause),
}

/// A scalar as written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Scalar {
    /// The decoded text, such as `true`, `0123` or `arn:aws:s3:::notes`.
    pub text: String,
    /// Whether it was written without quotes, so that a reader that expects one may take it as a boolean or number.
    pub plain: bool,
}

/// One entry of a mapping.
#[derive(Clone, Debug, PartialEq)]
pub struct Entry {
    /// The key.
    pub key: String,
    /// Where the key is written.
    pub key_span: Span,
    /// The value.
    pub value: Value,
}

/// A reference to a resource of the same deployment.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Reference {
    /// Its name within the deployment: a CloudFormation logical id, a Terraform address.
    pub to: String,
    /// The attribute, such as `Arn`; `None` for the resource itself (`Ref`).
    pub attribute: Option<String>,
}

/// A parameter of a deployment.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Parameter {
    /// Its name.
    pub name: String,
    /// Its default value. A verdict that rests on it says `assumes NAME = default`.
    pub default: Option<Box<Value>>,
    /// Whether its value is hidden from those who look at the deployment (`NoEcho`).
    pub hidden: bool,
    /// Whether nothing with a wildcard can be given for it, by the values that it allows.
    pub is_specific: bool,
}

/// A value that every resource of a deployment shares.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Symbol {
    /// The account id.
    Account,
    /// The Region.
    Region,
    /// The partition, `aws` in commercial Regions.
    Partition,
    /// The DNS suffix, `amazonaws.com` in commercial Regions.
    UrlSuffix,
    /// The name of the stack.
    StackName,
    /// The ARN of the stack.
    StackId,
    /// The topics to which stack events go.
    NotificationArns,
}

/// Why a value is not known. Its `Display` is a phrase such as ``the value of parameter `KeyArn` ``.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Cause {
    /// The sort of cause, by which reports group.
    pub kind: CauseKind,
    /// What it is about: a parameter, an export, a function, a condition, a policy, a component.
    pub subject: String,
    /// What else is not known, where one thing alone would not settle it.
    pub also: Vec<Cause>,
}

/// Sorts of causes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum CauseKind {
    /// A parameter without a default or given value.
    Parameter,
    /// A condition of the template that was not decided.
    Condition,
    /// A value that another stack exports.
    Import,
    /// A dynamic reference, resolved at deployment.
    DynamicReference,
    /// A macro or transform that was not run.
    Transform,
    /// A function that this version does not evaluate.
    Function,
    /// A reference to something that the template does not define.
    Dangling,
    /// Something that is not in the files read.
    NotRead,
    /// A policy whose text was not read.
    OpaquePolicy,
    /// A resource type without a kind in the catalog.
    Unmapped,
    /// An attribute that the deployment decides, or whose absence says nothing.
    Unstated,
    /// A data flow that is possible but not certain.
    PossibleFlow,
    /// Two places that set one attribute differently.
    Conflict,
    /// A limit of the analysis was reached.
    Limit,
    /// A value of a sort that the attribute does not take.
    Malformed,
    /// A fact of the catalog that is not settled.
    Catalog,
    /// An attribute of which a design says nothing.
    LeftOpen,
    /// An agreement with an operator that nobody declares.
    Agreement,
    /// Something for which nobody vouches.
    Attestation,
    /// A name that several stacks of the run have.
    Ambiguous,
    /// Where something is deployed, which no template says.
    Deployment,
    /// A value that is there and marked as sensitive, so that it is not read.
    Sensitive,
    /// One that is marked so, and stands as a literal in the files.
    SensitiveLiteral,
}

impl Cause {
    /// A cause of a kind about a subject.
    pub fn new(kind: CauseKind, subject: impl Into<String>) -> Self {
        Self {
            kind,
            subject: subject.into(),
            also: Vec::new(),
        }
    }

    /// It and what else is not known, each by itself.
    pub fn each(&self) -> impl Iterator<Item = Cause> {
        let alone = |one: &Cause| Cause::new(one.kind, one.subject.as_str());
        std::iter::once(self).chain(&self.also).map(alone)
    }

    /// What would settle it, as advice to the reader of a report.
    pub fn settled_by(&self) -> String {
        let subject = &self.subject;
        match self.kind {
            CauseKind::Parameter => {
                // The parameter of another template has its own name on the command line.
                let name = subject.split(" of ").next().unwrap_or(subject);
                format!("pass `--set {name}=VALUE`")
            }
            CauseKind::Condition => format!("pass `--set` for the parameters of `{subject}`"),
            CauseKind::Import => {
                format!("check it together with the template that exports `{subject}`")
            }
            CauseKind::DynamicReference => {
                "it is resolved at deployment; check the deployed value".to_owned()
            }
            CauseKind::Transform => {
                format!("check the template after `{subject}` has been applied")
            }
            CauseKind::Function => {
                format!("write the value out, or check it by hand: `{subject}` is not evaluated")
            }
            CauseKind::Dangling => format!("define `{subject}` or correct the reference"),
            CauseKind::NotRead => format!("check it together with the file that defines {subject}"),
            CauseKind::OpaquePolicy => format!(
                "read {} too, or check by hand what it allows",
                quoted(subject)
            ),
            CauseKind::Unmapped => {
                format!("check `{subject}` by hand: the catalog has no kind for it")
            }
            CauseKind::Unstated => format!("state {subject} in the template"),
            CauseKind::PossibleFlow => "name the target in the grant, give each process a role of its own, or check what the code does".to_owned(),
            CauseKind::Conflict => format!("set {subject} in one place"),
            CauseKind::Limit => format!("check it by hand: {subject}"),
            CauseKind::Malformed => format!("correct {subject}"),
            CauseKind::Catalog => format!("decide it with your compliance team: {subject}"),
            CauseKind::LeftOpen => {
                "state it in the manifest: classes under `stores` and `carries`, other facts under `facts` or `defaults`".to_owned()
            }
            CauseKind::Agreement => format!(
                "declare the agreement with {subject} under `agreements` of a manifest, with its dates and evidence"
            ),
            CauseKind::Attestation => {
                "declare a barrier in a manifest, with what it removes and who vouches for it".to_owned()
            }
            CauseKind::Sensitive | CauseKind::SensitiveLiteral => format!("check it by hand: {subject} is not read"),
            CauseKind::Deployment => {
                "say under `deployments` of the configuration, or in a manifest, where it is deployed".to_owned()
            }
            CauseKind::Ambiguous => {
                "say under `deployments` of the configuration where each stack is deployed, or check them apart".to_owned()
            }
        }
    }
}

/// A name in backticks; a phrase that has some already, or spaces, as it is.
pub fn quoted(name: &str) -> String {
    match name.contains(['`', ' ']) {
        true => name.to_owned(),
        false => format!("`{name}`"),
    }
}

impl fmt::Display for Cause {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        let subject = &self.subject;
        match self.kind {
            CauseKind::Parameter => write!(out, "the value of parameter `{subject}` is not known"),
            CauseKind::Condition => write!(out, "it depends on `{subject}`"),
            CauseKind::Import => {
                write!(out, "`{subject}` is exported by a stack that was not read")
            }
            CauseKind::DynamicReference => write!(out, "`{subject}` is resolved at deployment"),
            CauseKind::Transform => write!(out, "`{subject}` rewrites it before deployment"),
            CauseKind::Function => write!(out, "`{subject}` is not evaluated"),
            CauseKind::Dangling => write!(out, "`{subject}` is not defined in the template"),
            CauseKind::NotRead => write!(out, "{subject} is not in the files read"),
            CauseKind::OpaquePolicy => {
                write!(out, "the permissions of {} were not read", quoted(subject))
            }
            CauseKind::Unmapped => write!(out, "the catalog has no kind for `{subject}`"),
            CauseKind::Unstated => write!(out, "{subject} is not stated"),
            CauseKind::PossibleFlow => write!(out, "{subject}"),
            CauseKind::Conflict => write!(out, "{subject} is set twice, differently"),
            CauseKind::Limit => write!(out, "a limit of the analysis was reached: {subject}"),
            CauseKind::Malformed => write!(out, "{subject} has a value of the wrong sort"),
            CauseKind::Catalog
            | CauseKind::Attestation
            | CauseKind::LeftOpen
            | CauseKind::Ambiguous => {
                write!(out, "{subject}")
            }
            CauseKind::Deployment => write!(out, "{subject} is not said"),
            CauseKind::Sensitive | CauseKind::SensitiveLiteral => {
                write!(out, "{subject} is marked as sensitive and not read")
            }
            CauseKind::Agreement => {
                write!(out, "no agreement with {subject} is declared")
            }
        }
    }
}

impl Value {
    /// A literal text at a span.
    pub fn text(text: impl Into<String>, span: Span) -> Self {
        Self {
            term: Term::Scalar(Scalar {
                text: text.into(),
                plain: false,
            }),
            span,
        }
    }

    /// What it is directly made of: items, values of entries, parts of a text, both values of a choice.
    pub fn parts(&self) -> Vec<&Value> {
        match &self.term {
            Term::List(items) | Term::Text(items) => items.iter().collect(),
            Term::Map(entries) => entries.iter().map(|entry| &entry.value).collect(),
            Term::Choice {
                then, otherwise, ..
            } => vec![then, otherwise],
            _ => Vec::new(),
        }
    }

    /// The same with other items, values of entries and values of a choice; anything else stays as it is.
    pub fn map(&self, mut inner: impl FnMut(&Value) -> Value) -> Value {
        let term = match &self.term {
            Term::List(items) => Term::List(items.iter().map(inner).collect()),
            Term::Map(entries) => {
                let entries = entries.iter().map(|entry| Entry {
                    key: entry.key.clone(),
                    key_span: entry.key_span,
                    value: inner(&entry.value),
                });
                Term::Map(entries.collect())
            }
            Term::Choice {
                when,
                then,
                otherwise,
            } => Term::Choice {
                when: when.clone(),
                then: Box::new(inner(then)),
                otherwise: Box::new(inner(otherwise)),
            },
            term => term.clone(),
        };
        Value {
            term,
            span: self.span,
        }
    }

    /// The entry of a mapping with this key; `None` for a missing key or another sort of value.
    pub fn get(&self, key: &str) -> Option<&Value> {
        self.entry(key).map(|entry| &entry.value)
    }

    /// The entry of a mapping with this key, with the span of the key.
    pub fn entry(&self, key: &str) -> Option<&Entry> {
        self.entries().iter().find(|entry| entry.key == key)
    }

    /// The entries of a mapping; none for another sort of value.
    pub fn entries(&self) -> &[Entry] {
        match &self.term {
            Term::Map(entries) => entries,
            _ => &[],
        }
    }

    /// The items of a list; the value itself, alone, where it is not a list.
    pub fn items(&self) -> &[Value] {
        match &self.term {
            Term::List(items) => items,
            _ => std::slice::from_ref(self),
        }
    }

    /// The literal text of a scalar.
    pub fn as_text(&self) -> Option<&str> {
        match &self.term {
            Term::Scalar(scalar) => Some(&scalar.text),
            _ => None,
        }
    }
}
