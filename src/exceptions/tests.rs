//! What comments and metadata say, as text: exceptions, and why others are refused.

use std::sync::Arc;

use insta::assert_snapshot;

use super::{Covers, Exception, comments, hcl};
use crate::source::{Diagnostic, Encoding, Place, SourceFile, Sources};

fn file(path: &str, text: &str) -> Arc<SourceFile> {
    let mut sources = Sources::default();
    sources.add(path.to_owned(), text.to_owned(), Encoding::Utf8)
}

/// The exceptions of the comments of a text, and what is refused.
fn check(path: &str, text: &str) -> String {
    let file = file(path, text);
    let mut faults = Vec::new();
    let found = comments::read(&file, std::iter::empty(), &mut faults);
    let mut lines: Vec<String> = found.iter().map(shown).collect();
    lines.extend(faults.iter().map(|fault| refused(&file, fault)));
    lines.join("\n")
}

fn shown(one: &Exception) -> String {
    let Covers::Place(line) = &one.covers else {
        return "not a place".to_owned();
    };
    let ticket = one.ticket.as_deref().unwrap_or("-");
    format!(
        "line {}: {} until {} by {}: {} ({ticket})",
        line.line, one.rule.text, one.last, one.owner, one.reason
    )
}

fn refused(file: &SourceFile, fault: &Diagnostic) -> String {
    let Place::Span(span) = fault.place else {
        return fault.message.clone();
    };
    let help = fault.help.as_deref().unwrap_or("-");
    format!(
        "{}: {} | {help} | {}",
        fault.code,
        fault.message,
        file.slice(span)
    )
}

#[test]
fn comments_are_about_their_line_or_the_next() {
    let text = "\
a:
  # phipath: ignore[one, two] until=2027-01-31 owner=team reason=\"because\" ticket=T-1
  # phipath: ignore[three] owner=team reason=short until=2027-01-31
  # something else
  b: 1
  c: 2 # phipath: ignore[four] until=2027-02-01 owner=\"a team\" reason=\"a b\"
";
    assert_snapshot!(check("a.yaml", text), @r#"
    line 5: one until 2027-01-31 by team: because (T-1)
    line 5: two until 2027-01-31 by team: because (T-1)
    line 5: three until 2027-01-31 by team: short (-)
    line 6: four until 2027-02-01 by a team: a b (-)
    "#);
}

#[test]
fn what_is_incomplete_is_refused() {
    let text = "\
# phipath: ignore[one] until=2027-01-31 owner=team
# phipath: ignore[] until=2027-01-31 reason=\"\" owner=team
# phipath: ignore until=2027-01-31 owner=team reason=why
# phipath: ignore[one] until=2027-02-30 owner=team reason=why
# phipath: ignore[one] untill=2027-02-03 owner=team reason=why
# phipath: ignore[one] until=2027-02-03 owner=team reason=\"why
# phipath: ignore[one] until=2027-02-03 owner=team reason=why really
# phipath: ignore[one] until=2027-02-03 owner=team reason=why owner=other
a: 1
";
    assert_snapshot!(check("a.yaml", text), @r#"
    refused-exception: this exception has no `reason` | an exception names rules, and says why, who answers for it and until when; it does not count | phipath: ignore[one] until=2027-01-31 owner=team
    refused-exception: this exception has no rule, no `reason` | an exception names rules, and says why, who answers for it and until when; it does not count | phipath: ignore[] until=2027-01-31 reason="" owner=team
    refused-exception: expected the rules in brackets | write `phipath: ignore[rule-id] until=2027-01-31 owner=team reason="why"` | phipath: ignore until=2027-01-31 owner=team reason=why
    refused-exception: expected a day such as `2027-01-31`, found `2027-02-30` | - | 2027-02-30
    refused-exception: `untill` is not a word of an exception | did you mean `until`? |  untill=2027-02-03
    refused-exception: the text of `reason` has no end: a `"` is missing | write `phipath: ignore[rule-id] until=2027-01-31 owner=team reason="why"` | "why
    refused-exception: expected a word such as `owner=team`, found `really` | write `phipath: ignore[rule-id] until=2027-01-31 owner=team reason="why"` | really
    refused-exception: `owner` is said twice | write `phipath: ignore[rule-id] until=2027-01-31 owner=team reason="why"` |  owner=other
    "#);
}

#[test]
fn texts_are_no_comments() {
    let said = "phipath: ignore[one] until=2027-01-31 owner=team reason=why";
    let yaml = format!("a: '# {said}'\nb: |\n  # {said}\nc: \"\n  # {said}\"\n");
    assert_eq!(check("a.yaml", &yaml), "");
    let json = format!("{{\"a\": \"# {said}\"}}");
    assert_eq!(check("a.json", &json), "");
    let terraform = format!(
        "a = \"# {said}\"\nb = <<-EOT\n  # {said}\n  EOT\nc = \"${{f(\"}} # {said}\")}}\"\nd = \"\\\" # {said}\"\n"
    );
    assert_eq!(check("a.tf", &terraform), "");
    // Prose about the tool is for nobody.
    assert_eq!(
        check("a.yaml", "# see phipath: docs\n# phipath: fine\n"),
        ""
    );
}

#[test]
fn comments_of_terraform_are_of_three_sorts() {
    let said = "phipath: ignore[one] until=2027-01-31 owner=team reason=why";
    let text =
        format!("# {said}\na = 1\n// {said}\nb = \"x${{1 + 1}}\" /* {said} */\nc = 3 # {said}\n");
    assert_snapshot!(check("a.tf", &text), @r"
    line 2: one until 2027-01-31 by team: why (-)
    line 4: one until 2027-01-31 by team: why (-)
    line 4: one until 2027-01-31 by team: why (-)
    line 5: one until 2027-01-31 by team: why (-)
    ");
}

#[test]
fn the_reader_of_hcl_ends_with_any_text() {
    for text in [
        "\"",
        "<<",
        "<<-",
        "<<E",
        "<<E\n",
        "/*",
        "\"${",
        "\"$",
        "\"\\",
        "}}}",
        "\"${\"${",
        "<<E\nx\n E",
    ] {
        hcl::comments(text);
    }
    assert_eq!(hcl::comments("a = \"$${x\" # c"), [11]);
    assert_eq!(hcl::comments("x = <<E\n# no\nE\n# yes"), [15]);
}

#[test]
fn many_comments_are_read_each_once() {
    let one = "# phipath: ignore[a] until=2027-01-31 owner=b reason=c";
    // Above each other, and on one line, where only the first one begins a comment.
    let above = format!("{one}\n").repeat(20_000);
    let beside = format!("{one} ").repeat(20_000);
    for (text, count) in [(above, 20_000), (beside, 0)] {
        let file = file("a.yaml", &(text + "\na: 1\n"));
        let mut faults = Vec::new();
        let found = comments::read(&file, std::iter::empty(), &mut faults);
        assert_eq!(found.len(), count);
    }
}
