//! Evidence made by hand, with names that mean harm: nothing of them acts in any of the texts.

use super::results::{Cause, Fact, Finding, Hop, Place, RuleResult, Waiver};
use super::stated::{Agreement, Deployed, Exempted, Said, Vendor};
use super::types::{InputFile, Item, Message, Movement};
use super::*;

/// A name that closes whatever it stands in.
const HOSTILE: &str =
    "</title></code><script>alert(1)</script>]]>\"' onload=x &amp; `a` [x](javascript:y) =1+1";

fn text() -> String {
    HOSTILE.to_owned()
}

fn item(key: &str) -> Item {
    Item {
        key: key.to_owned(),
        name: text(),
        kind: text(),
        operator: text(),
        address: text(),
        place: text(),
        why: text(),
        level: "yes".to_owned(),
        ..Item::default()
    }
}

fn finding(id: &str, waived: Option<Waiver>) -> Finding {
    Finding {
        id: id.to_owned(),
        rule: "made-up".to_owned(),
        verdict: "violated".to_owned(),
        severity: "critical".to_owned(),
        subject: text(),
        address: text(),
        message: text(),
        wanted: text(),
        found: vec![Fact {
            attribute: text(),
            meaning: text(),
            of: text(),
            value: text(),
            place: text(),
            property: text(),
            source: text(),
            ..Fact::default()
        }],
        places: vec![Place {
            at: format!("{HOSTILE}:1:2"),
            text: text(),
        }],
        start: text(),
        start_place: text(),
        hops: vec![Hop {
            from: text(),
            to: text(),
            reason: text(),
            level: "yes".to_owned(),
            place: text(),
            breaks: true,
        }],
        causes: vec![Cause {
            text: text(),
            settled_by: text(),
        }],
        notes: vec![text()],
        controls: vec!["made-up/1".to_owned()],
        waived,
    }
}

fn waiver() -> Waiver {
    Waiver {
        owner: text(),
        reason: text(),
        until: "2027-01-31".to_owned(),
        ticket: text(),
        place: text(),
    }
}

fn control() -> ControlResult {
    ControlResult {
        id: "made-up/1".to_owned(),
        framework: "made-up".to_owned(),
        title: text(),
        note: text(),
        attest: true,
        result: ControlOutcome::Violated,
        rules: vec!["made-up".to_owned()],
        ..ControlResult::default()
    }
}

/// A control on which a rule bears through a mapping.
fn mapped() -> ControlResult {
    ControlResult {
        id: "made-up/2".to_owned(),
        result: ControlOutcome::Mapped,
        rules: Vec::new(),
        through: vec![Through {
            topics: vec![text()],
            strength: "published".to_owned(),
            source: text(),
            rules: vec!["made-up".to_owned()],
            ..Through::default()
        }],
        ..control()
    }
}

/// What rests on the word of people.
fn stated() -> Evidence {
    let mut evidence = Evidence {
        exceptions: vec![Exempted {
            rule: text(),
            subject: text(),
            reason: text(),
            owner: text(),
            until: text(),
            ticket: text(),
            place: text(),
            state: "refused".to_owned(),
            covers: 0,
        }],
        vendors: vec![Vendor {
            name: text(),
            state: "not covered".to_owned(),
            reasons: vec![text()],
            components: vec![text()],
            ..Vendor::default()
        }],
        agreements: vec![Agreement {
            with: text(),
            evidence: text(),
            ..Agreement::default()
        }],
        ..Evidence::default()
    };
    let said = Said {
        value: text(),
        place: text(),
    };
    evidence.scope.deployments = vec![Deployed {
        template: text(),
        account: said.clone(),
        region: said.clone(),
        stage: said,
    }];
    evidence
}

fn evidence() -> Evidence {
    let mut evidence = Evidence {
        format: FORMAT.to_owned(),
        format_version: FORMAT_VERSION,
        systems: vec![text()],
        as_of: "2026-12-01".to_owned(),
        inventory: vec![item("a"), item("b")],
        flows: vec![Movement {
            from: "a".to_owned(),
            to: "b".to_owned(),
            reasons: vec![text()],
            place: text(),
            ..Movement::default()
        }],
        controls: vec![control(), mapped()],
        frameworks: vec![FrameworkResult {
            name: "made-up".to_owned(),
            title: text(),
            ..FrameworkResult::default()
        }],
        rules: vec![RuleResult {
            id: "made-up".to_owned(),
            title: text(),
            severity: "critical".to_owned(),
            why: text(),
            fix: format!("{HOSTILE}\n\n    {HOSTILE}"),
            ..RuleResult::default()
        }],
        findings: vec![finding("1", None), finding("2", Some(waiver()))],
        ..stated()
    };
    evidence.scope.inputs = vec![InputFile {
        path: text(),
        ..InputFile::default()
    }];
    evidence.scope.messages = vec![Message {
        severity: "error".to_owned(),
        place: text(),
        text: text(),
    }];
    evidence.options.commit = Some(text());
    evidence.options.set.insert(text(), text());
    evidence
}

