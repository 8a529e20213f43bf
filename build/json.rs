//! Translates the tool's own YAML files to JSON, which is read many times faster at every start of the tool.
//!
//! In: the text of a YAML file. Out: one line of JSON that means the same. Only what those files use is known here:
//! one document without anchors, aliases, merge keys and tags; anything else is an error. What the files say is not
//! known here.

use granit_parser::{Event, Parser, ScalarStyle};

/// Where the writer is inside a sequence or mapping that is open.
enum Open {
    Sequence {
        is_empty: bool,
    },
    /// In front of a key.
    Key {
        is_empty: bool,
    },
    /// In front of the value of a key.
    Value,
}

/// What came of a text.
pub(crate) struct Translated {
    /// The same as JSON.
    pub(crate) json: String,
    /// The keys of the mappings that are values of the outermost one, in their order.
    pub(crate) second_keys: Vec<String>,
}

/// The text as JSON, without the entries whose key is `left_out`, at any depth. Plain scalars that JSON can write
/// without quotes (numbers, booleans, nothing) stay so; all others become texts. The error says what cannot be translated.
pub(crate) fn from_yaml(text: &str, left_out: &str) -> Result<Translated, String> {
    let mut writer = Writer {
        json: String::with_capacity(text.len()),
        second_keys: Vec::new(),
        open: Vec::new(),
        skipping: None,
    };
    for event in Parser::new_from_str(text) {
        let (event, span) = event.map_err(|error| error.to_string())?;
        writer
            .add(event, left_out)
            .map_err(|what| format!("line {}: {what}", span.start.line()))?;
    }
    writer.json.push('\n');
    Ok(Translated {
        json: writer.json,
        second_keys: writer.second_keys,
    })
}

struct Writer {
    json: String,
    second_keys: Vec<String>,
    open: Vec<Open>,
    /// How many sequences and mappings are open within an entry that is left out.
    skipping: Option<usize>,
}

impl Writer {
    fn add(&mut self, event: Event<'_>, left_out: &str) -> Result<(), &'static str> {
        match event {
            Event::Scalar(_, _, 1.., _)
            | Event::SequenceStart(_, 1.., _)
            | Event::MappingStart(_, 1.., _) => return Err("anchors are not translated"),
            Event::Scalar(_, _, _, Some(_))
            | Event::SequenceStart(_, _, Some(_))
            | Event::MappingStart(_, _, Some(_)) => return Err("tags are not translated"),
            Event::Alias(..) | Event::UnresolvedAlias(..) => {
                return Err("aliases are not translated");
            }
            Event::Scalar(text, style, ..) => self.scalar(&text, style, left_out)?,
            Event::SequenceStart(..) => self.start('[', Open::Sequence { is_empty: true })?,
            Event::MappingStart(..) => self.start('{', Open::Key { is_empty: true })?,
            Event::SequenceEnd => self.end(']'),
            Event::MappingEnd => self.end('}'),
            _ => {}
        }
        Ok(())
    }

    fn scalar(
        &mut self,
        text: &str,
        style: ScalarStyle,
        left_out: &str,
    ) -> Result<(), &'static str> {
        if self.skipping.is_some() {
            self.skipped(0);
            return Ok(());
        }
        let is_plain = style == ScalarStyle::Plain;
        if matches!(self.open.last(), Some(Open::Key { .. })) {
            if is_plain && matches!(text, "" | "~" | "null" | "<<") {
                return Err("merge keys and keys without a text are not translated");
            }
            if text == left_out {
                self.skipping = Some(0);
                return Ok(());
            }
        }
        let is_key = self.before_value();
        match text {
            "" | "~" | "null" if is_plain => self.json.push_str("null"),
            _ if is_plain && !is_key && is_json_word(text) => self.json.push_str(text),
            _ => push_quoted(&mut self.json, text),
        }
        if is_key {
            self.json.push(':');
            // A key of a mapping within the outermost one.
            if self.open.len() == 2 {
                self.second_keys.push(text.to_owned());
            }
        }
        Ok(())
    }

    fn start(&mut self, bracket: char, open: Open) -> Result<(), &'static str> {
        if let Some(depth) = &mut self.skipping {
            *depth += 1;
            return Ok(());
        }
        if matches!(self.open.last(), Some(Open::Key { .. })) {
            return Err("only texts can be keys");
        }
        self.before_value();
        self.json.push(bracket);
        self.open.push(open);
        Ok(())
    }

    fn end(&mut self, bracket: char) {
        if self.skipping.is_some() {
            self.skipped(1);
        } else {
            self.open.pop();
            self.json.push(bracket);
        }
    }

    /// A value, or the end of one that closes so many brackets, within an entry that is left out.
    fn skipped(&mut self, closed: usize) {
        self.skipping = self
            .skipping
            .map(|depth| depth - closed)
            .filter(|depth| *depth > 0);
    }

    /// Writes the comma that a key or value needs before it; whether it is a key.
    fn before_value(&mut self) -> bool {
        let (comma, is_key, next) = match self.open.last() {
            None => return false,
            Some(Open::Sequence { is_empty }) => {
                (!is_empty, false, Open::Sequence { is_empty: false })
            }
            Some(Open::Key { is_empty }) => (!is_empty, true, Open::Value),
            Some(Open::Value) => (false, false, Open::Key { is_empty: false }),
        };
        if comma {
            self.json.push(',');
        }
        self.open.pop();
        self.open.push(next);
        is_key
    }
}

/// Whether JSON can write the text without quotes, with the same meaning.
fn is_json_word(text: &str) -> bool {
    let digits = text.strip_prefix('-').unwrap_or(text);
    let (whole, fraction) = digits.split_once('.').unwrap_or((digits, "0"));
    let all_digits =
        |part: &str| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit());
    let is_number =
        all_digits(whole) && all_digits(fraction) && (whole == "0" || !whole.starts_with('0'));
    is_number || matches!(text, "true" | "false")
}

fn push_quoted(json: &mut String, text: &str) {
    json.push('"');
    for character in text.chars() {
        match character {
            '"' => json.push_str("\\\""),
            '\\' => json.push_str("\\\\"),
            '\n' => json.push_str("\\n"),
            '\t' => json.push_str("\\t"),
            control if control < ' ' => json.push_str(&format!("\\u{:04x}", u32::from(control))),
            other => json.push(other),
        }
    }
    json.push('"');
}
