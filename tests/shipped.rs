//! Every shipped predicate against the `cel` crate: both must come to the same wherever all values are known.

use std::collections::BTreeSet;

use phipath::expr::{Predicate, Variable};
use phipath::knowledge::Subject;

use crate::oracle::{Bindings, Random, agree};
use crate::support::all_rules;

/// How many sets of values each predicate is run on.
const ROUNDS: u64 = 40;

/// The predicates of a rule, each with the variables of its subject.
fn predicates(subject: &Subject) -> Vec<(&Predicate, &'static [Variable])> {
    const COMPONENT: &[Variable] = &[Variable::Component];
    const FLOW: &[Variable] = &[Variable::Flow, Variable::Source, Variable::Target];
    const STATEMENT: &[Variable] = &[Variable::Statement, Variable::Component];
    const OPERATOR: &[Variable] = &[Variable::Operator];
    match subject {
        Subject::Component { condition, require } => {
            vec![(condition, COMPONENT), (require, COMPONENT)]
        }
        Subject::Flow { condition, require } => vec![(condition, FLOW), (require, FLOW)],
        Subject::Statement { condition, require } => {
            vec![(condition, STATEMENT), (require, STATEMENT)]
        }
        Subject::Operator { condition, require } => {
            vec![(condition, OPERATOR), (require, OPERATOR)]
        }
        Subject::Exception => Vec::new(),
        Subject::Path(path) => {
            let barrier = path.barrier.iter().map(|barrier| (barrier, FLOW));
            [(&path.from, COMPONENT), (&path.to, COMPONENT)]
                .into_iter()
                .chain(barrier)
                .collect()
        }
    }
}

/// Texts that the predicate compares with, so that comparisons come out true at times.
fn texts(predicate: &str) -> Vec<&str> {
    let quoted: BTreeSet<&str> = predicate.split('\'').skip(1).step_by(2).collect();
    quoted.into_iter().chain(["something else"]).collect()
}

#[test]
fn shipped_predicates_agree_with_cel() {
    let knowledge = all_rules().knowledge;
    let mut run = 0;
    for rule in &knowledge.rules {
        for (predicate, variables) in predicates(&rule.subject) {
            let texts = texts(predicate.text());
            for seed in 0..ROUNDS {
                let mut random = Random(seed);
                let bindings = Bindings::random(&knowledge.vocabulary, &texts, &mut random);
                if let Err(difference) = agree(predicate.text(), variables, &bindings) {
                    panic!("{}: {difference}", rule.id);
                }
                run += 1;
            }
        }
    }
    assert!(run > 1_000, "{run} comparisons");
}
