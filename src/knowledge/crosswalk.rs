//! The crosswalk: from what rules cite to the controls of other frameworks.
//!
//! In: the files below `catalog/crosswalk/`, read only where somebody asks. Out: topics, each with the controls by which a
//! rule reaches it and those that it leads to, with source and strength. Which rules there are is not known here.

use super::{Citation, Rule};

/// How far to trust a mapping.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Strength {
    /// Two published mappings or more say it.
    Agreed,
    /// One published mapping says it.
    Published,
    /// Our own judgement, which nobody has checked.
    Unverified,
}

impl Strength {
    /// All, the strongest first.
    pub const ALL: [Strength; 3] = [Strength::Agreed, Strength::Published, Strength::Unverified];

    /// Its name in files and reports.
    pub fn name(self) -> &'static str {
        match self {
            Strength::Agreed => "agreed",
            Strength::Published => "published",
            Strength::Unverified => "unverified",
        }
    }
}

/// Controls that a topic leads to, by one source.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mapping {
    /// How far to trust it.
    pub strength: Strength,
    /// Who says it.
    pub citation: Citation,
    /// Ids of the controls.
    pub controls: Vec<String>,
}

/// Something that several frameworks ask for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Topic {
    /// Its name.
    pub name: String,
    /// One line; empty where the control that it starts from says it.
    pub title: String,
    /// Ids of the controls by which a rule reaches it.
    pub from: Vec<String>,
    /// Where it leads. Two mappings that disagree are both there.
    pub to: Vec<Mapping>,
}

impl Topic {
    /// Whether a rule reaches it: the rule cites one of the controls that it starts from.
    pub fn is_reached_by(&self, rule: &Rule) -> bool {
        self.from
            .iter()
            .any(|control| rule.controls.contains(control))
    }
}

/// All topics, in the order of the files.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Crosswalk {
    /// They.
    pub topics: Vec<Topic>,
}

impl Crosswalk {
    /// The topics that a rule reaches.
    pub fn of_rule<'a>(&'a self, rule: &'a Rule) -> impl Iterator<Item = &'a Topic> {
        self.topics.iter().filter(|topic| topic.is_reached_by(rule))
    }

    /// The topics that lead to a control, each with the mapping that does.
    pub fn to_control<'a>(
        &'a self,
        control: &'a str,
    ) -> impl Iterator<Item = (&'a Topic, &'a Mapping)> {
        let pairs = self.topics.iter();
        let pairs = pairs.flat_map(|topic| topic.to.iter().map(move |mapping| (topic, mapping)));
        pairs.filter(move |(_, mapping)| mapping.controls.iter().any(|one| one == control))
    }
}
