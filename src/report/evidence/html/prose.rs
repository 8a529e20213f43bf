//! Texts as people write them: paragraphs, code in lines of its own, code between backticks.
//!
//! In: plain text. Out: pieces of the page, everything escaped. What a text is about is not known here.

use maud::{Markup, html};

/// What begins a line of code.
const INDENT: &str = "    ";

/// A text of one line.
pub(super) fn line(text: &str) -> Markup {
    let parts: Vec<&str> = text.split('`').collect();
    // A backtick without another one is a letter like others.
    let paired = parts.len() % 2 == 1;
    html! {
        @if paired {
            @for (index, part) in parts.iter().enumerate() {
                @if index % 2 == 1 { code { (part) } } @else { (part) }
            }
        } @else {
            (text)
        }
    }
}

/// A text of several lines, with words in front of its first paragraph.
pub(super) fn block(lead: &str, text: &str) -> Markup {
    let blocks = blocks(text);
    html! {
        @for (index, block) in blocks.iter().enumerate() {
            @match block {
                Block::Paragraph(text) => {
                    p {
                        @if index == 0 && !lead.is_empty() { strong { (lead) } " " }
                        (line(text))
                    }
                },
                Block::Code(text) => {
                    @if index == 0 && !lead.is_empty() { p { strong { (lead) } } }
                    pre { code { (text) } }
                },
            }
        }
    }
}

enum Block {
    Paragraph(String),
    Code(String),
}

fn blocks(text: &str) -> Vec<Block> {
    let mut blocks: Vec<Block> = Vec::new();
    let mut ended = true;
    for line in text.lines() {
        if line.trim().is_empty() {
            ended = true;
            continue;
        }
        match (line.strip_prefix(INDENT), blocks.last_mut()) {
            // What is indented after an empty line goes on with the code before it.
            (Some(code), Some(Block::Code(known))) => {
                known.push_str(if ended { "\n\n" } else { "\n" });
                known.push_str(code);
            }
            (Some(code), _) => blocks.push(Block::Code(code.to_owned())),
            (None, Some(Block::Paragraph(known))) if !ended => {
                known.push(' ');
                known.push_str(line.trim());
            }
            (None, _) => blocks.push(Block::Paragraph(line.trim().to_owned())),
        }
        ended = false;
    }
    blocks
}
