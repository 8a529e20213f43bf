//! How properties and types are spelt, for sources that spell them another way.
//!
//! In: kinds. Out: the spellings of their format by what remains without case and separators.

use std::collections::{BTreeMap, BTreeSet};

use crate::frontend::Format;

use super::{AttributeMapping, ItemTest, Kind, Knowledge, Path, Step};

/// Spellings by what remains of them without case and separators.
pub type Spellings = BTreeMap<String, BTreeSet<String>>;

/// A name without case and separators.
pub fn bare(name: &str) -> String {
    let letters = name.chars().filter(char::is_ascii_alphanumeric);
    letters.map(|letter| letter.to_ascii_lowercase()).collect()
}

impl Knowledge {
    /// The names of properties that kinds read in a format.
    pub fn property_names(&self, format: Format) -> Spellings {
        let mut names = Spellings::new();
        let mut add = |path: &Path| {
            for step in &path.steps {
                if let Step::Name(name) = step {
                    names.entry(bare(name)).or_default().insert(name.clone());
                }
            }
        };
        let own = self.kinds.iter().flat_map(|kind| paths_of(kind, format));
        own.for_each(&mut add);
        let tags = self.conventions.tags.get(&format).into_iter().flatten();
        tags.for_each(&mut add);
        names
    }

    /// The types of a format that have a meaning, by their names without the provider before the first separator.
    pub fn type_names(&self, format: Format) -> BTreeMap<String, String> {
        let with_kind = self.by_type.keys();
        let all = with_kind
            .chain(self.satellites.keys())
            .chain(self.inert.keys());
        let own = all.filter(|(of, _)| *of == format);
        let each = own.filter_map(|(_, name)| {
            let (_, rest) = name.split_once("::")?;
            Some((bare(rest), name.clone()))
        });
        each.collect()
    }
}

/// All paths of a kind in a format.
fn paths_of(kind: &Kind, format: Format) -> Vec<&Path> {
    let mut out: Vec<&Path> = Vec::new();
    let mut by_format: Vec<&BTreeMap<Format, Vec<Path>>> = vec![&kind.stands_for];
    let source = kind.sources.get(&format).into_iter();
    for one in source.flat_map(|source| &source.satellites) {
        out.extend(&one.to);
        if let Some(fitting) = &one.fitting {
            out.extend(fitting.each.iter().chain(&fitting.patterns));
            tests(&fitting.only, &mut by_format);
        }
    }
    for mapping in &kind.attributes {
        attribute(mapping.in_format(format), &mut by_format);
    }
    for relation in &kind.relations {
        by_format.extend([&relation.to, &relation.each]);
        tests(&relation.only, &mut by_format);
        relation
            .facts
            .iter()
            .for_each(|one| attribute(one, &mut by_format));
    }
    let connector = kind.connector.iter();
    by_format.extend(connector.flat_map(|one| [&one.from, &one.to]));
    for one in &kind.grants {
        by_format.extend([
            &one.principal,
            &one.source,
            &one.narrowed_by,
            &one.resource,
            &one.action,
        ]);
    }
    by_format.extend(kind.implies.iter().map(|one| &one.unless));
    out.extend(
        by_format
            .into_iter()
            .filter_map(|paths| paths.get(&format))
            .flatten(),
    );
    out
}

fn attribute<'k>(mapping: &'k AttributeMapping, out: &mut Vec<&'k BTreeMap<Format, Vec<Path>>>) {
    out.extend([&mapping.paths, &mapping.each]);
    tests(&mapping.only, out);
    out.extend(mapping.parts.iter().map(|part| &part.paths));
    let statement = mapping.statement.iter();
    out.extend(statement.flat_map(|one| [&one.principals, &one.actions]));
}

fn tests<'k>(only: &'k [ItemTest], out: &mut Vec<&'k BTreeMap<Format, Vec<Path>>>) {
    out.extend(only.iter().map(|test| &test.paths));
}
