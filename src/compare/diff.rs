//! What a change brings: findings, flows of PHI and reach of PHI that were not there before.
//!
//! In: two runs. Out: a [`Diff`]. Whether it is good or bad is not known here.

use std::collections::{BTreeMap, BTreeSet};

use super::pairing::{Identity, pair};
use super::ways::Ways;
use super::{Carrier, Flow, Known, Level, Past};

/// What differs between two runs.
#[derive(Clone, Debug, Default)]
pub struct Diff {
    /// Findings that count and were not there, or that an exception covered; the gravest first.
    pub new: Vec<Known>,
    /// Findings that were there and are gone.
    pub fixed: Vec<Known>,
    /// Findings that both have.
    pub unchanged: Vec<Kept>,
    /// Findings that an exception covers now and not before, or that came with one.
    pub excepted: Vec<Known>,
    /// Flows that move PHI and did not, or may not have.
    pub flows: Vec<NewFlow>,
    /// Flows that moved PHI and do no more.
    pub gone_flows: Vec<Flow>,
    /// Components that PHI reaches and did not, or that it reaches more certainly.
    pub widened: Vec<Widened>,
    /// Components that PHI reached and reaches no more, or less certainly.
    pub narrowed: Vec<Widened>,
    /// What makes the comparison less sure, in words.
    pub notes: Vec<String>,
}

/// A finding of both runs.
#[derive(Clone, Debug)]
pub struct Kept {
    /// As it is now.
    pub finding: Known,
    /// Its place before, where its file had another name.
    pub before: Option<String>,
}

/// A flow that moves PHI now.
#[derive(Clone, Debug)]
pub struct NewFlow {
    /// The flow.
    pub flow: Flow,
    /// How sure it was before; `None` where there was none.
    pub was: Option<Level>,
    /// The way of PHI, from where it starts over this flow: names of components.
    pub path: Vec<String>,
}

/// A component that PHI reaches in another way than before.
#[derive(Clone, Debug)]
pub struct Widened {
    /// The component.
    pub address: String,
    /// Its name.
    pub name: String,
    /// How sure it was; `None` where PHI did not reach it.
    pub was: Option<Level>,
    /// How sure it is; `None` where PHI does not reach it.
    pub is: Option<Level>,
    /// Why PHI starts there now, where it does.
    pub start: Option<String>,
}

/// What differs between two runs.
pub fn diff(base: &Past, head: &Past) -> Diff {
    let mut diff = Diff {
        notes: notes(base, head),
        ..Diff::default()
    };
    findings(base, head, &mut diff);
    flows(base, head, &mut diff);
    reach(base, head, &mut diff);
    diff
}

fn notes(base: &Past, head: &Past) -> Vec<String> {
    let mut notes = Vec::new();
    if base.errors > 0 {
        notes.push(format!(
            "{} in inputs of the base: what is said to be new may have been there",
            errors(base.errors)
        ));
    }
    if head.errors > 0 {
        notes.push(format!(
            "{} in inputs of the head: more may be new",
            errors(head.errors)
        ));
    }
    if base.made_with != head.made_with {
        let (version, catalog) = &base.made_with;
        notes.push(format!(
            "the base was checked by another phipath ({version}, catalog of {catalog}): what differs may come of that"
        ));
    }
    notes
}

fn errors(count: usize) -> String {
    match count {
        1 => "1 error".to_owned(),
        count => format!("{count} errors"),
    }
}

fn findings(base: &Past, head: &Past, diff: &mut Diff) {
    let before: Vec<Identity<'_>> = base.findings.iter().map(Known::identity).collect();
    let now: Vec<Identity<'_>> = head.findings.iter().map(Known::identity).collect();
    let pairs = pair((&before, &base.files), (&now, &head.files));
    let was: BTreeMap<usize, usize> = pairs.iter().map(|(was, is)| (*is, *was)).collect();
    for (index, finding) in head.findings.iter().enumerate() {
        let known = was.get(&index).map(|was| &base.findings[*was]);
        let finding = finding.clone();
        match (finding.waived, known) {
            (false, Some(known)) if !known.waived => {
                let path = |place: &str| place.split(':').next().map(str::to_owned);
                let moved = path(&known.place) != path(&finding.place);
                let before = moved.then(|| known.place.clone());
                diff.unchanged.push(Kept { finding, before });
            }
            // Its exception has ended or is gone.
            (false, _) => diff.new.push(finding),
            (true, Some(known)) if known.waived => {
                let before = None;
                diff.unchanged.push(Kept { finding, before });
            }
            (true, _) => diff.excepted.push(finding),
        }
    }
    let kept: BTreeSet<usize> = pairs.iter().map(|(was, _)| *was).collect();
    let gone = base.findings.iter().enumerate();
    let gone = gone.filter(|(index, _)| !kept.contains(index));
    diff.fixed = gone.map(|(_, finding)| finding.clone()).collect();
    diff.new
        .sort_by_key(|one| (!one.violated, rank(&one.severity)));
}

