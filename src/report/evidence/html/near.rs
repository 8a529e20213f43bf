//! Places as short as they can be: from the folder on that all files have in common.
//!
//! In: [`Evidence`], finished. Out: the same with shorter places, and that folder. The list of files keeps whole paths.

use super::super::{Evidence, InputFile};

/// The evidence with places from the common folder on, and that folder with its `/`; empty where there is none.
pub(super) fn shortened(evidence: &Evidence) -> (Evidence, String) {
    let mut near = evidence.clone();
    let folder = common(&evidence.scope.inputs);
    if folder.is_empty() {
        return (near, folder);
    }
    let cut = |place: &mut String| {
        if let Some(rest) = place.strip_prefix(&folder) {
            *place = rest.to_owned();
        }
    };
    for item in &mut near.inventory {
        cut(&mut item.place);
        cut(&mut item.why_place);
    }
    near.flows.iter_mut().for_each(|flow| cut(&mut flow.place));
    for finding in &mut near.findings {
        finding
            .places
            .iter_mut()
            .for_each(|place| cut(&mut place.at));
        finding.hops.iter_mut().for_each(|hop| cut(&mut hop.place));
        finding
            .found
            .iter_mut()
            .for_each(|fact| cut(&mut fact.place));
        cut(&mut finding.start_place);
        if let Some(waiver) = &mut finding.waived {
            cut(&mut waiver.place);
        }
    }
    for rule in &mut near.rules {
        rule.held.iter_mut().for_each(|held| cut(&mut held.place));
    }
    near.exceptions
        .iter_mut()
        .for_each(|one| cut(&mut one.place));
    near.agreements
        .iter_mut()
        .for_each(|one| cut(&mut one.place));
    near.attestations
        .iter_mut()
        .for_each(|one| cut(&mut one.place));
    near.scope
        .messages
        .iter_mut()
        .for_each(|one| cut(&mut one.place));
    (near, folder)
}

/// The folder that all infrastructure has in common.
fn common(inputs: &[InputFile]) -> String {
    let folders = inputs.iter().filter(|one| one.role == "infrastructure");
    let mut folders = folders.map(|one| one.path.rsplit_once('/').map_or("", |(folder, _)| folder));
    let mut common: Vec<&str> = match folders.next() {
        Some("") | None => return String::new(),
        Some(first) => first.split('/').collect(),
    };
    for folder in folders {
        let same = common.iter().zip(folder.split('/'));
        let same = same.take_while(|(one, other)| **one == *other).count();
        common.truncate(same);
    }
    match common.is_empty() {
        true => String::new(),
        false => format!("{}/", common.join("/")),
    }
}
