//! Documentation that is made from the data: it must be as the data says.

mod authored;

use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::fs;
use std::path::Path;

use phipath::report::rule_page;
use phipath::schema;
use phipath::source::{Encoding, SourceFile};
use phipath::syntax::{Limits, Node, Shape, parse};
use phipath::vocabulary::{Absence, Reader};
use serde_json::{Map, Number, Value};

use crate::invalid::run_in;
use crate::support::{all_rules, analyse_text, compare, settings_on_day};

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

/// A text in YAML as JSON, with plain scalars as YAML 1.2 takes them.
fn json_of(text: &str) -> Value {
    let id = phipath::source::FileId(0);
    let file = SourceFile::new(id, "any.yaml".to_owned(), text.to_owned(), Encoding::Utf8);
    let (tree, diagnostics) = parse(&std::sync::Arc::new(file), &Limits::default());
    assert_eq!(diagnostics, [], "{text}");
    tree.root().map_or(Value::Null, value_of)
}

fn value_of(node: Node<'_>) -> Value {
    match node.shape() {
        Shape::Null => Value::Null,
        Shape::Sequence => node.items().map(value_of).collect(),
        Shape::Mapping => {
            let entries = node.entries();
            let entries = entries
                .map(|(key, value)| (key.text().expect("a text").into_owned(), value_of(value)));
            Value::Object(entries.collect::<Map<_, _>>())
        }
        Shape::Scalar => {
            let text = node.text().expect("a text");
            match (&*text, text.parse::<i64>()) {
                ("true", _) if node.is_plain() => Value::Bool(true),
                ("false", _) if node.is_plain() => Value::Bool(false),
                (_, Ok(number)) if node.is_plain() => Value::Number(Number::from(number)),
                _ => Value::String(text.into_owned()),
            }
        }
    }
}

#[test]
fn schemas_of_written_files_are_up_to_date() {
    let knowledge = all_rules().knowledge;
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    for (name, schema) in [
        ("manifest", schema::manifest(&knowledge)),
        ("config", schema::config(&knowledge)),
        ("rule", schema::rule(&knowledge)),
        ("pack", schema::pack(&knowledge)),
        ("kinds", schema::kinds(&knowledge)),
        ("controls", schema::controls()),
    ] {
        let text = format!("{schema:#}\n");
        compare(&format!("schemas/{name}.schema.json"), &text);
        let printed = run_in(root, &["schema", name], "");
        assert_eq!((printed.status, printed.out), (0, text));
    }
}

#[test]
fn manifests_are_valid_by_their_schema() {
    let schema = schema::manifest(&all_rules().knowledge);
    let validator = jsonschema::validator_for(&schema).expect("the schema is one");
    let mut pending = vec![Path::new(env!("CARGO_MANIFEST_DIR")).join("testdata")];
    let mut count = 0;
    while let Some(folder) = pending.pop() {
        for entry in fs::read_dir(folder).expect("a folder") {
            let path = entry.expect("an entry").path();
            // What stands there is wrong on purpose, most of it.
            if path.is_dir() && !path.ends_with("invalid") {
                pending.push(path);
            } else if path.to_string_lossy().ends_with(".architecture.yaml") {
                let value = json_of(&fs::read_to_string(&path).expect("it can be read"));
                let errors: Vec<String> = validator
                    .iter_errors(&value)
                    .map(|one| one.to_string())
                    .collect();
                assert!(errors.is_empty(), "{}: {errors:#?}", path.display());
                count += 1;
            }
        }
    }
    assert!(count > 10, "{count} manifests");
    let page = manifest_of_the_page();
    assert!(validator.is_valid(&json_of(&page)), "{page}");
    for (right, wrong) in [
        ("components:", "component:"),
        ("carries:", "carry:"),
        ("kind: external.person", "kind: external.persona"),
        ("stores: [phi]", "stores: [PHI]"),
        ("workload: patient_intake", "workload: intake"),
        ("effective: 2026-01-01", "effective: January"),
        ("encryption.key: customer", "encryption.key: mine"),
        ("service: bedrock", "title: bedrock"),
    ] {
        assert!(page.contains(right), "{right}");
        let page = page.replace(right, wrong);
        assert!(!validator.is_valid(&json_of(&page)), "{wrong}");
    }
}

/// The example of `docs/manifest.md`.
fn manifest_of_the_page() -> String {
    example_of("manifest")
}

/// The first example in YAML of a page.
fn example_of(page: &str) -> String {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(format!("docs/{page}.md"));
    let page = fs::read_to_string(path).expect("it can be read");
    let start = page.find("```yaml\n").expect("an example") + "```yaml\n".len();
    let end = start + page[start..].find("```").expect("its end");
    page[start..end].to_owned()
}

#[test]
fn the_examples_of_the_pages_are_read_without_a_word() {
    let manifest = manifest_of_the_page();
    let analysis = analyse_text("page.architecture.yaml", &manifest, &settings_on_day());
    assert_eq!(analysis.diagnostics, [], "{manifest}");
    let config = example_of("configuration");
    let schema = schema::config(&all_rules().knowledge);
    let validator = jsonschema::validator_for(&schema).expect("the schema is one");
    assert!(validator.is_valid(&json_of(&config)), "{config}");
    let wrong = config.replace("phi:", "phy:");
    assert!(!validator.is_valid(&json_of(&wrong)));
}

/// Every key of a table stands on its page.
#[test]
fn every_key_is_on_its_page() {
    use phipath::frontend::manifest::keys::{Holds, Key, MANIFEST};
    fn names(keys: &[Key], all: &mut BTreeSet<&'static str>) {
        for key in keys {
            all.insert(key.name);
            if let Holds::Mapping(keys) | Holds::Named(keys) | Holds::List(keys) = key.holds {
                names(keys, all);
            }
        }
    }
    for (page, keys) in [
        ("manifest", MANIFEST),
        ("configuration", phipath::config::keys::CONFIG),
    ] {
        let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(format!("docs/{page}.md"));
        let text = fs::read_to_string(path).expect("it can be read");
        let mut all = BTreeSet::new();
        names(keys, &mut all);
        let missing: Vec<_> = all
            .iter()
            .filter(|name| !text.contains(&format!("`{name}`")))
            .collect();
        assert!(missing.is_empty(), "docs/{page}.md: {missing:?}");
    }
}
