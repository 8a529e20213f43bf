//! Changes to a text, repeatable by their seed.

use std::sync::Arc;

use phipath::source::{Encoding, FileId, SourceFile};
use phipath::syntax::{Limits, Node, parse};

/// Numbers that look random and are the same on every run.
pub(crate) struct Random(u64);

impl Random {
    /// Numbers that depend on a name.
    pub(crate) fn of(seed: &str) -> Self {
        let mix = |state: u64, byte: u8| (state ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3);
        Self(seed.bytes().fold(0xcbf2_9ce4_8422_2325, mix))
    }

    /// A number below a bound; 0 for the bound 0.
    pub(crate) fn below(&mut self, bound: usize) -> usize {
        self.0 = self
            .0
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        match bound {
            0 => 0,
            _ => (self.0 >> 33) as usize % bound,
        }
    }

    fn one_of<'a>(&mut self, choices: &[&'a str]) -> &'a str {
        choices[self.below(choices.len())]
    }
}

/// A change of a text.
pub(crate) type Mutation = fn(&str, &mut Random) -> String;

/// All changes, by name.
pub(crate) const ALL: [(&str, Mutation); 7] = [
    ("a line deleted", delete_line),
    ("a line repeated", repeat_line),
    ("a line indented", indent_line),
    ("a value replaced", replace_value),
    ("two values replaced", |text, random| {
        replace_value(&replace_value(text, random), random)
    }),
    ("a function replaced", replace_function),
    ("a type replaced", replace_type),
];

/// What stands in for a value: in JSON, so that it fits into both languages.
const VALUES: [&str; 20] = [
    "null",
    "17",
    "-1e400",
    "true",
    "\"\"",
    "\"x\"",
    "[]",
    "{}",
    "[[], {}]",
    "{\"a\": [1, null]}",
    "[\"*\"]",
    "\"*\"",
    "\"${\"",
    "\"${AWS::Region}${!x}${a.b.c}\"",
    "\"arn:::::\"",
    "{\"Ref\": \"AWS::NoValue\"}",
    "{\"Ref\": []}",
    "{\"Fn::If\": [\"Nothing\", {}, []]}",
    "{\"Fn::GetAtt\": \".\"}",
    "{\"Fn::Sub\": [\"${x}\", {\"x\": {\"Fn::Sub\": \"${x}\"}}]}",
];

/// Functions as keys, and as tags.
const FUNCTIONS: [&str; 17] = [
    "Fn::And",
    "Fn::Base64",
    "Fn::Cidr",
    "Fn::Equals",
    "Fn::FindInMap",
    "Fn::GetAZs",
    "Fn::GetAtt",
    "Fn::If",
    "Fn::ImportValue",
    "Fn::Join",
    "Fn::Not",
    "Fn::Or",
    "Fn::Select",
    "Fn::Split",
    "Fn::Sub",
    "Fn::Transform",
    "Fn::ToJsonString",
];

fn lines(text: &str, random: &mut Random) -> (Vec<String>, usize) {
    let lines: Vec<String> = text.split_inclusive('\n').map(str::to_owned).collect();
    let at = random.below(lines.len());
    (lines, at)
}

fn delete_line(text: &str, random: &mut Random) -> String {
    let (mut lines, at) = lines(text, random);
    if !lines.is_empty() {
        lines.remove(at);
    }
    lines.concat()
}

fn repeat_line(text: &str, random: &mut Random) -> String {
    let (mut lines, at) = lines(text, random);
    if !lines.is_empty() {
        lines.insert(at, lines[at].clone());
    }
    lines.concat()
}

fn indent_line(text: &str, random: &mut Random) -> String {
    let (mut lines, at) = lines(text, random);
    if let Some(line) = lines.get_mut(at) {
        *line = match random.below(2) {
            0 => format!("  {line}"),
            _ => line.strip_prefix("  ").unwrap_or(line).to_owned(),
        };
    }
    lines.concat()
}

/// Replaces a value, whatever it is, by another.
fn replace_value(text: &str, random: &mut Random) -> String {
    let file = SourceFile::new(
        FileId(0),
        "t.yaml".to_owned(),
        text.to_owned(),
        Encoding::Utf8,
    );
    let (tree, _) = parse(&Arc::new(file), &Limits::default());
    let mut spans = Vec::new();
    let mut pending: Vec<Node<'_>> = tree.documents().collect();
    while let Some(node) = pending.pop() {
        if spans.len() > 100_000 {
            break;
        }
        spans.push(node.full_span());
        pending.extend(node.items());
        pending.extend(node.entries().map(|(_, value)| value));
    }
    if spans.is_empty() {
        return text.to_owned();
    }
    let span = spans[random.below(spans.len())];
    let other = spans[random.below(spans.len())];
    let value = match random.below(4) {
        // A value from elsewhere: of its own language, and of a sort that is not expected.
        0 => text[other.start as usize..other.end as usize].to_owned(),
        _ => random.one_of(&VALUES).to_owned(),
    };
    splice(
        text,
        span.start as usize,
        span.end as usize,
        &format!(" {value}"),
    )
}

fn replace_function(text: &str, random: &mut Random) -> String {
    let starts: Vec<usize> = ["Fn::", "!", "Ref", "Condition"]
        .iter()
        .flat_map(|mark| text.match_indices(mark).map(|(at, _)| at))
        .collect();
    if starts.is_empty() {
        return text.to_owned();
    }
    let start = starts[random.below(starts.len())];
    let rest = &text[start..];
    let end = rest
        .find(|character: char| {
            !character.is_alphanumeric() && character != ':' && character != '!'
        })
        .unwrap_or(rest.len());
    let word = rest[..end].trim_end_matches(':');
    let name = match (word.starts_with('!'), random.below(6)) {
        (true, 0) => "!Ref".to_owned(),
        (false, 0) => "Ref".to_owned(),
        (true, _) => random.one_of(&FUNCTIONS).replace("Fn::", "!"),
        (false, _) => random.one_of(&FUNCTIONS).to_owned(),
    };
    splice(text, start, start + word.len(), &name)
}

/// Gives a resource the type of another.
fn replace_type(text: &str, random: &mut Random) -> String {
    let word_end = |start: usize| {
        let end =
            text[start..].find(|character: char| !character.is_alphanumeric() && character != ':');
        end.map_or(text.len(), |length| start + length)
    };
    let types: Vec<(usize, usize)> = text
        .match_indices("AWS::")
        .map(|(start, _)| (start, word_end(start)))
        .collect();
    if types.is_empty() {
        return text.to_owned();
    }
    let (start, end) = types[random.below(types.len())];
    let (from, to) = types[random.below(types.len())];
    splice(text, start, end, &text[from..to])
}

fn splice(text: &str, start: usize, end: usize, with: &str) -> String {
    format!("{}{with}{}", &text[..start], &text[end..])
}
