//! Plans and states that are broken, odd, or made to be walked forever.

use std::sync::Arc;

use crate::frontend::terraform::Language;
use crate::source::{Encoding, FileId, Severity, SourceFile};
use crate::syntax::{CauseKind, Limits, Term};

use super::{Reading, Sort, read};

fn file(text: &str) -> Arc<SourceFile> {
    Arc::new(SourceFile::new(
        FileId(0),
        "plan.json".to_owned(),
        text.to_owned(),
        Encoding::Utf8,
    ))
}

fn reading(text: &str) -> Option<Reading> {
    read(&file(text), &Language::default(), &Limits::default())
}

fn errors(reading: &Reading) -> Vec<(&'static str, String)> {
    let errors = reading
        .diagnostics
        .iter()
        .filter(|one| one.severity == Severity::Error);
    errors.map(|one| (one.code, one.message.clone())).collect()
}

/// Reads on a stack of 512 KB.
fn on_small_stack(text: String) -> Option<Reading> {
    let thread = std::thread::Builder::new().stack_size(512 * 1024);
    let thread = thread.spawn(move || reading(&text)).expect("a thread");
    thread.join().expect("no panic and no overflow")
}

const PLAN: &str = include_str!("../../../../testdata/terraform-plans-forms/unknowns.json");
const STATE: &str = include_str!("../../../../testdata/terraform-plans-forms/state-4.tfstate");
const OLD_STATE: &str = include_str!("../../../../testdata/terraform-plans-forms/state-3.tfstate");

#[test]
fn what_is_neither_is_left_to_others() {
    for text in [
        "",
        "[]",
        "{}",
        "{\"Resources\": {}}",
        "{\"format_version\": 1, \"values\": [1]}",
        "{\"terraform_version\": \"1.0\", \"version\": 4}",
        "{\"version\": 3, \"terraform_version\": \"1.0\", \"backend\": {}, \"modules\": []}",
        "format_version: 1\nplanned_values: {}",
        "{\"text\": \"\\\"format_version\\\"\"}",
    ] {
        assert!(reading(text).is_none(), "{text}");
    }
    let empty = reading("\u{feff}{\"format_version\": \"1.0\"}").expect("an empty state");
    assert_eq!(empty.document.expect("a document").sort, Sort::State);
}

#[test]
fn a_text_that_is_cut_anywhere_is_never_taken_for_a_whole_one() {
    for text in [PLAN, STATE, OLD_STATE] {
        let mut told = 0;
        for length in (0..text.trim_end().len()).step_by(37) {
            let Some(cut) = text.get(..length) else {
                continue;
            };
            let Some(reading) = reading(cut) else {
                continue;
            };
            told += 1;
            assert!(reading.document.is_none(), "{length}");
            let errors = errors(&reading);
            assert_eq!(errors.len(), 1, "{length}: {errors:?}");
            assert!(errors[0].1.contains("cut off"), "{}", errors[0].1);
        }
        // All but the first beginnings are known for what they are.
        assert!(told * 37 + 400 > text.len(), "{told}");
    }
}

#[test]
fn no_damage_ends_in_a_panic() {
    let bytes = b"{}[],:\"\\0tn-\xc3";
    for text in [PLAN, STATE, OLD_STATE] {
        for at in (0..text.len()).step_by(53) {
            let mut damaged = text.as_bytes().to_vec();
            damaged[at] = bytes[at % bytes.len()];
            let damaged = String::from_utf8_lossy(&damaged);
            let Some(reading) = reading(&damaged) else {
                continue;
            };
            assert!(reading.document.is_some() || !errors(&reading).is_empty());
        }
    }
}

#[test]
fn what_is_nested_without_end_is_told() {
    let begin = "{\"format_version\":\"1.2\",\"resource_changes\":";
    let reading = on_small_stack(format!("{begin}{}", "[".repeat(200_000))).expect("a plan");
    assert!(errors(&reading)[0].1.contains("more than 512 levels"));
    assert!(reading.document.is_none());
    let modules = "{\"child_modules\":[".repeat(150);
    let close = "]}".repeat(150);
    let text = format!(
        "{{\"format_version\":\"1.2\",\"planned_values\":{{\"root_module\":{modules}{close}}}}}"
    );
    let reading = on_small_stack(text).expect("a plan");
    assert_eq!(errors(&reading)[0].0, "depth-limit");
    let deep = format!("{}7{}", "{\"a\":[".repeat(200), "]}".repeat(200));
    let text = format!(
        "{begin}[{{\"address\":\"made.up\",\"type\":\"made\",\"change\":{{\"actions\":[\"create\"],\"after\":{deep},\"after_unknown\":{deep},\"after_sensitive\":{deep}}}}}]}}"
    );
    let stored = on_small_stack(text)
        .expect("a plan")
        .document
        .expect("a document");
    let text = format!("{:?}", stored.template.resources[0].properties);
    assert!(text.contains("the depth of a value"));
}

