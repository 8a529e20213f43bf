//! How the models of other tools are understood: what their words mean here, and which words give a data class away.

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::graph::DataClass;
use crate::vocabulary::Literal;

use super::{Element, KindId, ServiceId};

/// Everything that imports need to know.
#[derive(Clone, Debug, Default)]
pub struct Imports {
    /// The words of Threagile.
    pub threagile: Dictionary,
    /// The words of Open Threat Model.
    pub otm: Dictionary,
    /// By which words data assets are taken for a class.
    pub classes: Vec<ClassWords>,
}

/// What the words of a format mean. All of them are in lower case.
#[derive(Clone, Debug, Default)]
pub struct Dictionary {
    /// Type of a component → what it is here.
    pub components: BTreeMap<String, Counterpart>,
    /// Beginnings of types that do not belong to their name.
    pub prefixes: Vec<String>,
    /// Technology → what it is here, where that says more than the type.
    pub technologies: BTreeMap<String, Counterpart>,
    /// Tag of a component → what it is here, where that fits the type.
    pub tags: BTreeMap<String, Counterpart>,
    /// Type or id of a zone → how far it is trusted.
    pub zones: BTreeMap<String, Trust>,
    /// From which rating on a zone is trusted how far, ascending.
    pub ratings: Vec<(i64, Trust)>,
    /// Style of encryption → what it says of a store.
    pub encryption: BTreeMap<String, Facts>,
    /// Protocol → how a flow moves.
    pub protocols: BTreeMap<String, Protocol>,
    /// Confidentialities of data that anybody may see.
    pub open_data: Vec<String>,
}

/// Attributes with their values.
pub type Facts = Vec<(Arc<str>, Literal)>;

/// What a type of another tool is here.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Counterpart {
    /// A component of this kind.
    Kind(KindId),
    /// This service itself.
    Service(ServiceId),
    /// Something with this role, of no kind.
    Element(Element),
    /// No component, for this reason.
    Ignored(String),
}

/// How a flow moves.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Protocol {
    /// Its name in a manifest.
    pub name: String,
    /// What it says of the flow besides.
    pub facts: Facts,
}

/// How far a zone is trusted, from the least.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Trust {
    /// Anybody is there.
    Public,
    /// Somebody else's.
    Partner,
    /// The organisation's own.
    Private,
}

impl Trust {
    /// All of them.
    pub const ALL: [Trust; 3] = [Trust::Public, Trust::Partner, Trust::Private];

    /// Its name in manifests.
    pub fn name(self) -> &'static str {
        match self {
            Trust::Public => "public",
            Trust::Partner => "partner",
            Trust::Private => "private",
        }
    }
}

/// The words that give a data class away. A phrase is a list of words in lower case.
#[derive(Clone, Debug)]
pub struct ClassWords {
    /// The class.
    pub class: DataClass,
    /// Phrases that stand for it.
    pub words: Vec<Vec<String>>,
    /// Phrases in which those mean something else.
    pub unless: Vec<Vec<String>>,
    /// Classes that are wider and do not hold where this one does.
    pub instead_of: Vec<DataClass>,
}

/// The words of a text in lower case: letters and digits in a row, parted where a capital follows a small letter.
pub fn words(text: &str) -> Vec<String> {
    let mut words = Vec::new();
    let mut word = String::new();
    let mut small = false;
    for character in text.chars() {
        if !character.is_alphanumeric() || (small && character.is_uppercase()) {
            words.extend((!word.is_empty()).then(|| std::mem::take(&mut word)));
        }
        if character.is_alphanumeric() {
            word.extend(character.to_lowercase());
        }
        small = character.is_lowercase();
    }
    words.extend((!word.is_empty()).then_some(word));
    words
}

/// The first phrase of a class that a text has outside of the phrases in which it means something else.
pub fn phrase_in(text: &[String], class: &ClassWords) -> Option<String> {
    let mut other = vec![false; text.len()];
    for phrase in &class.unless {
        for at in places(text, phrase) {
            other[at..at + phrase.len()].fill(true);
        }
    }
    class.words.iter().find_map(|phrase| {
        let mut places = places(text, phrase);
        places.any(|at| !other[at]).then(|| phrase.join(" "))
    })
}

/// Where a phrase stands in a text.
fn places<'w>(text: &'w [String], phrase: &'w [String]) -> impl Iterator<Item = usize> + 'w {
    // An empty phrase stands nowhere.
    let length = phrase.len().max(1);
    let windows = text.windows(length).enumerate();
    let stands = move |window: &[String]| {
        let mut pairs = window.iter().zip(phrase);
        !phrase.is_empty() && pairs.all(|(word, wanted)| is_form(word, wanted))
    };
    windows.filter_map(move |(at, window)| stands(window).then_some(at))
}

/// Whether a word is another one, or its plural.
fn is_form(word: &str, wanted: &str) -> bool {
    let Some(rest) = word.strip_prefix(wanted) else {
        let stem = wanted.strip_suffix('y');
        return stem.is_some_and(|stem| word.strip_prefix(stem) == Some("ies"));
    };
    matches!(rest, "" | "s" | "es")
}

#[cfg(test)]
mod tests {
    use super::words;

    #[test]
    fn words_are_parted() {
        assert_eq!(words("patientRecords_v2"), ["patient", "records", "v2"]);
        assert_eq!(words("De-identified  HL7"), ["de", "identified", "hl7"]);
        assert_eq!(words("EHR"), ["ehr"]);
        assert_eq!(words(" -- "), [""; 0]);
    }
}
