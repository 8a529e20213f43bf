//! Random predicates over a vocabulary that is made up.

use std::sync::Arc;

use phipath::vocabulary::{Absence, Attribute, Literal, Reader, Vocabulary};

use super::{Random, VARIABLES};

/// Texts that attributes have.
pub(super) const TEXTS: [&str; 7] = ["", "a", "b", "ab", "aab", "ü", "it's"];
const QUOTED: [&str; 7] = [
    "''",
    "'a'",
    "\"b\"",
    "'ab'",
    "'aab'",
    "'\\u00fc'",
    "'it\\'s'",
];

/// Attributes of each type, each also as one that may be absent.
pub(super) fn made_up() -> Vocabulary {
    let mut vocabulary = Vocabulary::default();
    let mut add = |name: &str, reader, values: &[&str], absence| {
        let values = values.iter().map(|value| Arc::from(*value)).collect();
        vocabulary.add(Attribute {
            name: name.into(),
            reader,
            values,
            parts: Vec::new(),
            absence,
            of_files: false,
            meaning: String::new(),
        });
    };
    for (name, reader) in [
        ("flag", Reader::Boolean),
        ("deep.flag", Reader::Boolean),
        ("number", Reader::Integer),
        ("deep.number", Reader::Integer),
        ("word", Reader::Text),
        ("deep.er.word", Reader::Text),
        ("words", Reader::List),
        ("deep.words", Reader::List),
    ] {
        add(name, reader, &[], Absence::Unknown);
        add(&format!("maybe.{name}"), reader, &[], Absence::Meaningful);
    }
    add(
        "level",
        Reader::Text,
        &["low", "high"],
        Absence::Value(Literal::Text("low".into()), "cited".into()),
    );
    add("levels", Reader::List, &["low", "high"], Absence::Unknown);
    vocabulary
}

/// A random predicate without a fault; parts lie in each other up to `depth`.
pub(super) fn predicate(depth: usize, random: &mut Random) -> String {
    Writer {
        random,
        items: Vec::new(),
    }
    .boolean(depth)
}

struct Writer<'r> {
    random: &'r mut Random,
    items: Vec<&'static str>,
}