/// The place of a severity, from 0 for the gravest.
fn rank(severity: &str) -> usize {
    let order = ["critical", "high", "medium", "low"];
    let at = order.iter().position(|one| *one == severity);
    at.unwrap_or_default()
}

/// The identities of flows, by the addresses of their ends.
fn ends(flows: &[Flow]) -> Vec<String> {
    let ends = flows
        .iter()
        .map(|flow| format!("{} → {}", flow.from, flow.to));
    ends.collect()
}

fn by_address(addresses: &[String]) -> Vec<Identity<'_>> {
    let identity = |address| Identity {
        exact: address,
        sort: "",
        named: "",
        address,
    };
    addresses.iter().map(|one| identity(one.as_str())).collect()
}

fn flows(base: &Past, head: &Past, diff: &mut Diff) {
    let (before, now) = (ends(&base.flows), ends(&head.flows));
    let pairs = pair(
        (&by_address(&before), &base.files),
        (&by_address(&now), &head.files),
    );
    let was: BTreeMap<usize, usize> = pairs.iter().map(|(was, is)| (*is, *was)).collect();
    let names: BTreeMap<&str, &str> = head
        .carriers
        .iter()
        .map(|one| (one.address.as_str(), one.name.as_str()))
        .collect();
    let named = |address: &str| names.get(address).copied().unwrap_or(address).to_owned();
    let ways = Ways::of(head);
    for (index, flow) in head.flows.iter().enumerate() {
        let was = was.get(&index).map(|was| base.flows[*was].level);
        if was.is_some_and(|was| was >= flow.level) {
            continue;
        }
        let way = ways.over(flow);
        let first = way.first().map(|first| named(&first.from));
        let path = first
            .into_iter()
            .chain(way.iter().map(|hop| named(&hop.to)));
        diff.flows.push(NewFlow {
            flow: flow.clone(),
            was,
            path: path.collect(),
        });
    }
    let kept: BTreeSet<usize> = pairs.iter().map(|(was, _)| *was).collect();
    let gone = base.flows.iter().enumerate();
    let gone = gone.filter(|(index, _)| !kept.contains(index));
    diff.gone_flows = gone.map(|(_, flow)| flow.clone()).collect();
}

fn reach(base: &Past, head: &Past, diff: &mut Diff) {
    let addresses = |past: &Past| -> Vec<String> {
        past.carriers
            .iter()
            .map(|one| one.address.clone())
            .collect()
    };
    let (before, now) = (addresses(base), addresses(head));
    let pairs = pair(
        (&by_address(&before), &base.files),
        (&by_address(&now), &head.files),
    );
    let was: BTreeMap<usize, usize> = pairs.iter().map(|(was, is)| (*is, *was)).collect();
    for (index, carrier) in head.carriers.iter().enumerate() {
        let was = was.get(&index).map(|was| base.carriers[*was].level);
        let changed = differs(carrier, was, Some(carrier.level));
        match was {
            Some(was) if was == carrier.level => {}
            Some(was) if was > carrier.level => diff.narrowed.push(changed),
            _ => diff.widened.push(changed),
        }
    }
    let kept: BTreeSet<usize> = pairs.iter().map(|(was, _)| *was).collect();
    let gone = base.carriers.iter().enumerate();
    let gone = gone.filter(|(index, _)| !kept.contains(index));
    let gone = gone.map(|(_, carrier)| differs(carrier, Some(carrier.level), None));
    diff.narrowed.extend(gone);
}

fn differs(carrier: &Carrier, was: Option<Level>, is: Option<Level>) -> Widened {
    Widened {
        address: carrier.address.clone(),
        name: carrier.name.clone(),
        was,
        is,
        start: carrier.start.clone(),
    }
}
