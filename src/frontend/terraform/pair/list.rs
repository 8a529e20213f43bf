//! Which items of a written list the items of a planned one are.
//!
//! In: two lists of the same length. Out: for each written item the planned one that it must be, where that is sure. Sets
//! have no order: an item is told by what it says.

use crate::syntax::Value;

use super::known::contradicts;

/// Longest lists whose items are compared each with each.
const MOST: usize = 64;

/// For each written item the index of the planned one, where no other pairing is possible.
pub(super) fn pairing(own: &[Value], plan: &[Value]) -> Vec<Option<usize>> {
    let count = own.len();
    if count == 1 {
        return vec![Some(0)];
    }
    if count > MOST {
        return vec![None; count];
    }
    let fits = |own: &Value| -> Vec<usize> {
        let fitting = plan.iter().enumerate();
        let fitting = fitting.filter(|(_, plan)| !contradicts(own, plan));
        fitting.map(|(index, _)| index).collect()
    };
    let mut fitting: Vec<Vec<usize>> = own.iter().map(fits).collect();
    let mut pairs = vec![None; count];
    while let Some((item, index)) = forced(&fitting, &pairs) {
        pairs[item] = Some(index);
        for (other, fitting) in fitting.iter_mut().enumerate() {
            if other != item {
                fitting.retain(|&one| one != index);
            }
        }
    }
    pairs
}

/// A pair that has to be: an item that fits one only, or one that only one item fits.
fn forced(fitting: &[Vec<usize>], pairs: &[Option<usize>]) -> Option<(usize, usize)> {
    let free = || (0..fitting.len()).filter(|&item| pairs[item].is_none());
    let single = free().find(|&item| fitting[item].len() == 1);
    if let Some(item) = single {
        return Some((item, fitting[item][0]));
    }
    let taken: Vec<usize> = pairs.iter().flatten().copied().collect();
    let mut open = (0..fitting.len()).filter(|index| !taken.contains(index));
    open.find_map(|index| {
        let mut takers = free().filter(|&item| fitting[item].contains(&index));
        match (takers.next(), takers.next()) {
            (Some(only), None) => Some((only, index)),
            _ => None,
        }
    })
}
