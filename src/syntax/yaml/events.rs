//! The YAML parser behind a small interface, so that it can be replaced.
//!
//! In: a text. Out: events with byte offsets. No other file names the parser's crate.

use std::borrow::Cow;

use granit_parser::{self as granit, ErrorKind, Parser, ScalarStyle, StructureStyle, Tag};

/// Levels of nesting that the parser accepts, in flow style and in block style each.
pub(super) const MAX_DEPTH: usize = 255;

/// One step through a document.
pub(super) enum Event<'t> {
    Scalar(Cow<'t, str>, Style, Properties),
    Sequence(Properties),
    Mapping(Properties),
    /// The end of a sequence or mapping in brackets; the place covers the bracket.
    FlowEnd,
    /// The end of a sequence or mapping by indentation; the place is that of what follows.
    BlockEnd,
    /// An alias of the anchor with this number.
    Alias(usize),
    /// An alias without an anchor before it.
    UnknownAlias,
}

/// How a scalar is written.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Style {
    Plain,
    Quoted,
    Block,
}

/// What stands before a value.
pub(super) struct Properties {
    /// Number of its anchor; 0 for none.
    pub(super) anchor: usize,
    pub(super) tag: Option<TagToken>,
}

pub(super) struct TagToken {
    pub(super) name: TagName,
    pub(super) place: Place,
}

/// What a tag says.
pub(super) enum TagName {
    /// The value is text: `!` or `!!str`.
    Text,
    /// Another tag of YAML itself.
    Core,
    /// `!name`, the name as written.
    Local,
    /// Any other, in full.
    Other(String),
}

/// A range of byte offsets.
#[derive(Clone, Copy)]
pub(super) struct Place {
    pub(super) start: u32,
    pub(super) end: u32,
}

/// Why the parser stopped.
pub(super) struct Failure {
    pub(super) at: u32,
    pub(super) message: String,
    pub(super) too_deep: bool,
}

/// The events of all documents of a text. Nothing follows a failure.
pub(super) fn events(text: &str) -> impl Iterator<Item = Result<(Event<'_>, Place), Failure>> {
    let mut options = granit::options! {
        strict_indentation: false,
        emit_unresolved_aliases: true,
        emit_anchor_events: false,
        emit_comments: false,
        max_buffered_comment_events: usize::MAX,
        flow_nesting_limit: MAX_DEPTH,
        block_nesting_limit: MAX_DEPTH,
    };
    options.set_emit_comments(false);
    // Whether each open collection is in flow style.
    let mut flow: Vec<bool> = Vec::new();
    Parser::new_from_str_with_options(text, options).filter_map(move |next| match next {
        Ok((event, span)) => {
            translate(text, event, &span, &mut flow).map(|event| Ok((event, place(&span))))
        }
        Err(error) => Some(Err(Failure {
            at: error.marker().byte_offset().unwrap_or(0) as u32,
            message: error.info(),
            too_deep: matches!(error.kind(), ErrorKind::RecursionLimitExceeded),
        })),
    })
}

fn translate<'t>(
    source: &str,
    event: granit::Event<'t>,
    span: &granit::Span,
    flow: &mut Vec<bool>,
) -> Option<Event<'t>> {
    Some(match event {
        granit::Event::Scalar(text, style, anchor, tag) => Event::Scalar(
            text,
            scalar_style(style),
            properties(source, anchor, tag, span),
        ),
        granit::Event::SequenceStart(style, anchor, tag) => {
            flow.push(style == StructureStyle::Flow);
            Event::Sequence(properties(source, anchor, tag, span))
        }
        granit::Event::MappingStart(style, anchor, tag) => {
            flow.push(style == StructureStyle::Flow);
            Event::Mapping(properties(source, anchor, tag, span))
        }
        granit::Event::SequenceEnd | granit::Event::MappingEnd => match flow.pop() {
            Some(true) if !span.is_empty() => Event::FlowEnd,
            _ => Event::BlockEnd,
        },
        granit::Event::Alias(anchor) => Event::Alias(anchor),
        granit::Event::UnresolvedAlias(_) => Event::UnknownAlias,
        _ => return None,
    })
}

fn scalar_style(style: ScalarStyle) -> Style {
    match style {
        ScalarStyle::Plain => Style::Plain,
        ScalarStyle::SingleQuoted | ScalarStyle::DoubleQuoted => Style::Quoted,
        ScalarStyle::Literal | ScalarStyle::Folded => Style::Block,
    }
}

fn properties(
    source: &str,
    anchor: usize,
    tag: Option<Cow<'_, Tag>>,
    span: &granit::Span,
) -> Properties {
    let tag = tag.map(|tag| {
        let token = span.tag_span();
        let written = token.and_then(|token| token.slice(source)).unwrap_or("");
        TagToken {
            name: tag_name(&tag, written),
            place: token.map_or_else(|| place(span), |token| place(&token)),
        }
    });
    Properties { anchor, tag }
}

fn tag_name(tag: &Tag, written: &str) -> TagName {
    match (tag.handle(), tag.suffix()) {
        ("" | "!", "" | "!") => TagName::Text,
        ("!", name) if written.strip_prefix('!') == Some(name) => TagName::Local,
        ("!", name) => TagName::Other(name.to_owned()),
        _ if tag.is_yaml_core_schema_tag("str") => TagName::Text,
        _ if tag.is_yaml_core_schema() => TagName::Core,
        ("", name) => TagName::Other(name.trim_start_matches('!').to_owned()),
        (handle, suffix) => TagName::Other(format!("{handle}{suffix}")),
    }
}

fn place(span: &granit::Span) -> Place {
    let offset = |marker: &granit::Marker| marker.byte_offset().unwrap_or(0) as u32;
    let start = offset(&span.start);
    Place {
        start,
        end: offset(&span.end).max(start),
    }
}
