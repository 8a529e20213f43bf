//! Why we differ from a label: a line for each label that says otherwise than we do.
//!
//! In: the text of `labels/differences.yaml`, and answers. Out: [`Difference`]s with the labels that each explains, and what
//! they leave unexplained. A reason explains a label only where we do differ.

use std::collections::{BTreeMap, BTreeSet};

use phipath::syntax::Node;

use super::cases::{Case, Expect, Label};
use super::judge::{Answer, Says};
use super::table::{self, Row};
use super::tally::Tally;

/// Why we differ, with what a report says of it. Labels of the first two ask for something else than our rules, or of something
/// that cannot be deployed; no work of ours would make the answers equal.
pub(crate) const REASONS: [(&str, &str); 5] = [
    (
        "disagree",
        "asks for what we hold wrong or needless, or passes what we hold wrong",
    ),
    (
        "invalid",
        "the fragment is no template that would be deployed as it stands",
    ),
    (
        "elsewhere",
        "what decides is not in the fragment, and no default is documented",
    ),
    ("place", "found, at another place of the same defect"),
    ("miss", "a gap of ours"),
];

/// A reason, and the labels that it is for.
#[derive(Debug)]
pub(crate) struct Difference {
    /// Suite and name of the label rule.
    pub(crate) rule: (String, String),
    /// A name of [`REASONS`].
    pub(crate) class: String,
    /// One sentence.
    pub(crate) why: String,
    /// The labels, see [`name`].
    pub(crate) labels: BTreeSet<String>,
}

impl Difference {
    /// Suite and name of the label rule.
    fn key(&self) -> (&str, &str) {
        (&self.rule.0, &self.rule.1)
    }
}

/// How a label is named in the list: the name of its case; else the end of its path, and its line where it has one.
pub(crate) fn name(case: &Case, label: &Label) -> String {
    let file = label.file.rsplit('/').next().unwrap_or_default();
    match (&case.name, label.line) {
        (Some(name), _) => name.clone(),
        (None, Some(line)) => format!("{file}:{line}"),
        (None, None) => file.to_owned(),
    }
}

/// Whether we say otherwise than a label, or say it at another place.
pub(crate) fn differs(label: &Label, answer: Answer) -> bool {
    match label.expect {
        Expect::Skip => false,
        Expect::Pass => answer.says == Says::Violated,
        Expect::Fail => answer.says != Says::Violated || label.line.is_some() && !answer.same_block,
    }
}

/// Why we differ from a label, where we do.
pub(crate) fn why<'r>(
    reasons: &'r [Difference],
    case: &Case,
    label: &Label,
    answer: Answer,
) -> Option<&'r str> {
    let reason = differs(label, answer).then(|| reason(reasons, case, label))??;
    Some(&reason.why)
}

fn reason<'r>(reasons: &'r [Difference], case: &Case, label: &Label) -> Option<&'r Difference> {
    let name = name(case, label);
    reasons
        .iter()
        .find(|one| one.key() == label.key() && one.labels.contains(&name))
}

/// What the reasons explain of the labels on which we differ.
#[derive(Debug, Default)]
pub(crate) struct Explained {
    /// How many labels each class explains: those that fail and that we do not find, those that pass and that we hit, and those
    /// that we find at another place.
    pub(crate) by_class: BTreeMap<String, [usize; 3]>,
    /// Labels that nobody explains.
    pub(crate) open: Vec<String>,
    /// Reasons that explain nothing.
    pub(crate) idle: Vec<String>,
}

