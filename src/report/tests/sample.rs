//! A made-up report with everything in it.

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::check::{Finding, FlowPath, Hop, Label, Outcome, Tally, Target, Verdict};
use crate::expr::{Predicate, compile};
use crate::graph::DataClass;
use crate::knowledge::{
    Basis, Citation, Control, PathRule, Rule, RuleId, RuleLevel, Status, Subject,
};
use crate::model::ComponentId;
use crate::report::{Coverage, Report};
use crate::source::{Diagnostic, Encoding, FileId, Place, Severity, Sources, Span};
use crate::syntax::{Cause, CauseKind};
use crate::vocabulary::Vocabulary;

/// A template; spans are found by their text.
pub(super) const TEMPLATE: &str = "\
Description: notes and their summaries
Parameters:
  KeyArn:
    Type: String
Resources:
  NotesBucket:
    Type: Made::Up::Bucket
    Properties:
      Tags:
        - Key: DataClassification
          Value: PHI
      Tags: []
  Summariser:
    Type: Made::Up::Function
    Properties:
      Role: !GetAtt Role.Arn
      Environment:
        Variables:
          MODEL_HOST: https://api.example.com/v1
  Thing:
    Type: Made::Up::Thing
";

/// A second file.
pub(super) const POLICY: &str = "{\"Statement\": [{\"Effect\": \"Allow\", \"Action\": \"read-note\", \"Resource\": \"notes/*\"}]}\n";

/// What a report borrows.
pub(super) struct Sample {
    pub(super) sources: Sources,
    pub(super) rules: Vec<Rule>,
    pub(super) controls: BTreeMap<String, Control>,
}

impl Sample {
    pub(super) fn new() -> Self {
        let mut sources = Sources::default();
        sources.add("stacks/notes.yaml".into(), TEMPLATE.into(), Encoding::Utf8);
        sources.add(
            "stacks/policies/read notes.json".into(),
            POLICY.into(),
            Encoding::Utf8,
        );
        let rules = vec![
            rule("made-up-leak", RuleLevel::Critical),
            rule("made-up-plain-store", RuleLevel::Medium),
            rule("made-up-unused", RuleLevel::Low),
        ];
        let control = Control {
            id: "made/1.2(a)".into(),
            position: 0,
            title: "Data stays where it is covered".into(),
            level: "required".into(),
            automation: "partial".into(),
            about: Vec::new(),
            seen_in: None,
            note: "the agreement itself must be shown".into(),
            no_rule: String::new(),
            citation: Citation {
                source: "Made-up rule book".into(),
                date: "2026-01-01".into(),
            },
        };
        Self {
            sources,
            rules,
            controls: BTreeMap::from([(control.id.clone(), control)]),
        }
    }

