//! Who may act on a component, or what a principal may do, at a terminal.
//!
//! In: an [`AccessReport`]. Out: text on a page: the component, each right with its statements, what it depends on and the
//! roles that are taken. What a right is is not known here.

use std::collections::BTreeSet;
use std::io;

use crate::graph::Level;
use crate::graph::access::Ability;
use crate::report::access::{AccessReport, Asked, Key, Line, Step, Thing};
use crate::source::Span;

use super::page::{Page, painted};
use super::snippet::location;
use super::{clean, counted};

/// Actions that are named in a line; the rest is counted.
const MOST_ACTIONS: usize = 6;

/// Writes the answer.
pub(super) fn write(report: &AccessReport<'_>, page: &mut Page<'_>) -> io::Result<()> {
    subject(report, page)?;
    let abilities = [Ability::Read, Ability::Write, Ability::List, Ability::Other];
    for ability in abilities {
        let lines = report.rights.iter().filter(|line| line.ability == ability);
        let lines: Vec<&Line<'_>> = lines.collect();
        if !lines.is_empty() {
            section(report, title(report, ability, lines.len()), &lines, page)?;
        }
    }
    if report.rights.is_empty() {
        let text = match report.asked {
            Asked::To(_) => "no policy in the files read lets anybody do this",
            Asked::Of(_) => "it may do none of this on the components of the files read",
        };
        page.line(text)?;
        page.blank()?;
    }
    if !report.kept_out.is_empty() {
        let lines: Vec<&Line<'_>> = report.kept_out.iter().collect();
        let title = format!("kept out by the key ({})", lines.len());
        section(report, title, &lines, page)?;
    }
    roles(report, page)?;
    at_most(report, page)?;
    for note in &report.notes {
        page.hanging("note: ", page.palette.warning, note)?;
    }
    Ok(())
}

fn subject(report: &AccessReport<'_>, page: &mut Page<'_>) -> io::Result<()> {
    let thing = &report.subject;
    let text = match thing.phi {
        Level::Yes => format!("{} · carries PHI", thing.kind),
        Level::Possible => format!("{} · may carry PHI", thing.kind),
        Level::No => thing.kind.to_owned(),
    };
    let lead = format!("{}   ", clean(thing.name));
    page.hanging(&lead, page.palette.strong, &text)?;
    let place = format!("{}, at {}", thing.address, at(report, thing.span));
    page.hanging("  ", page.palette.faint, &place)?;
    page.blank()
}

fn title(report: &AccessReport<'_>, ability: Ability, count: usize) -> String {
    let (verb, about) = match ability {
        Ability::Read => ("read", ""),
        Ability::Write => ("write", ""),
        Ability::List => ("list", ": names, ids, sizes"),
        Ability::Other => ("act otherwise", ""),
    };
    match report.asked {
        Asked::To(_) => format!(
            "may {verb}{about} ({})",
            counted(count, "principal", "principals")
        ),
        Asked::Of(_) => format!(
            "may {verb}{about} ({})",
            counted(count, "component", "components")
        ),
    }
}

fn section(
    report: &AccessReport<'_>,
    title: String,
    lines: &[&Line<'_>],
    page: &mut Page<'_>,
) -> io::Result<()> {
    page.line(&painted(page.palette.strong, title))?;
    // Who gets there by the right of a role is told with that role.
    let own = |line: &&&Line<'_>| line.chain.is_empty() || matches!(report.asked, Asked::Of(_));
    for line in lines.iter().filter(own) {
        right(report, line, page)?;
        if matches!(report.asked, Asked::To(_)) {
            takers(report, line, lines, page)?;
        }
    }
    page.blank()
}

/// Who can take the role that has a right.
fn takers(
    report: &AccessReport<'_>,
    line: &Line<'_>,
    lines: &[&Line<'_>],
    page: &mut Page<'_>,
) -> io::Result<()> {
    let of_this = |other: &&&Line<'_>| {
        let last = other.chain.last().map(|step| &step.role.address);
        last.is_some() && last == line.who_address.as_ref()
    };
    // Those who come by the same way are told together.
    let mut ways: Vec<(String, Level, Vec<String>)> = Vec::new();
    for taker in lines.iter().filter(of_this) {
        let steps = taker.chain.iter().map(|step| {
            let how = match &step.passed_to {
                Some(service) => format!("{} is handed to {service}", step.role.name),
                None => format!("{} is assumed", step.role.name),
            };
            by(report, &how, &step.by)
        });
        let way = steps.collect::<Vec<_>>().join("; then ");
        let name = clean(&taker.who);
        match ways
            .iter_mut()
            .find(|(known, level, _)| *known == way && *level == taker.level)
        {
            Some((.., names)) => names.push(name),
            None => ways.push((way, taker.level, vec![name])),
        }
    }
    for (way, level, names) in ways {
        let (lead, paint) = match level {
            Level::Yes => ("    so can ", page.palette.strong),
            _ => ("    so may ", page.palette.warning),
        };
        page.hanging(lead, paint, &format!("{}: {way}", names.join(", ")))?;
    }
    Ok(())
}

fn right(report: &AccessReport<'_>, line: &Line<'_>, page: &mut Page<'_>) -> io::Result<()> {
    let faint = page.palette.faint;
    let (name, mut words) = match report.asked {
        // Who is anybody has no name beside its sort.
        Asked::To(_) if line.who == line.sort => (line.who.as_str(), Vec::new()),
        Asked::To(_) => (line.who.as_str(), vec![line.sort.to_owned()]),
        Asked::Of(_) => (line.on.name, vec![line.on.kind.to_owned()]),
    };
    if matches!(report.asked, Asked::Of(_)) && line.on.phi > Level::No {
        words.push("PHI".to_owned());
    }
    let (sure, paint) = match line.level {
        Level::Yes => ("certain", page.palette.strong),
        Level::Possible => ("possible", page.palette.warning),
        Level::No => ("no", page.palette.note),
    };
    words.push(sure.to_owned());
    if line.partly {
        words.push("a part of it".to_owned());
    }
    page.hanging(&format!("  {}   ", clean(name)), paint, &words.join(" · "))?;
    chain(report, &line.chain, page)?;
    if !line.runs.is_empty() {
        let runs: Vec<&str> = line.runs.iter().map(|thing| thing.name).collect();
        page.hanging("    runs ", faint, &runs.join(", "))?;
    }
    page.hanging(
        "    by ",
        faint,
        &by(report, &actions(&line.actions), &line.by),
    )?;
    if let Some(key) = &line.key {
        self::key(report, key, page)?;
    }
    for cause in &line.depends {
        page.hanging("    possible: ", page.palette.warning, &cause.to_string())?;
    }
    Ok(())
}

fn chain(report: &AccessReport<'_>, chain: &[Step<'_>], page: &mut Page<'_>) -> io::Result<()> {
    for step in chain {
        let how = match &step.passed_to {
            Some(service) => format!("{}, handed to {service}", step.role.name),
            None => step.role.name.to_owned(),
        };
        let text = by(report, &how, &step.by);
        page.hanging("    takes the role ", page.palette.faint, &text)?;
    }
    Ok(())
}

