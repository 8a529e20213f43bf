//! How long reports of many findings take, and what memory, format by format.
//!
//! In: the findings of an example system, repeated until there are 100,000. Out: a table on standard output: the floor is a
//! copy of as many bytes as the format writes. Arguments choose formats by name. Memory, on Linux, is the peak above what the findings themselves take.

mod timing;

use std::io::{self, BufWriter, Write};
use std::time::Duration;

use phipath::check::Verdict;
use phipath::knowledge::Request;
use phipath::report::terminal::{self, Style};
use phipath::report::{Report, json, reach, review, sarif};
use phipath::source::Encoding;
use phipath::{Analysis, Input, Role, Settings, analyse, load};
use timing::{forget_peak, median, row, status, timed};

const FINDINGS: usize = 100_000;

const ROUNDS: usize = 3;

const PATH: &str = "testdata/systems/documentation-summariser-flawed/template.yaml";

/// Where the bytes go: they are counted, and copied once as a file system would.
#[derive(Default)]
struct Sink {
    bytes: usize,
    page: Vec<u8>,
}

impl Write for Sink {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.bytes += bytes.len();
        self.page.clear();
        self.page.extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

type Render = fn(&Report<'_>, &mut dyn Write) -> io::Result<()>;

fn human(report: &Report<'_>, out: &mut dyn Write) -> io::Result<()> {
    let style = Style {
        limit: FINDINGS,
        ..Style::default()
    };
    terminal::render(report, &style, out)
}

const FORMATS: [(&str, Render); 8] = [
    ("human, all in full", human),
    ("json", json::render),
    ("sarif", sarif::render),
    ("github", review::github),
    ("gitlab", review::gitlab),
    ("junit", review::junit),
    ("rdjson", review::rdjson),
    ("markdown", review::markdown),
];

fn main() {
    let text = std::fs::read_to_string(PATH).expect("run it from the root of the repository");
    let input = Input {
        path: PATH.to_owned(),
        text,
        encoding: Encoding::Utf8,
        role: Role::Named,
    };
    let analysis = analyse(load(&Request::default()), vec![input], &Settings::default());
    let report = report(&analysis);
    println!("{FINDINGS} findings, median of {ROUNDS} rounds");
    let wanted: Vec<String> = std::env::args()
        .skip(1)
        .filter(|one| !one.starts_with('-'))
        .collect();
    let is_wanted = |name: &str| wanted.is_empty() || wanted.iter().any(|one| name.contains(one));
    for (name, render) in FORMATS.into_iter().filter(|(name, _)| is_wanted(name)) {
        measure(name, render, &report);
    }
}

fn measure(name: &str, render: Render, report: &Report<'_>) {
    let (mut times, mut floors): (Vec<Duration>, Vec<Duration>) = Default::default();
    let (mut bytes, mut memory) = (0, None);
    for _ in 0..ROUNDS {
        forget_peak();
        let before = status("VmRSS:");
        times.push(timed(|| {
            bytes = written(render, report);
            bytes
        }));
        let peak = status("VmHWM:").zip(before);
        memory = memory.or_else(|| peak.map(|(peak, before)| peak.saturating_sub(before)));
        floors.push(timed(|| copied(bytes)));
    }
    row(name, median(times), median(floors), bytes);
    if let Some(kilobytes) = memory {
        println!(
            "{:32} {:9.1} MB peak, {:.1} MB written",
            "",
            kilobytes as f64 / 1e3,
            bytes as f64 / 1e6
        );
    }
}

fn written(render: Render, report: &Report<'_>) -> usize {
    let mut out = BufWriter::new(Sink::default());
    render(report, &mut out).expect("a sink takes everything");
    out.flush().expect("a sink takes everything");
    out.get_ref().bytes
}

/// As many bytes, written in pieces of the same size.
fn copied(bytes: usize) -> usize {
    let mut out = BufWriter::new(Sink::default());
    let piece = [b'x'; 64];
    for _ in 0..bytes / piece.len() {
        out.write_all(&piece).expect("a sink takes everything");
    }
    out.get_ref().bytes
}

/// The report of the system, with what it finds so often that there are enough findings.
fn report(analysis: &Analysis) -> Report<'_> {
    let mut outcome = analysis.outcome.clone();
    let open = |verdict: Verdict| matches!(verdict, Verdict::Violated | Verdict::Undecided);
    outcome.findings.retain(|one| open(one.verdict));
    let some = outcome.findings.clone();
    outcome.findings = some.iter().cycle().take(FINDINGS).cloned().collect();
    Report {
        sources: &analysis.sources,
        rules: &analysis.knowledge.rules,
        controls: &analysis.knowledge.controls,
        outcome,
        diagnostics: Vec::new(),
        coverage: analysis.coverage.clone(),
        exceptions: Vec::new(),
        reach: reach(&analysis.graph, &analysis.model.deployments),
        baseline: None,
        as_of: "2026-12-01".to_owned(),
        catalog_date: analysis.knowledge.catalog_date.clone(),
    }
}