    pub(super) fn report(&self) -> Report<'_> {
        let tally = |satisfied, if_it_applies, violated, undecided| Tally {
            satisfied,
            if_it_applies,
            violated,
            undecided,
            waived: 0,
        };
        Report {
            sources: &self.sources,
            rules: &self.rules,
            controls: &self.controls,
            outcome: Outcome {
                findings: vec![self.leak(), self.undecided(), self.held()],
                tallies: vec![tally(3, 0, 1, 0), tally(2, 1, 0, 1), tally(0, 0, 0, 0)],
            },
            diagnostics: self.diagnostics(),
            coverage: self.coverage(),
            as_of: "2026-11-22".into(),
            exceptions: Vec::new(),
            reach: crate::report::Reach::default(),
            baseline: None,
            catalog_date: "2026-10-01".into(),
        }
    }

    /// The span of the first occurrence of a text in a file.
    pub(super) fn span(&self, file: u32, text: &str) -> Span {
        let start = self
            .sources
            .get(FileId(file))
            .text()
            .find(text)
            .expect("the sample has this text");
        Span::new(FileId(file), start as u32, (start + text.len()) as u32)
    }

    fn leak(&self) -> Finding {
        let host = self.span(0, "https://api.example.com/v1");
        let hops = vec![
            Hop {
                from: "NotesBucket".into(),
                to: "Summariser".into(),
                reason: "reads notes with `read-note`".into(),
                basis: "permitted",
                payload: "content",
                level: "yes",
                spans: vec![self.span(1, "\"read-note\"")],
                breaks: false,
            },
            Hop {
                from: "Summariser".into(),
                to: "api.example.com".into(),
                reason: "calls the host that `MODEL_HOST` names".into(),
                basis: "configured",
                payload: "content",
                level: "yes",
                spans: vec![host],
                breaks: true,
            },
        ];
        Finding {
            rule: RuleId(0),
            verdict: Verdict::Violated,
            target: Target::Path(ComponentId(0), ComponentId(2)),
            flows: Vec::new(),
            subject: "NotesBucket → api.example.com".into(),
            address: "stacks/notes.yaml#Resources.NotesBucket".into(),
            message: "PHI of `NotesBucket` reaches `api.example.com`, whose operator `example` has no agreement that covers it".into(),
            labels: vec![
                Label { span: host, text: "PHI leaves for an operator without an agreement here".into() },
                Label { span: self.span(0, "Summariser"), text: "this function sends it".into() },
            ],
            path: FlowPath {
                start: Some(Label { span: self.span(0, "PHI"), text: "holds PHI: tag `DataClassification` is `PHI`".into() }),
                hops,
            },
            facts: Vec::new(),
            causes: Vec::new(),
            notes: vec!["assumes `KeyArn` = default".into()],
            if_it_applies: false,
            construct: None,
            waiver: None,
            unchanged: false,
            fingerprint: "00112233445566778899aabbccddeeff".into(),
        }
    }

    fn undecided(&self) -> Finding {
        Finding {
            rule: RuleId(1),
            verdict: Verdict::Undecided,
            target: Target::Component(ComponentId(0)),
            flows: Vec::new(),
            subject: "NotesBucket".into(),
            address: "stacks/notes.yaml#Resources.NotesBucket".into(),
            message: "it is not known which key encrypts `NotesBucket`".into(),
            labels: vec![Label {
                span: self.span(0, "NotesBucket"),
                text: "this store".into(),
            }],
            path: FlowPath::default(),
            facts: Vec::new(),
            causes: vec![Cause::new(CauseKind::Parameter, "KeyArn")],
            notes: Vec::new(),
            if_it_applies: false,
            construct: None,
            waiver: None,
            unchanged: false,
            fingerprint: "ffeeddccbbaa99887766554433221100".into(),
        }
    }

    fn held(&self) -> Finding {
        Finding {
            verdict: Verdict::Satisfied,
            facts: Vec::new(),
            causes: Vec::new(),
            message: "`Summariser` keeps nothing".into(),
            subject: "Summariser".into(),
            address: "stacks/notes.yaml#Resources.Summariser".into(),
            labels: vec![Label {
                span: self.span(0, "Made::Up::Function"),
                text: "this function".into(),
            }],
            if_it_applies: true,
            fingerprint: "0123456789abcdef0123456789abcdef".into(),
            ..self.undecided()
        }
    }

    fn diagnostics(&self) -> Vec<Diagnostic> {
        let second = self.span(0, "Tags: []");
        let key = Span::new(second.file, second.start, second.start + 4);
        let warning = Diagnostic::warning(
            "duplicate-key",
            key,
            "key `Tags` is written twice; the first counts",
        )
        .help("remove one of them")
        .related(self.span(0, "Tags"), "first written here");
        let unreadable = Place::Path("stacks/broken.yaml".into());
        vec![
            warning,
            Diagnostic::new(
                "not-text",
                Severity::Error,
                unreadable,
                "file is neither UTF-8 nor UTF-16",
            ),
            Diagnostic::new(
                "no-config",
                Severity::Note,
                Place::Run,
                "no configuration was found",
            ),
        ]
    }

    fn coverage(&self) -> Coverage {
        let thing = self.span(0, "Made::Up::Thing");
        Coverage {
            files: self.sources.iter().map(|file| file.path.clone()).collect(),
            other_files: 7,
            ignored: vec!["out/assembly.json".into()],
            components: BTreeMap::from([("declared", 3), ("external", 1), ("implied", 2), ("unread", 0)]),
            flows: 4,
            carriers: BTreeMap::from([("possible", 1), ("yes", 3)]),
            unmapped: vec![("Made::Up::Rare".into(), 1, thing), ("Made::Up::Thing".into(), 12, thing)],
            unresolved: 1,
            opaque_policies: 2,
            policies_set_aside: 0,
            assumptions: vec!["nothing is marked as PHI, so every data store is judged as if it held PHI; `phipath init` marks them".into()],
        }
    }
}

/// A rule; what it judges does not matter to renderings.
pub(super) fn rule(id: &str, severity: RuleLevel) -> Rule {
    let path = PathRule {
        class: DataClass::Phi,
        from: predicate(),
        to: predicate(),
        barrier: None,
    };
    Rule {
        id: Arc::from(id),
        topic: Arc::from("made-up-topic"),
        title: "PHI reaches an operator without an agreement".into(),
        severity,
        confidence: RuleLevel::High,
        aliases: vec![format!("{id}-before")],
        controls: vec!["made/1.2(a)".into()],
        basis: Basis::Required,
        since: "0.1.0".into(),
        status: Status::Stable,
        subject: Subject::Path(path),
        message: String::new(),
        labels: Vec::new(),
        why: "Without an agreement the operator may use what it gets. A second sentence is for the manual.\n".into(),
        fix: "Do one of these:\n\n- call a model that runs within the account, whose operator is covered by the agreement that you have\n- sign an agreement, and list it in the manifest\n".into(),
        references: vec!["https://example.com/agreements".into()],
        false_positives: "The agreement exists and is not listed.".into(),
        span: Span::new(FileId(0), 0, 0),
    }
}

fn predicate() -> Predicate {
    let anything = compile(
        "true",
        Span::new(FileId(0), 0, 4),
        &[],
        &Vocabulary::default(),
    );
    anything.expect("`true` is a predicate")
}
