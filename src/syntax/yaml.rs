//! The YAML reader: events of the parser into the tree.
//!
//! In: a text. Out: the tree and diagnostics. Aliases become references to the node of their anchor, never copies.

mod events;

use std::borrow::Cow;

use crate::source::Diagnostic;

use super::build::{Builder, Input, Stop};
use super::limits::Limits;
use super::raw::{BLOCK, Kind, MERGE_KEY, PLAIN, QUOTED, RAW, RawNode};
use super::tree::Tree;
use events::{Event, Failure, Place, Properties, Style, TagName};

/// Reads the text.
pub(super) fn read(input: Input<'_>, limits: &Limits) -> (Tree, Vec<Diagnostic>) {
    let mut builder = Builder::new(input, limits);
    let mut stop = None;
    for event in events::events(input.text) {
        let outcome = match event {
            Ok((event, place)) => add(&mut builder, event, place),
            Err(failure) => Err(failed(&builder, &failure)),
        };
        if let Err(diagnostic) = outcome {
            stop = Some(diagnostic);
            break;
        }
    }
    builder.finish(stop)
}

fn add(builder: &mut Builder<'_>, event: Event<'_>, place: Place) -> Result<(), Stop> {
    match event {
        Event::Scalar(text, style, properties) => scalar(builder, text, style, properties, place),
        Event::Sequence(properties) => {
            let first = first_dash(builder, place.start);
            start(
                builder,
                Kind::Sequence,
                properties,
                Place {
                    start: first,
                    ..place
                },
            )
        }
        Event::Mapping(properties) => start(builder, Kind::Mapping, properties, place),
        Event::FlowEnd => {
            builder.end(Some(place.end));
            Ok(())
        }
        Event::BlockEnd => {
            builder.end(None);
            Ok(())
        }
        Event::Alias(anchor) => builder.alias(anchor, place.start, place.end),
        Event::UnknownAlias => builder.unknown_alias(place.start, place.end),
    }
}

fn start(
    builder: &mut Builder<'_>,
    kind: Kind,
    properties: Properties,
    place: Place,
) -> Result<(), Stop> {
    let id = builder.start(kind, place.start, properties.anchor)?;
    tag(builder, id, &properties);
    Ok(())
}

fn scalar(
    builder: &mut Builder<'_>,
    text: Cow<'_, str>,
    style: Style,
    properties: Properties,
    place: Place,
) -> Result<(), Stop> {
    let Place { start, end } = written_place(builder.input.text, style, place);
    let written = builder.written(start, end);
    let (custom, as_text) = match &properties.tag {
        None => (false, false),
        Some(tag) => (
            matches!(tag.name, TagName::Local | TagName::Other(_)),
            matches!(tag.name, TagName::Text),
        ),
    };
    let plain = style == Style::Plain && !as_text;
    let is_null = plain && (written.is_empty() || !custom && is_null_word(written));
    let mut node = if is_null {
        RawNode::new(Kind::Null, start, end, RAW)
    } else {
        let inside = written.get(1..written.len().saturating_sub(1));
        let link = match style {
            Style::Plain if *text == *written => RAW,
            Style::Plain if written.is_empty() => RAW,
            Style::Quoted if inside == Some(&*text) => QUOTED,
            _ => builder.pool.add(&text),
        };
        RawNode::new(Kind::Scalar, start, end, link)
    };
    if plain && !is_null {
        node.meta |= PLAIN;
    }
    if style == Style::Block {
        node.meta |= BLOCK;
    }
    if plain && !custom && written == "<<" && builder.at_key() {
        node.meta |= MERGE_KEY;
    }
    let id = builder.leaf(node, properties.anchor)?;
    tag(builder, id, &properties);
    Ok(())
}

/// Keeps a tag that is not one of YAML's own.
fn tag(builder: &mut Builder<'_>, id: u32, properties: &Properties) {
    let Some(tag) = &properties.tag else {
        return;
    };
    let Place { start, end } = tag.place;
    let name = match &tag.name {
        TagName::Local => RAW,
        TagName::Other(name) => builder.pool.add(name),
        TagName::Text | TagName::Core => return,
    };
    builder.tag(id, start, end, name);
}

/// The place of a scalar as people see it: nothing written is behind the colon of its key, a block ends with its last
/// character.
fn written_place(text: &str, style: Style, place: Place) -> Place {
    let (start, end) = (place.start as usize, place.end as usize);
    match text.get(start..end) {
        Some("") => {
            let rest = text[start..].trim_start_matches(' ');
            match rest.strip_prefix(':') {
                Some(after) => {
                    let at = (text.len() - after.len()) as u32;
                    Place { start: at, end: at }
                }
                None => place,
            }
        }
        Some(written) if style == Style::Block => Place {
            end: (start + written.trim_end().len()) as u32,
            ..place
        },
        _ => place,
    }
}

/// Where the first dash of a block sequence stands: the parser gives its first item for sequences that are not
/// indented.
fn first_dash(builder: &Builder<'_>, start: u32) -> u32 {
    let (text, at) = (builder.input.text, start as usize);
    let dash = text[at..]
        .strip_prefix('-')
        .is_some_and(|rest| rest.is_empty() || rest.starts_with(char::is_whitespace));
    // In a sequence, a dash before this one belongs to the outer sequence.
    if text[at..].starts_with('[')
        || dash
            && !(builder.in_mapping() && text[..at].trim_end_matches([' ', '\t']).ends_with('-'))
    {
        return start;
    }
    let mut line_end = at;
    loop {
        let line_start = text[..line_end].rfind('\n').map_or(0, |found| found + 1);
        let line = text[line_start..line_end].trim_end();
        let dashes_only = line
            .chars()
            .all(|character| character == '-' || character.is_whitespace());
        if line_end == at && dashes_only && line.ends_with('-') {
            return (line_start + line.len() - 1) as u32;
        }
        let dashed = line.trim_start();
        if dashed.starts_with('-') {
            return (line_start + line.len() - dashed.len()) as u32;
        }
        let blank = dashed.is_empty() || dashed.starts_with('#');
        if !blank || line_start == 0 {
            return start;
        }
        line_end = line_start - 1;
    }
}

fn is_null_word(text: &str) -> bool {
    matches!(text, "~" | "null" | "Null" | "NULL")
}

fn failed(builder: &Builder<'_>, failure: &Failure) -> Stop {
    let at = failure.at.min(builder.input.text.len() as u32);
    let span = builder.input.span(at, at);
    let diagnostic = if failure.too_deep {
        let message = format!(
            "nested more than {} levels deep, the limit for YAML",
            events::MAX_DEPTH
        );
        Diagnostic::error("depth-limit", span, message).help("flatten the structure")
    } else {
        let message = failure.message.trim_end_matches('.').to_owned();
        Diagnostic::error("yaml-syntax", span, message)
            .help("check indentation, quotes and brackets at this place and just before it")
    };
    Box::new(diagnostic)
}