impl Writer<'_> {
    fn variable(&mut self) -> &'static str {
        VARIABLES[self.random.below(4)].name()
    }

    fn boolean(&mut self, depth: usize) -> String {
        if depth == 0 {
            return self.leaf();
        }
        let inner = depth - 1;
        match self.random.below(14) {
            0 => format!("!({})", self.boolean(inner)),
            1 => format!(
                "({} ? {} : {})",
                self.boolean(inner),
                self.boolean(inner),
                self.boolean(inner)
            ),
            2 | 3 => format!("{} && {}", self.grouped(inner), self.grouped(inner)),
            4 | 5 => format!(
                "{} || {} || {}",
                self.grouped(inner),
                self.grouped(inner),
                self.grouped(inner)
            ),
            6 => {
                let chain = self
                    .random
                    .pick(&["A && B || C", "A || B && C", "A ? B : C || A"]);
                let parts = ["A", "B", "C"].map(|part| (part, self.grouped(inner)));
                let chain = parts.iter().fold(chain.to_owned(), |chain, (part, text)| {
                    chain.replace(part, text)
                });
                format!("({chain})")
            }
            7 => format!(
                "({} {} {})",
                self.grouped(inner),
                self.equality(),
                self.grouped(inner)
            ),
            8 => self.ordered(inner),
            9 => format!(
                "{} {} {}",
                self.text(inner),
                self.equality(),
                self.text(inner)
            ),
            10 => format!("{} in {}", self.text(inner), self.list()),
            11 => self.part(inner),
            12 if self.items.len() < 2 => self.quantified(inner),
            12 => format!("{} {} {}", self.list(), self.equality(), self.list()),
            _ => self.guarded(),
        }
    }

    fn grouped(&mut self, depth: usize) -> String {
        format!("({})", self.boolean(depth))
    }

    fn equality(&mut self) -> &'static str {
        self.random.pick(&["==", "!="])
    }

    fn leaf(&mut self) -> String {
        let variable = self.variable();
        match self.random.below(9) {
            0 => self.random.pick(&["true", "false"]).to_owned(),
            1 => format!("carries({variable}, 'phi')"),
            2 => self
                .random
                .pick(&[
                    "protects(component, 'credential')",
                    "passes(component, 'phi')",
                    "crosses(flow, 'network')",
                ])
                .to_owned(),
            3 => format!("{variable}.level {} 'low'", self.equality()),
            4 if self.items.len() < 2 => {
                format!("{variable}.levels.exists(level, level in ['high'])")
            }
            5 => format!("'high' in {variable}.levels"),
            6 => format!("{variable}.deep.flag"),
            7 => format!("!{variable}.flag == {variable}.deep.flag"),
            _ => format!("{variable}.flag"),
        }
    }

    fn ordered(&mut self, depth: usize) -> String {
        let relation = self.random.pick(&["<", "<=", ">", ">=", "==", "!="]);
        format!("{} {relation} {}", self.integer(depth), self.integer(depth))
    }

    fn integer(&mut self, depth: usize) -> String {
        match self.random.below(6) {
            0 => format!("{}", self.random.below(7) as i64 - 3),
            1 => format!("size({})", self.text(depth)),
            2 => format!("{}.size()", self.list()),
            3 if depth > 0 => {
                let condition = self.boolean(depth - 1);
                format!(
                    "(({condition}) ? {} : {})",
                    self.integer(depth - 1),
                    self.integer(depth - 1)
                )
            }
            4 => format!("{}.deep.number", self.variable()),
            _ => format!("{}.number", self.variable()),
        }
    }

    fn text(&mut self, depth: usize) -> String {
        match self.random.below(6) {
            0 | 1 => self.random.pick(&QUOTED).to_owned(),
            2 if !self.items.is_empty() => {
                self.items[self.random.below(self.items.len())].to_owned()
            }
            3 if depth > 0 => {
                let condition = self.boolean(depth - 1);
                format!(
                    "(({condition}) ? {} : {})",
                    self.text(depth - 1),
                    self.text(depth - 1)
                )
            }
            4 => format!("{}.deep.er.word", self.variable()),
            _ => format!("{}.word", self.variable()),
        }
    }

    fn list(&mut self) -> String {
        match self.random.below(3) {
            0 => {
                let items: Vec<&str> = (0..self.random.below(4))
                    .map(|_| self.random.pick(&QUOTED))
                    .collect();
                format!("[{}]", items.join(", "))
            }
            1 => format!("{}.words", self.variable()),
            _ => format!("{}.deep.words", self.variable()),
        }
    }

    fn part(&mut self, depth: usize) -> String {
        let method = self.random.pick(&["startsWith", "endsWith", "contains"]);
        format!("{}.{method}({})", self.text(depth), self.text(depth))
    }

    fn quantified(&mut self, depth: usize) -> String {
        let list = self.list();
        let item = ["item", "other"][self.items.len()];
        let quantifier = self.random.pick(&["exists", "all"]);
        self.items.push(item);
        let body = self.boolean(depth);
        self.items.pop();
        format!("{list}.{quantifier}({item}, {body})")
    }

    /// A read of something that may be absent, in each form of test that allows it.
    fn guarded(&mut self) -> String {
        let variable = self.variable();
        let (name, usage) = [
            ("flag", "X"),
            ("deep.flag", "X == true"),
            ("number", "X >= 0"),
            ("deep.number", "1 != X"),
            ("word", "X == 'a'"),
            ("deep.er.word", "X.endsWith('b')"),
            ("words", "'a' in X"),
            ("deep.words", "X.all(word, word != 'a')"),
        ][self.random.below(if self.items.len() < 2 { 8 } else { 7 })];
        let read = format!("{variable}.maybe.{name}");
        let form = self.random.pick(&[
            "(X != null && USE)",
            "(USE && X != null)",
            "(null == X || USE)",
            "!(X == null || (USE))",
            "(X == null ? false : USE)",
            "X == null",
        ]);
        form.replace("USE", usage).replace('X', &read)
    }
}