#[test]
fn nothing_of_a_name_is_markup() {
    let page = page(&evidence());
    assert!(!page.contains("<script"));
    assert!(!page.contains("</title></code>"));
    // Everything that opens is of the page itself: what a name has of the kind is spelt out.
    assert!(page.contains("&lt;script&gt;"));
    assert!(!page.contains("javascript:y\""));
    let quotes = page.matches("onload=x").count();
    assert!(quotes > 10);
    assert_eq!(quotes, page.matches("&quot;' onload=x").count());
}

#[test]
fn the_page_loads_and_runs_nothing() {
    let page = page(&evidence());
    for word in [
        "<script", "<link", "<iframe", "<img", "<form", "http://", "https://", " style=",
        "@import", "url(h",
    ] {
        assert!(!page.contains(word), "{word}");
    }
    assert!(page.contains("default-src 'none'"));
}

#[test]
fn no_spreadsheet_computes_a_cell() {
    let mut evidence = evidence();
    for (text, cell) in [
        ("=1+1", "'=1+1"),
        ("+1", "'+1"),
        ("@a", "'@a"),
        ("-1", "'-1"),
        ("a=1", "a=1"),
    ] {
        evidence.controls[0].title = text.to_owned();
        let table = controls_csv(&evidence).expect("memory can be written");
        let table = String::from_utf8(table).expect("it is text");
        let row = table.lines().nth(1).expect("a row");
        assert_eq!(row.split(',').nth(2), Some(cell));
    }
}

/// The texts that readers of OSCAL take for Markdown.
fn markup<'v>(value: &'v serde_json::Value, texts: &mut Vec<&'v str>) {
    for (name, inner) in value.as_object().into_iter().flatten() {
        let is_markup = ["title", "description", "statement", "prose", "remarks"];
        if is_markup.contains(&name.as_str()) {
            texts.extend(inner.as_str());
        }
        markup(inner, texts);
    }
    for inner in value.as_array().into_iter().flatten() {
        markup(inner, texts);
    }
}

#[test]
fn texts_in_oscal_are_no_markup() {
    let results = assessment_results(&evidence()).expect("memory can be written");
    let value: serde_json::Value = serde_json::from_str(&results).expect("it is JSON");
    let mut texts = Vec::new();
    markup(&value, &mut texts);
    assert!(texts.len() > 20);
    for text in texts {
        assert!(!text.contains('<') && !text.contains("[x]"), "{text}");
    }
    let result = &value["assessment-results"]["results"][0];
    let risks = result["risks"].as_array().expect("there are some");
    let of = |status: &str| risks.iter().filter(|risk| risk["status"] == status).count();
    assert_eq!((of("open"), of("deviation-approved")), (1, 1));
}

#[test]
fn a_document_is_read_as_it_was_written() {
    let evidence = evidence();
    let text = json(&evidence).expect("memory can be written");
    assert_eq!(read(&text).expect("it is evidence"), evidence);
    assert!(read(&text.replace("as_of", "as_off")).is_err());
}

#[test]
fn hashes_see_what_they_are_of() {
    let evidence = evidence();
    let content = |evidence: &Evidence| content_sha256(evidence).expect("memory can be written");
    let document = |evidence: &Evidence| document_sha256(evidence).expect("memory can be written");
    let filed = Evidence {
        files: vec![Written::default()],
        ..evidence.clone()
    };
    assert_eq!(content(&evidence), content(&filed));
    assert_ne!(document(&evidence), document(&filed));
    let later = Evidence {
        as_of: "2026-12-02".to_owned(),
        ..evidence.clone()
    };
    assert_ne!(content(&evidence), content(&later));
}

/// The sentence on top of a page.
fn on_top(evidence: &Evidence) -> String {
    let page = page(evidence);
    let rest = page.split("class=\"status ").nth(1).expect("a status");
    rest.split("</p>").next().unwrap_or_default().to_owned()
}

#[test]
fn the_page_says_fine_only_where_something_was_judged() {
    let mut evidence = evidence();
    assert!(on_top(&evidence).starts_with("open"), "no PHI was found");
    evidence.summary.carriers.insert("yes".to_owned(), 1);
    assert!(on_top(&evidence).starts_with("open"), "an input is broken");
    evidence.scope.messages.clear();
    assert!(on_top(&evidence).starts_with("good"));
    let cases = [
        (1, 0, 0, "bad"),
        (0, 1, 0, "open"),
        (0, 0, 1, "open"),
        (1, 1, 1, "bad"),
    ];
    for (violated, undecided, waived, class) in cases {
        evidence.summary.verdicts = Tally {
            held: 9,
            held_if_it_applies: 0,
            violated,
            undecided,
            waived,
        };
        let said = on_top(&evidence);
        assert!(said.starts_with(class), "{said}");
    }
}
