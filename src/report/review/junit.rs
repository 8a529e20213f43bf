//! Test results in the format of JUnit, for services that show tests.
//!
//! In: a report. Out: a suite with a case for each rule that held or has no subject, and one for each finding: violated is a
//! failure, what is undecided, covered by an exception or known from before is skipped, and an input that could not be read is an error of its own.

use std::io::{self, Write};

use quick_xml::Writer;
use quick_xml::events::{BytesDecl, BytesEnd, BytesStart, BytesText, Event};

use super::{Remark, remarks};
use crate::check::Verdict;
use crate::report::{Report, clean};

/// Writes the suite. The only errors are those of `out`.
pub fn render(report: &Report<'_>, out: &mut dyn Write) -> io::Result<()> {
    let remarks = remarks(report);
    let of = |verdict| remarks.iter().filter(|one| one.counts_as(verdict)).count();
    let aside = remarks.iter().filter(|one| one.is_set_aside()).count();
    let quiet = quiet_rules(report);
    let without_subject = quiet.iter().filter(|(_, held)| !held).count();
    let errors = remarks.iter().filter(|one| is_error(one)).count();
    let (failures, undecided) = (of(Verdict::Violated), of(Verdict::Undecided));
    let mut suite = BytesStart::new("testsuite");
    suite.push_attribute(("name", env!("CARGO_PKG_NAME")));
    let counts = [
        ("tests", failures + undecided + aside + errors + quiet.len()),
        ("failures", failures),
        ("errors", errors),
        ("skipped", undecided + aside + without_subject),
    ];
    for (name, count) in counts {
        suite.push_attribute((name, count.to_string().as_str()));
    }
    let mut xml = Writer::new_with_indent(out, b' ', 2);
    xml.write_event(Event::Decl(BytesDecl::new("1.0", Some("UTF-8"), None)))?;
    xml.write_event(Event::Start(BytesStart::new("testsuites")))?;
    xml.write_event(Event::Start(suite))?;
    for remark in &remarks {
        case(report, remark, &mut xml)?;
    }
    for (id, held) in quiet {
        passed(id, held, &mut xml)?;
    }
    xml.write_event(Event::End(BytesEnd::new("testsuite")))?;
    xml.write_event(Event::End(BytesEnd::new("testsuites")))?;
    xml.into_inner().write_all(b"\n")
}

fn is_error(remark: &Remark<'_>) -> bool {
    matches!(remark, Remark::Input(_)) && remark.loudness() == "error"
}

/// Rules without a finding that is violated or undecided, and whether they had a subject.
fn quiet_rules<'r>(report: &'r Report<'_>) -> Vec<(&'r str, bool)> {
    let tallies = report.rules.iter().zip(&report.outcome.tallies);
    let quiet = tallies.filter(|(_, tally)| tally.violated + tally.undecided + tally.waived == 0);
    quiet
        .map(|(rule, tally)| (&*rule.id, tally.satisfied > 0))
        .collect()
}

fn passed(id: &str, held: bool, xml: &mut Writer<&mut dyn Write>) -> io::Result<()> {
    let case = named(id, "");
    if held {
        return xml.write_event(Event::Empty(case));
    }
    xml.write_event(Event::Start(case))?;
    let mut skipped = BytesStart::new("skipped");
    skipped.push_attribute(("message", "nothing that this rule judges was read"));
    xml.write_event(Event::Empty(skipped))?;
    xml.write_event(Event::End(BytesEnd::new("testcase")))
}

fn case(
    report: &Report<'_>,
    remark: &Remark<'_>,
    xml: &mut Writer<&mut dyn Write>,
) -> io::Result<()> {
    let (subject, outcome) = match remark {
        Remark::Finding(finding, _)
            if finding.verdict == Verdict::Undecided || !finding.counts() =>
        {
            (finding.address.as_str(), "skipped")
        }
        Remark::Finding(finding, _) => (finding.address.as_str(), "failure"),
        Remark::Input(_) if is_error(remark) => ("", "error"),
        Remark::Input(_) => return Ok(()),
    };
    let mut case = named(remark.code(), subject);
    let mut lines = remark.details();
    if let Some(place) = remark.place(report) {
        case.push_attribute(("file", clean(place.path).as_str()));
        if let Some((start, _)) = place.range {
            case.push_attribute(("line", start.line.to_string().as_str()));
            lines.insert(0, format!("{}:{}:{}", place.path, start.line, start.column));
        }
    }
    xml.write_event(Event::Start(case))?;
    let mut result = BytesStart::new(outcome);
    result.push_attribute(("message", clean(&remark.headline()).as_str()));
    xml.write_event(Event::Start(result))?;
    let lines: Vec<String> = lines.iter().map(|line| clean(line)).collect();
    xml.write_event(Event::Text(BytesText::new(&lines.join("\n"))))?;
    xml.write_event(Event::End(BytesEnd::new(outcome)))?;
    xml.write_event(Event::End(BytesEnd::new("testcase")))
}

fn named(rule: &str, subject: &str) -> BytesStart<'static> {
    let mut case = BytesStart::new("testcase");
    case.push_attribute(("classname", clean(rule).as_str()));
    let name = if subject.is_empty() { rule } else { subject };
    case.push_attribute(("name", clean(name).as_str()));
    case
}
