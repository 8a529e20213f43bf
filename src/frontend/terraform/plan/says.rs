//! What there is to say about a plan as a whole.
//!
//! In: its sections. Out: warnings and notes. Values are not known here.

use crate::source::{Diagnostic, SourceFile, Span};

use super::faults::Faults;
use super::survey::{Fate, Survey};

/// The newest major version of the format that is known.
const FORMAT: u32 = 1;

/// Where a section is, or the beginning of the file.
pub(super) fn place(file: &SourceFile, survey: &Survey<'_>, section: &str) -> Span {
    let mut sections = survey.sections.iter();
    let key = sections.find(|(key, _)| key.text == section);
    key.map_or(Span::new(file.id, 0, 0), |(key, _)| key.span)
}

/// Says where the version of the format is not known.
pub(super) fn check_version(file: &SourceFile, survey: &Survey<'_>, faults: &mut Faults) {
    let version = survey.text("format_version", file.text());
    let major = version.and_then(|version| version.split('.').next()?.parse::<u32>().ok());
    if major.is_some_and(|major| major <= FORMAT) {
        return;
    }
    let message = format!(
        "`{}` is a version of the format that is not known; it is read like version {FORMAT}",
        version.unwrap_or_default()
    );
    faults.warning(
        "unknown-version",
        place(file, survey, "format_version"),
        message,
    );
}

/// Says what a plan leaves to others.
pub(super) fn say_what_is_partial(file: &SourceFile, survey: &Survey<'_>, faults: &mut Faults) {
    let text = file.text();
    if survey.text("errored", text) == Some("true") {
        let message = "an error ended this plan early: resources may be missing in it";
        faults.warning("partial-plan", place(file, survey, "errored"), message);
    } else if survey.text("complete", text) == Some("false") {
        let message = "this plan is not complete: resources may be missing in it";
        faults.warning("partial-plan", place(file, survey, "complete"), message);
    }
    if survey.deferred > 0 {
        let message = format!(
            "{} changes are put off to a later plan; they are checked as far as they are known",
            survey.deferred
        );
        faults.note(
            "deferred-changes",
            place(file, survey, "deferred_changes"),
            message,
        );
    }
}

/// Says what is not managed any more.
pub(super) fn say_what_goes(survey: &Survey<'_>, file: &SourceFile, faults: &mut Faults) {
    for one in survey
        .changes
        .iter()
        .filter(|one| one.fate == Fate::Forgotten)
    {
        let span = Span::new(file.id, one.at, one.at + 1);
        let message = format!(
            "`{}` goes on to exist and is not managed any more: it is not checked",
            one.address
        );
        faults.note("forgotten-resource", span, message);
    }
}

/// Says that characters were lost before the file was read.
pub(super) fn say_what_is_lost(file: &SourceFile, faults: &mut Faults) {
    if file.text().contains('\u{fffd}') {
        let message = "some characters of this file were lost when it was converted (U+FFFD): names with them lead nowhere";
        let span = Span::new(file.id, 0, 0);
        let what = Diagnostic::warning("lost-characters", span, message);
        faults.push(what.help("write it again as UTF-8"));
    }
}
