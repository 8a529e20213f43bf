//! Where findings point: to the value that is wrong, the element of a statement, or the resource that lacks something.
//!
//! A case is `testdata/spans/RULE--CASE.yaml` or `.json`; `places.txt` has what the rule says of each, with the places, the
//! first of them the one that counts, and the text that stands there.

use std::fmt::Write as _;
use std::fs;
use std::path::Path;

use phipath::check::Verdict;
use phipath::graph::{Seeds, Sweep};
use phipath::source::Span;
use phipath::{Analysis, Settings};

use crate::support::{DAY, analyse_text, compare, errors};

/// Longest text of a place that is shown; of a longer one, both ends.
const LONGEST: usize = 60;

fn at(analysis: &Analysis, span: Span) -> String {
    let file = analysis.sources.get(span.file);
    let position = file.position(span.start);
    let text = file.slice(span).replace('\n', "⏎");
    let letters: Vec<char> = text.chars().collect();
    let text = match letters.len() > LONGEST {
        true => {
            let begin: String = letters[..LONGEST / 2].iter().collect();
            let end: String = letters[letters.len() - 15..].iter().collect();
            format!("{begin} … {end}")
        }
        false => text,
    };
    format!("{}:{} `{text}`", position.line, position.column)
}

#[test]
fn findings_point_to_what_is_wrong() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("testdata/spans");
    let entries = fs::read_dir(&folder).expect("the folder is there");
    let paths = entries.map(|entry| entry.expect("it can be listed").path());
    let mut paths: Vec<_> = paths.filter(|path| !path.ends_with("places.txt")).collect();
    paths.sort();
    let mut out = String::new();
    for path in &paths {
        let name = path
            .file_name()
            .expect("a file")
            .to_string_lossy()
            .into_owned();
        let (rule, _) = name.split_once("--").expect("a rule and a case");
        let text = fs::read_to_string(path).expect("it can be read");
        let settings = Settings {
            as_of: Some(DAY),
            seeds: Seeds {
                sweep: Sweep::Labels,
                ..Seeds::default()
            },
            ..Settings::default()
        };
        let analysis = analyse_text(&name, &text, &settings);
        assert_eq!(errors(&analysis), Vec::<String>::new(), "{name}");
        let rules = &analysis.knowledge.rules;
        let own = |rule_id: u16| rules[usize::from(rule_id)].id.as_ref() == rule;
        let findings = analysis
            .outcome
            .findings
            .iter()
            .filter(|one| own(one.rule.0));
        let findings = findings.filter(|one| one.verdict <= Verdict::Undecided);
        let before = out.len();
        for finding in findings {
            let verdict = finding.verdict.name();
            writeln!(out, "{name}: {verdict}: {}", finding.message).expect("text grows");
            for label in &finding.labels {
                let place = at(&analysis, label.span);
                writeln!(out, "  {place} {}", label.text).expect("text grows");
            }
        }
        assert!(out.len() > before, "{name}: the rule finds nothing");
    }
    compare("testdata/spans/places.txt", &out);
}