fn key(report: &AccessReport<'_>, key: &Key<'_>, page: &mut Page<'_>) -> io::Result<()> {
    let named = |thing: &Thing<'_>| format!("key {}", thing.name);
    let name = key
        .key
        .as_ref()
        .map_or("its key, which was not read".to_owned(), named);
    match key.level {
        Level::No => {
            let text = format!("{name}: no statement lets it use that");
            page.hanging("    but ", page.palette.note, &text)
        }
        _ => page.hanging("    and ", page.palette.faint, &by(report, &name, &key.by)),
    }
}

fn roles(report: &AccessReport<'_>, page: &mut Page<'_>) -> io::Result<()> {
    if report.roles.is_empty() {
        return Ok(());
    }
    let title = format!("roles that it can take ({})", report.roles.len());
    page.line(&painted(page.palette.strong, title))?;
    for chain in &report.roles {
        let names: Vec<&str> = chain.iter().map(|step| step.role.name).collect();
        let (last, level) = match chain.last() {
            Some(step) => (step, chain.iter().map(|step| step.level).min()),
            None => continue,
        };
        let paint = match level {
            Some(Level::Yes) => page.palette.strong,
            _ => page.palette.warning,
        };
        let how = match &last.passed_to {
            Some(service) => format!("handed to {service}"),
            None => "assumed".to_owned(),
        };
        let text = by(report, &how, &last.by);
        page.hanging(&format!("  {}   ", clean(&names.join(" → "))), paint, &text)?;
    }
    page.blank()
}

/// What the policies of a principal let it do at most, services with the same together.
fn at_most(report: &AccessReport<'_>, page: &mut Page<'_>) -> io::Result<()> {
    let Some(summary) = &report.at_most else {
        return Ok(());
    };
    page.line(&painted(
        page.palette.strong,
        "its policies let it, at most, whatever the resource".to_owned(),
    ))?;
    let mut groups: Vec<(String, Vec<&str>)> = Vec::new();
    let others = summary
        .others
        .any()
        .then_some(("every other service", summary.others));
    let services = summary
        .services
        .iter()
        .map(|(name, abilities)| (&**name, *abilities));
    for (name, abilities) in services
        .chain(others)
        .filter(|(_, abilities)| abilities.any())
    {
        let what = abilities.names().join(", ");
        match groups.iter_mut().find(|(known, _)| *known == what) {
            Some((_, names)) => names.push(name),
            None => groups.push((what, vec![name])),
        }
    }
    for (what, names) in &groups {
        page.hanging(
            &format!("  {what}   "),
            page.palette.strong,
            &names.join(", "),
        )?;
    }
    if groups.is_empty() {
        page.line("  nothing that was read")?;
    }
    if summary.may_be_more {
        page.line("  and whatever the parts allow that were not read")?;
    }
    page.blank()
}

fn actions(actions: &[String]) -> String {
    let shown = actions[..actions.len().min(MOST_ACTIONS)].join(", ");
    match actions.len().saturating_sub(MOST_ACTIONS) {
        0 => shown,
        more => format!("{shown} and {more} more"),
    }
}

/// A text with the places of statements: each once, and the path only where it is another one than before.
fn by(report: &AccessReport<'_>, text: &str, spans: &[Span]) -> String {
    let sources = report.material.report.sources;
    let mut places: Vec<String> = Vec::new();
    let (mut file, mut seen) = (None, BTreeSet::new());
    for span in spans {
        let position = sources.get(span.file).position(span.start);
        if !seen.insert((span.file, position.line, position.column)) {
            continue;
        }
        places.push(match file == Some(span.file) {
            true => format!("{}:{}", position.line, position.column),
            false => at(report, *span),
        });
        file = Some(span.file);
    }
    match places.is_empty() {
        true => text.to_owned(),
        false => format!("{text}, at {}", places.join(", ")),
    }
}

fn at(report: &AccessReport<'_>, span: Span) -> String {
    location(report.material.report.sources, span)
}
