//! Counting answers, and the tables of them.
//!
//! In: [`Answer`]s, and the rows of the table of counterparts. Out: text on standard output. Nothing is judged here.

use super::cases::{Expect, Label};
use super::judge::{Answer, Says};
use super::table::{CLASSES, Row};

/// What came of the labels of a rule, or of several.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Tally {
    fail: Count,
    pass: Count,
    skipped: usize,
    /// Of the found ones, those whose label has a line.
    with_line: usize,
    same_entry: usize,
    same_block: usize,
}

/// Labels by what we say there.
#[derive(Clone, Copy, Debug, Default)]
struct Count {
    violated: usize,
    undecided: usize,
    nothing: usize,
    unread: usize,
}

impl Count {
    fn add(&mut self, says: Says) {
        match says {
            Says::Violated => self.violated += 1,
            Says::Undecided => self.undecided += 1,
            Says::Nothing => self.nothing += 1,
            Says::Unread => self.unread += 1,
        }
    }

    fn all(self) -> usize {
        self.violated + self.undecided + self.nothing + self.unread
    }

    fn plus(self, other: Count) -> Count {
        Count {
            violated: self.violated + other.violated,
            undecided: self.undecided + other.undecided,
            nothing: self.nothing + other.nothing,
            unread: self.unread + other.unread,
        }
    }
}

impl Tally {
    /// Counts one label.
    pub(crate) fn count(&mut self, label: &Label, answer: Answer) {
        match label.expect {
            Expect::Skip => self.skipped += 1,
            Expect::Pass => self.pass.add(answer.says),
            Expect::Fail => {
                self.fail.add(answer.says);
                if answer.says == Says::Violated && label.line.is_some() {
                    self.with_line += 1;
                    self.same_entry += usize::from(answer.same_entry);
                    self.same_block += usize::from(answer.same_block);
                }
            }
        }
    }

    /// Labels that fail: found ones, and all.
    pub(crate) fn found(self) -> (usize, usize) {
        (self.fail.violated, self.fail.all())
    }

    /// Labels that pass: those that we hit, and all.
    pub(crate) fn hit(self) -> (usize, usize) {
        (self.pass.violated, self.pass.all())
    }

    /// Found labels with a line: those found in the block that starts there, and all.
    pub(crate) fn in_block(self) -> (usize, usize) {
        (self.same_block, self.with_line)
    }

    /// The sum of both.
    pub(crate) fn plus(self, other: Tally) -> Tally {
        Tally {
            fail: self.fail.plus(other.fail),
            pass: self.pass.plus(other.pass),
            skipped: self.skipped + other.skipped,
            with_line: self.with_line + other.with_line,
            same_entry: self.same_entry + other.same_entry,
            same_block: self.same_block + other.same_block,
        }
    }

    /// The columns under [`HEADER`].
    fn columns(self) -> String {
        let Tally { fail, pass, .. } = self;
        let of = |some: usize, all: usize| match all {
            0 => "-".to_owned(),
            _ => format!("{some}/{all}"),
        };
        format!(
            "{:>9} {:>6} {:>6} {:>6} {:>9} {:>9}   {:>9} {:>6} {:>6} {:>6}",
            of(fail.violated, fail.all()),
            fail.undecided,
            fail.nothing,
            fail.unread,
            of(self.same_entry, self.with_line),
            of(self.same_block, self.with_line),
            of(pass.violated, pass.all()),
            pass.undecided,
            pass.unread,
            self.skipped
        )
    }
}

/// The names of the columns: of labels that fail, where what was found lies, of labels that pass, and of the rest.
const HEADER: &str =
    "    found  undec missed unread     entry     block   false hit  undec unread   skip";

/// Prints a line for each label rule, and totals.
pub(crate) fn print(rows: &[(&Row, Tally)]) {
    let (with, without): (Vec<_>, Vec<_>) = rows
        .iter()
        .copied()
        .partition(|(row, _)| row.none.is_none());
    println!("{HEADER}   label rule → our counterpart");
    for (row, tally) in &with {
        print_row(row, *tally);
    }
    println!("\n   fail   pass   skip   label rule without a counterpart, and why");
    for (
        row,
        Tally {
            fail,
            pass,
            skipped,
            ..
        },
    ) in &without
    {
        let (fail, pass) = (fail.all(), pass.all());
        let (suite, rule, why) = (&row.suite, &row.rule, row.counterpart());
        println!("{fail:>7} {pass:>6} {skipped:>6}   {suite} {rule} → {why}");
    }
    println!("\n{HEADER}   in all");
    print_totals(&with);
    print_classes(&without);
}

fn print_row(row: &Row, tally: Tally) {
    let (suite, rule, ours) = (&row.suite, &row.rule, row.counterpart());
    println!("{}   {suite} {rule} → {ours}", tally.columns());
}

/// The sum of all rows, and that of each suite.
fn print_totals(rows: &[(&Row, Tally)]) {
    let sum = |suite: Option<&str>| {
        let of = |row: &Row| suite.is_none_or(|suite| row.suite == suite);
        let tallies = rows
            .iter()
            .filter(|(row, _)| of(row))
            .map(|(_, tally)| *tally);
        tallies.fold((0, Tally::default()), |(count, sum), tally| {
            (count + 1, sum.plus(tally))
        })
    };
    let (count, all) = sum(None);
    println!("{}   {count} label rules with a counterpart", all.columns());
    for suite in ["guard", "kics"] {
        let (count, all) = sum(Some(suite));
        println!("{}     {count} of {suite}", all.columns());
    }
}

/// The label rules without a counterpart, by why.
fn print_classes(rows: &[(&Row, Tally)]) {
    let labels = |rows: &[&(&Row, Tally)]| {
        let all = rows
            .iter()
            .map(|(_, tally)| tally.fail.all() + tally.pass.all());
        all.sum::<usize>()
    };
    let all: Vec<_> = rows.iter().collect();
    println!(
        "\n{} label rules without a counterpart, with {} labels",
        all.len(),
        labels(&all)
    );
    for (class, what) in CLASSES {
        let is = |row: &Row| row.none.as_ref().is_some_and(|(own, _)| own == class);
        let of: Vec<_> = rows.iter().filter(|(row, _)| is(row)).collect();
        println!(
            "{:>4} {class:<10} {:>4} labels   {what}",
            of.len(),
            labels(&of)
        );
    }
}