#[test]
fn configurations_that_refer_to_themselves_end() {
    let refers = |to: &str| format!("{{\"references\":[\"{to}\"]}}");
    let text = format!(
        "{{\"format_version\":\"1.2\",\"resource_changes\":[\
         {{\"address\":\"module.m.made.up\",\"mode\":\"managed\",\"type\":\"made\",\"name\":\"up\",\"change\":{{\"actions\":[\"create\"],\"after\":{{}},\"after_unknown\":{{\"key\":true}}}}}}],\
         \"configuration\":{{\"root_module\":{{\"module_calls\":{{\"m\":{{\"expressions\":{{\"x\":{}}},\"module\":{{\
         \"outputs\":{{\"y\":{{\"expression\":{}}}}},\"resources\":[{{\"address\":\"made.up\",\"expressions\":{{\"key\":{}}}}}]}}}}}}}}}}}}",
        refers("module.m.y"),
        refers("var.x"),
        refers("var.x"),
    );
    let stored = on_small_stack(text)
        .expect("a plan")
        .document
        .expect("a document");
    let properties = &stored.template.resources[0].properties;
    let key = &properties.get("key").expect("a key").term;
    assert!(
        matches!(key, Term::Unknown(cause) if cause.subject.contains("var.x")),
        "{key:?}"
    );
}

#[test]
fn many_references_and_many_instances_are_read_in_time() {
    let names: Vec<String> = (0..20_000)
        .map(|number| format!("\"made.up.a{number}\""))
        .collect();
    let change = |address: &str, unknown: &str| {
        format!(
            "{{\"address\":\"{address}\",\"mode\":\"managed\",\"type\":\"made\",\"name\":\"up\",\"change\":{{\"actions\":[\"create\"],\"after\":{{}},\"after_unknown\":{unknown}}}}}"
        )
    };
    let mut changes: Vec<String> = (0..5_000)
        .map(|number| change(&format!("made.up[{number}]"), "{\"key\":true}"))
        .collect();
    changes.push(change("made.other", "{\"key\":true}"));
    let text = format!(
        "{{\"format_version\":\"1.2\",\"resource_changes\":[{}],\"configuration\":{{\"root_module\":{{\"resources\":[\
         {{\"address\":\"made.up\",\"expressions\":{{\"key\":{{\"references\":[{}]}}}}}},\
         {{\"address\":\"made.other\",\"expressions\":{{\"key\":{{\"references\":[\"made.up\"]}}}}}}]}}}}}}",
        changes.join(","),
        names.join(",")
    );
    let reading = reading(&text).expect("a plan");
    let stored = reading.document.expect("a document");
    assert_eq!(stored.template.resources.len(), 5_001);
    let of_work = reading
        .diagnostics
        .iter()
        .any(|one| one.code == "work-limit");
    assert!(of_work, "{:?}", reading.diagnostics);
}

#[test]
fn keys_that_are_written_twice_are_told() {
    let text = "{\"format_version\":\"1.2\",\"resource_changes\":[{\"address\":\"made.up\",\"type\":\"made\",\
                \"change\":{\"actions\":[\"create\"],\"after\":{\"a\":1,\"a\":2}}}],\"resource_changes\":[]}";
    let reading = reading(text).expect("a plan");
    let duplicates = reading
        .diagnostics
        .iter()
        .filter(|one| one.code == "duplicate-key");
    assert_eq!(duplicates.count(), 2);
}

#[test]
fn characters_that_were_lost_are_told() {
    let text = "{\"format_version\":\"1.2\",\"resource_changes\":[{\"address\":\"made.up\",\"type\":\"made\",\
                \"change\":{\"actions\":[\"create\"],\"after\":{\"a\":\"caf\u{fffd}\"}}}]}";
    let reading = reading(text).expect("a plan");
    assert_eq!(reading.diagnostics[0].code, "lost-characters");
}

#[test]
fn what_is_sensitive_is_not_shown() {
    let text = include_str!("../../../../testdata/terraform-plans-forms/sensitive.json");
    let file = file(text);
    let reading = read(&file, &Language::default(), &Limits::default()).expect("a plan");
    let stored = reading.document.expect("a document");
    assert!(!format!("{:?} {:?}", stored.template, stored.variables).contains("hush"));
    for one in &stored.template.resources {
        let mut open = vec![&one.properties];
        while let Some(value) = open.pop() {
            let is_leaf = value.entries().is_empty();
            assert!(!is_leaf || !file.shown(value.span).contains("hush"));
            open.extend(value.entries().iter().map(|entry| &entry.value));
            if let Term::List(items) = &value.term {
                open.extend(items);
            }
        }
    }
    assert!(file.has_secrets());
}

#[test]
fn what_the_configuration_has_in_clear_counts_beside_what_the_plan_says() {
    let text = "{\"format_version\":\"1.2\",\"resource_changes\":[{\"address\":\"made.up\",\"mode\":\"managed\",\"type\":\"made\",\"name\":\"up\",\
                \"change\":{\"actions\":[\"create\"],\"after\":{\"word\":\"hush\",\"other\":\"hush\"},\
                \"after_unknown\":{\"key\":true,\"id\":true},\"after_sensitive\":{\"word\":true,\"other\":true}}}],\
                \"configuration\":{\"root_module\":{\"resources\":[{\"address\":\"made.up\",\"expressions\":{\
                \"word\":{\"constant_value\":\"hush\"},\"other\":{\"references\":[\"var.other\"]},\"key\":{\"constant_value\":null}}}]}}}";
    let reading = reading(text).expect("a plan");
    let stored = reading.document.expect("a document");
    let properties = &stored.template.resources[0].properties;
    let kind = |name: &str| match &properties.get(name)?.term {
        Term::Unknown(cause) => Some(cause.kind),
        _ => None,
    };
    assert_eq!(kind("word"), Some(CauseKind::SensitiveLiteral));
    assert_eq!(kind("other"), Some(CauseKind::Sensitive));
    // Nobody writes it: a constant null is nothing.
    assert!(properties.get("key").is_none());
    assert!(!format!("{:?}", stored.template).contains("hush"));
}