/// Finds the reason of each label on which we differ; labels of rules without a counterpart have theirs in the table.
pub(crate) fn explain(
    reasons: &[Difference],
    rows: &[Row],
    judged: &[(&Case, &Label, Answer)],
) -> Explained {
    let mut explained = Explained::default();
    let ours = rows.iter().filter(|row| row.none.is_none());
    let ours: BTreeSet<_> = ours.map(Row::key).collect();
    let mut used: BTreeSet<(&str, String)> = BTreeSet::new();
    let differing = judged
        .iter()
        .filter(|(_, label, answer)| ours.contains(&label.key()) && differs(label, *answer));
    for (case, label, answer) in differing {
        let name = name(case, label);
        let Some(reason) = reason(reasons, case, label) else {
            let text = format!("{} {}: {name}", label.suite, label.rule);
            explained.open.push(text);
            continue;
        };
        let counts = explained.by_class.entry(reason.class.clone()).or_default();
        match (label.expect, answer.says) {
            (Expect::Pass, _) => counts[1] += 1,
            (_, Says::Violated) => counts[2] += 1,
            _ => counts[0] += 1,
        }
        used.insert((&label.rule, name));
    }
    for one in reasons {
        let names = one.labels.iter();
        let idle = names.filter(|name| !used.contains(&(one.rule.1.as_str(), (*name).clone())));
        let texts = idle.map(|name| format!("{} {}: {name}", one.rule.0, one.rule.1));
        explained.idle.extend(texts);
    }
    explained
}

/// Prints why we differ, and what is found without the labels that differ for a reason of theirs: one class more in each line.
pub(crate) fn print(explained: &Explained, rows: &[(&Row, Tally)]) {
    println!("\n missed    hit  place   why we differ, by labels");
    for (class, what) in REASONS {
        let [missed, hit, place] = explained.by_class.get(class).copied().unwrap_or_default();
        println!("{missed:>7} {hit:>6} {place:>6}   {class:<10} {what}");
    }
    println!("{:>7} without a reason", explained.open.len());
    explained
        .open
        .iter()
        .for_each(|one| println!("          {one}"));
    explained
        .idle
        .iter()
        .for_each(|one| println!("        reason without a difference: {one}"));
    let with = rows.iter().filter(|(row, _)| row.none.is_none());
    let all = with.fold(Tally::default(), |sum, (_, tally)| sum.plus(*tally));
    let (found, fails) = all.found();
    let (hit, passes) = all.hit();
    let (block, lines) = all.in_block();
    let (mut left_out, mut apart) = ([0; 3], Vec::new());
    for class in ["disagree", "invalid", "elsewhere"] {
        let counts = explained.by_class.get(class).copied().unwrap_or_default();
        (0..3).for_each(|index| left_out[index] += counts[index]);
        apart.push(class);
        let (fails, passes) = (fails - left_out[0], passes - left_out[1]);
        let lines = lines - left_out[2];
        let hit = hit - left_out[1];
        println!(
            "without {:<32} {found}/{fails} found ({:.1} %), {hit}/{passes} hit ({:.1} %), {block}/{lines} in the block ({:.1} %)",
            apart.join(", "),
            percent(found, fails),
            percent(hit, passes),
            percent(block, lines),
        );
    }
}

/// A share of a whole in percent.
fn percent(part: usize, whole: usize) -> f64 {
    100.0 * part as f64 / whole.max(1) as f64
}

/// The reasons of a list.
///
/// # Errors
///
/// What is wrong with it, a line each.
pub(crate) fn read(text: &str) -> Result<Vec<Difference>, Vec<String>> {
    table::items("benches/labels/differences.yaml", text, difference)
}

fn difference(item: Node<'_>) -> Result<Difference, String> {
    let need = |key: &str| {
        let text = item
            .get(key)
            .and_then(|node| Some(node.text()?.into_owned()));
        text.ok_or_else(|| format!("`{key}` is missing"))
    };
    let class = need("class")?;
    if !REASONS.iter().any(|(name, _)| *name == class) {
        return Err(format!("unknown class `{class}`"));
    }
    let labels = item.get("labels").into_iter().flat_map(|node| node.items());
    let labels: BTreeSet<String> = labels
        .filter_map(|one| Some(one.text()?.into_owned()))
        .collect();
    match labels.is_empty() {
        true => Err("it explains no label".to_owned()),
        false => Ok(Difference {
            rule: (need("suite")?, need("rule")?),
            class,
            why: need("why")?,
            labels,
        }),
    }
}
