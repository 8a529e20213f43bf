//! Sorts of data, how sure they are, and what a flow carries: the words that catalog, rules and reports share.

use std::fmt;

/// Sorts of data that rules tell apart.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum DataClass {
    /// Protected health information.
    Phi,
    /// Health information without identifiers.
    Deidentified,
    /// Passwords, keys, tokens.
    Credential,
    /// Ids, keys, sizes, times.
    Metadata,
    /// Who accessed what.
    AccessLog,
    /// Metrics and alarms.
    Telemetry,
}

impl DataClass {
    /// All classes.
    pub const ALL: [DataClass; 6] = [
        DataClass::Phi,
        DataClass::Deidentified,
        DataClass::Credential,
        DataClass::Metadata,
        DataClass::AccessLog,
        DataClass::Telemetry,
    ];

    /// Its name in rules and reports.
    pub fn name(self) -> &'static str {
        match self {
            DataClass::Phi => "phi",
            DataClass::Deidentified => "deidentified",
            DataClass::Credential => "credential",
            DataClass::Metadata => "metadata",
            DataClass::AccessLog => "access_log",
            DataClass::Telemetry => "telemetry",
        }
    }

    /// The class of a name.
    pub fn named(name: &str) -> Option<DataClass> {
        DataClass::ALL
            .into_iter()
            .find(|class| class.name() == name)
    }
}

/// How sure it is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Level {
    /// It is not.
    #[default]
    No,
    /// It can be.
    Possible,
    /// It is.
    Yes,
}

impl Level {
    /// Its name in reports.
    pub fn name(self) -> &'static str {
        match self {
            Level::No => "no",
            Level::Possible => "possible",
            Level::Yes => "yes",
        }
    }
}

/// What a flow carries.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Payload {
    /// Records, objects, prompts: spreads as it is.
    Content,
    /// Text that code composes: as content, at most possible.
    Notice,
    /// Ids and keys: metadata only.
    Envelope,
    /// Who accessed what: access log only.
    AccessRecord,
    /// Metrics, alarms.
    Telemetry,
    /// Credentials: end at their reader.
    Secret,
    /// Nothing.
    None,
}

impl Payload {
    /// All payloads.
    pub const ALL: [Payload; 7] = [
        Payload::Content,
        Payload::Notice,
        Payload::Envelope,
        Payload::AccessRecord,
        Payload::Telemetry,
        Payload::Secret,
        Payload::None,
    ];

    /// Its name in catalog files and reports.
    pub fn name(self) -> &'static str {
        match self {
            Payload::Content => "content",
            Payload::Notice => "notice",
            Payload::Envelope => "envelope",
            Payload::AccessRecord => "access_record",
            Payload::Telemetry => "telemetry",
            Payload::Secret => "secret",
            Payload::None => "none",
        }
    }

    /// The payload of a name.
    pub fn named(name: &str) -> Option<Payload> {
        Payload::ALL
            .into_iter()
            .find(|payload| payload.name() == name)
    }
}

impl fmt::Display for Level {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(self.name())
    }
}
