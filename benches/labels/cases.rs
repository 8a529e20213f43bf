//! The labelled files, as cases: a template with the labels that speak of it.
//!
//! In: the folder of the corpus. Out: [`Case`]s, in the order of the labels. What a label rule means and what we have
//! for it is not known here.
//!
//! A file of the suite `kics` is one template, and its labels give a line. A file of the suite `guard` is a list of
//! cases, each with an `input` template and expectations by rule. `labels.jsonl` has a label for each expectation of
//! the rules that it takes over, in the order of the file, and that is asserted. Each input becomes a template of its
//! own in which everything before it is blank, so that lines and columns are those of the file.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use std::sync::Arc;

use phipath::source::{Encoding, FileId, SourceFile, decode};
use phipath::syntax::{Limits, Node, parse};

/// What a label says of its rule.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Expect {
    /// The rule finds something there.
    Fail,
    /// It looks at it and finds nothing.
    Pass,
    /// It does not look at it: no judgement.
    Skip,
}

impl Expect {
    fn of(name: &str) -> Option<Expect> {
        match name {
            "fail" => Some(Expect::Fail),
            "pass" => Some(Expect::Pass),
            "skip" => Some(Expect::Skip),
            _ => None,
        }
    }

    /// Its name in `labels.jsonl`.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Expect::Fail => "fail",
            Expect::Pass => "pass",
            Expect::Skip => "skip",
        }
    }
}

/// What an author of another tool says of a template.
#[derive(Clone, Debug)]
pub(crate) struct Label {
    /// The suite.
    pub(crate) suite: String,
    /// The rule of the other tool.
    pub(crate) rule: String,
    /// What it says.
    pub(crate) expect: Expect,
    /// The file, below the corpus.
    pub(crate) file: String,
    /// Where, 1-based, if it says so.
    pub(crate) line: Option<u32>,
}

impl Label {
    /// Suite and name of its rule.
    pub(crate) fn key(&self) -> (&str, &str) {
        (&self.suite, &self.rule)
    }
}

/// A template with its labels.
#[derive(Debug)]
pub(crate) struct Case {
    /// The file, below the corpus.
    pub(crate) file: String,
    /// Name of the case, where a file holds several.
    pub(crate) name: Option<String>,
    /// The template; `None` where its text cannot be decoded.
    pub(crate) text: Option<(String, Encoding)>,
    /// Its labels.
    pub(crate) labels: Vec<Label>,
}

/// The labels of the corpus, in the order of its list; `None` where there is no list.
pub(crate) fn labels(corpus: &Path) -> Option<Vec<Label>> {
    let text = std::fs::read_to_string(corpus.join("labels.jsonl")).ok()?;
    let label = |line: &str| {
        let value: serde_json::Value = serde_json::from_str(line).expect("a line of JSON");
        let text = |key: &str| value[key].as_str().expect("a text").to_owned();
        Label {
            suite: text("suite"),
            rule: text("rule"),
            expect: Expect::of(&text("expect")).expect("fail, pass or skip"),
            file: text("file"),
            line: value["line"].as_u64().map(|line| line as u32),
        }
    };
    Some(text.lines().map(label).collect())
}

/// The cases of the labels, by file.
pub(crate) fn cases(corpus: &Path, labels: Vec<Label>) -> Vec<Case> {
    let mut by_file: BTreeMap<String, Vec<Label>> = BTreeMap::new();
    for label in labels {
        by_file.entry(label.file.clone()).or_default().push(label);
    }
    let cases = by_file.into_iter().flat_map(|(file, labels)| {
        let bytes = std::fs::read(corpus.join(&file)).expect("a labelled file");
        let text = decode(bytes, &file).ok();
        match text {
            Some((text, _)) if labels[0].suite == "guard" => split(&file, text, labels),
            text => vec![Case {
                file,
                name: None,
                text,
                labels,
            }],
        }
    });
    cases.collect()
}

/// The cases of a file that holds many, with their labels.
fn split(file: &str, text: String, labels: Vec<Label>) -> Vec<Case> {
    let source = SourceFile::new(FileId(0), file.to_owned(), text, Encoding::Utf8);
    let (tree, _) = parse(&Arc::new(source), &Limits::default());
    let rules: BTreeSet<String> = labels.iter().map(|label| label.rule.clone()).collect();
    let mut labels = labels.into_iter();
    let items = tree.documents().flat_map(|document| document.items());
    let mut cases = Vec::new();
    for item in items {
        let expected = expectations(item).into_iter();
        let taken: Vec<Label> = expected
            .filter(|(rule, _)| rules.contains(rule))
            .map(|(rule, expect)| {
                let label = labels.next().expect("a label for each expectation");
                let same = label.rule == rule && label.expect.name() == expect;
                assert!(
                    same,
                    "{file}: {rule} is {expect}, and the label is {label:?}"
                );
                label
            })
            .collect();
        cases.push(Case {
            file: file.to_owned(),
            name: item
                .get("name")
                .and_then(|name| Some(name.text()?.into_owned())),
            text: item
                .get("input")
                .map(|input| (template(input, tree.file()), Encoding::Utf8)),
            labels: taken,
        });
    }
    let left = labels.next();
    assert!(left.is_none(), "{file}: no expectation for {left:?}");
    cases
}

/// What a case expects, by rule, in the order of the file and in the words of `labels.jsonl`.
fn expectations(case: Node<'_>) -> Vec<(String, String)> {
    let rules = case.get("expectations").and_then(|all| all.get("rules"));
    let entries = rules.into_iter().flat_map(|rules| rules.entries());
    let texts = entries.filter_map(|(rule, expect)| {
        Some((rule.text()?.into_owned(), expect.text()?.to_lowercase()))
    });
    texts.collect()
}

/// The text of a node, with blanks for all that is before it.
fn template(node: Node<'_>, file: &SourceFile) -> String {
    let span = node.full_span();
    let start = file.position(span.start);
    let mut text = "\n".repeat(start.line as usize - 1);
    text.push_str(&" ".repeat(start.column as usize - 1));
    text.push_str(file.slice(span));
    text.push('\n');
    text
}
