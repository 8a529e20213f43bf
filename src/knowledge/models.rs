//! What an id of a model says: where a call may be served, and what its provider may keep.

use crate::policy::pattern;

use super::{Citation, ServiceId};

/// How far from its Region a call may be served.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Reach {
    /// In the Region that is called.
    Region,
    /// In the Regions of a geography.
    Geography,
    /// In any Region.
    Global,
}

impl Reach {
    /// Its name in the catalog and in rules.
    pub fn name(self) -> &'static str {
        match self {
            Reach::Region => "region",
            Reach::Geography => "geography",
            Reach::Global => "global",
        }
    }
}

/// Models and inference profiles of the service that has them.
#[derive(Clone, Debug, Default)]
pub struct Models {
    /// The service.
    pub service: Option<ServiceId>,
    /// Resources of grants that are models served in their Region, by the word before the id.
    pub models: Vec<String>,
    /// Resources that are inference profiles.
    pub profiles: Vec<String>,
    /// Resources that stand for a model or a profile under a name of their own.
    pub aliases: Vec<String>,
    /// Beginnings of the ids of profiles.
    pub prefixes: Vec<Prefix>,
    /// What an id of a model looks like.
    pub ids: Vec<ModelPattern>,
    /// What it looks like at the interfaces of other operators.
    pub elsewhere: Vec<ModelPattern>,
    /// Models that need a mode in which prompts are kept and reviewed.
    pub review: Vec<ModelPattern>,
}

/// The beginning of the ids of profiles of one reach.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Prefix {
    /// The text, with its dot.
    pub text: String,
    /// How far calls go.
    pub reach: Reach,
    /// Where this comes from.
    pub citation: Citation,
}

/// A pattern of model ids.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ModelPattern {
    /// The pattern, with `*`.
    pub pattern: String,
    /// Where this comes from.
    pub citation: Citation,
}

impl Models {
    /// The reach of a profile, and the id without its beginning; `None` where the text does not begin like a profile.
    pub fn split<'t>(&self, id: &'t str) -> Option<(Reach, &'t str)> {
        let mut prefixes = self.prefixes.iter();
        prefixes.find_map(|prefix| Some((prefix.reach, id.strip_prefix(&*prefix.text)?)))
    }

    /// How far a call goes that names an id; `None` where the text is no id of a model.
    pub fn reach(&self, id: &str) -> Option<Reach> {
        let is_id = |id: &str| fits(&self.ids, id);
        match self.split(id) {
            Some((reach, rest)) if is_id(rest) => Some(reach),
            _ => is_id(id).then_some(Reach::Region),
        }
    }

    /// Whether a text is an id of a model at the interface of another operator.
    pub fn is_elsewhere(&self, id: &str) -> bool {
        fits(&self.elsewhere, id)
    }

    /// Whether a model that an id or a pattern names needs a mode in which prompts are reviewed; `None` where a pattern can
    /// name one that does.
    pub fn needs_review(&self, id: &str) -> Option<bool> {
        let model = self.split(id).map_or(id, |(_, rest)| rest);
        if fits(&self.review, model) {
            return Some(true);
        }
        let can = model.contains(['*', '?'])
            && self
                .review
                .iter()
                .any(|one| pattern::intersects(&one.pattern, model));
        (!can).then_some(false)
    }
}

fn fits(patterns: &[ModelPattern], id: &str) -> bool {
    patterns
        .iter()
        .any(|one| pattern::matches(&one.pattern, id))
}

#[cfg(test)]
mod tests {
    use super::{Citation, ModelPattern, Models, Prefix, Reach};

    fn models() -> Models {
        let pattern = |text: &str| ModelPattern {
            pattern: text.to_owned(),
            citation: Citation::default(),
        };
        let prefix = |text: &str, reach| Prefix {
            text: text.to_owned(),
            reach,
            citation: Citation::default(),
        };
        Models {
            prefixes: vec![
                prefix("near.", Reach::Geography),
                prefix("far.", Reach::Global),
            ],
            ids: vec![pattern("made.up-*")],
            review: vec![pattern("made.up-seen*")],
            ..Models::default()
        }
    }

    #[test]
    fn an_id_says_how_far_a_call_goes() {
        let models = models();
        assert_eq!(models.reach("made.up-1"), Some(Reach::Region));
        assert_eq!(models.reach("near.made.up-1"), Some(Reach::Geography));
        assert_eq!(models.reach("far.made.up-1"), Some(Reach::Global));
        assert_eq!(models.reach("far.example.org"), None);
        assert_eq!(models.reach("nearmade.up-1"), None);
    }

    #[test]
    fn a_pattern_can_name_a_model_that_needs_review() {
        let models = models();
        assert_eq!(models.needs_review("far.made.up-seen-2"), Some(true));
        assert_eq!(models.needs_review("made.up-1"), Some(false));
        assert_eq!(models.needs_review("made.*"), None);
        assert_eq!(models.needs_review("near.other.*"), Some(false));
    }
}
