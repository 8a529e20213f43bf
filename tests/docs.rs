//! Documentation that is made from the data: it must be as the data says.

use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::fs;
use std::path::Path;

use phipath::report::rule_page;
use phipath::vocabulary::{Absence, Reader};

use crate::support::{all_rules, compare};

#[test]
fn rule_pages_are_up_to_date() {
    let knowledge = all_rules().knowledge;
    let mut index =
        String::from("# Rules\n\n| rule | severity | topic | what it finds |\n|---|---|---|---|\n");
    let mut pages = BTreeSet::from(["README.md".to_owned()]);
    let mut rules: Vec<_> = knowledge.rules.iter().collect();
    rules.sort_by_key(|rule| (&rule.topic, &rule.id));
    for rule in rules {
        let mut page = Vec::new();
        rule_page(rule, &knowledge.controls, &mut page).expect("memory can be written");
        let page = String::from_utf8(page).expect("it is text");
        compare(&format!("docs/rules/{}.md", rule.id), &page);
        pages.insert(format!("{}.md", rule.id));
        let severity = format!("{:?}", rule.severity).to_lowercase();
        let (id, topic, title) = (&rule.id, &rule.topic, &rule.title);
        writeln!(
            index,
            "| [{id}]({id}.md) | {severity} | {topic} | {title} |"
        )
        .expect("text grows");
    }
    compare("docs/rules/README.md", &index);
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/rules");
    for entry in fs::read_dir(folder).expect("the folder is there") {
        let name = entry
            .expect("it can be listed")
            .file_name()
            .to_string_lossy()
            .into_owned();
        assert!(
            pages.contains(&name),
            "docs/rules/{name} belongs to no rule: delete it"
        );
    }
}

#[test]
fn the_vocabulary_page_is_up_to_date() {
    let knowledge = all_rules().knowledge;
    let mut page = String::from(
        "# Vocabulary\n\nEvery attribute that a kind may set and a rule may read. Made from `catalog/vocabulary.yaml`.\n\n\
         | attribute | type | values | where nothing is written | meaning |\n|---|---|---|---|---|\n",
    );
    for (_, attribute) in knowledge.vocabulary.iter() {
        let reader = match attribute.reader {
            Reader::EventPattern => "event pattern".to_owned(),
            reader => format!("{reader:?}").to_lowercase(),
        };
        let absence = match &attribute.absence {
            Absence::Unknown => "unknown".to_owned(),
            Absence::Meaningful => "`null`".to_owned(),
            Absence::Value(literal, citation) => format!("`{literal}` ({citation})"),
        };
        let values: Vec<String> = attribute
            .values
            .iter()
            .map(|value| format!("`{value}`"))
            .collect();
        let (name, values, meaning) = (
            &attribute.name,
            values.join(", "),
            attribute.meaning.trim().replace('\n', " "),
        );
        writeln!(
            page,
            "| `{name}` | {reader} | {values} | {absence} | {meaning} |"
        )
        .expect("text grows");
    }
    compare("docs/vocabulary.md", &page);
}

/// Topics of which each rule says what it cannot see: where it is silent, somebody's data may go.
const CAREFUL: [&str; 7] = [
    "business-associates",
    "model-boundary",
    "residency",
    "guardrails",
    "de-identification",
    "phi-logging",
    "design",
];

#[test]
fn rules_on_the_way_of_phi_say_what_they_cannot_see() {
    let limits = fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/limits.md"))
        .expect("the page is there");
    let knowledge = all_rules().knowledge;
    let rules = knowledge.rules.iter();
    let silent: Vec<&str> = rules
        .filter(|rule| CAREFUL.contains(&&*rule.topic))
        .map(|rule| &*rule.id)
        .filter(|id| !limits.contains(&format!("`{id}`")))
        .collect();
    assert_eq!(silent, Vec::<&str>::new(), "docs/limits.md lacks them");
}
