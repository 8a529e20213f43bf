//! Requests of which a part is not known: no completion contradicts what is said of them.

use super::*;

/// Whether nothing that is left open mattered.
pub(super) fn is_closed(setup: &Setup, call: &Call<'_>) -> bool {
    let open = Open {
        void_statements: false,
        everybody_is_limited: true,
        partly_excepted_is_denied: true,
        endpoint_takes_accounts: false,
        mattered: Cell::new(false),
    };
    allowed(setup, call, &open);
    let other = Open {
        void_statements: true,
        everybody_is_limited: false,
        partly_excepted_is_denied: false,
        endpoint_takes_accounts: true,
        mattered: Cell::new(false),
    };
    allowed(setup, call, &other);
    !open.mattered.get() && !other.mattered.get()
}

#[test]
fn no_completion_contradicts_what_is_said_of_a_part() {
    let mut random = Random(2);
    let mut counts = std::collections::BTreeMap::new();
    for round in 0..1_200 {
        let mut setup = setup(&mut random);
        without_repeats(&mut setup);
        let ready = Ready::new(&setup);
        let policies = ready.policies();
        for _ in 0..3 {
            let (by, action) = (CALLERS[random.below(5)], ACTIONS[random.below(3)]);
            let language = match random.below(3) {
                0 => RESOURCES[random.below(RESOURCES.len())],
                _ => LANGUAGES[random.below(LANGUAGES.len())],
            };
            let owners: &[usize] = [&[0][..], &[1], &[0, 1]][random.below(3)];
            let base = keys(&mut random);
            let hidden: Vec<usize> = (0..4).filter(|_| random.below(3) == 0).take(2).collect();
            let said = partial(&policies, by, action, language, owners, &base, &hidden);
            *counts.entry(said).or_insert(0) += 1;
            let about = || {
                format!(
                    "round {round}: {said}: {by:?} {action} {language} {owners:?} {base:?} {hidden:?}\n{setup:#?}"
                )
            };
            let resources = RESOURCES.iter().filter(|text| glob(language, text));
            let (mut some_always, mut whole) = (false, [false; 2]);
            for resource in resources {
                let mut found = [false; 2];
                for keys in completions(&base, &hidden) {
                    for owner in owners {
                        let call = Call {
                            by,
                            action,
                            resource,
                            owner: *owner,
                            keys: &keys,
                        };
                        answers(&setup, &call, &mut found);
                    }
                }
                match said {
                    "allowed" => assert!(!found[0], "{resource} {}", about()),
                    "denied" => assert!(!found[1], "{resource} {}", about()),
                    "may" => whole = [whole[0] | found[0], whole[1] | found[1]],
                    _ => some_always |= !found[0],
                }
            }
            assert!(said != "part" || some_always, "{}", about());
            if said == "may" && whole != [true; 2] {
                *counts.entry("may without cause").or_insert(0) += 1;
            }
        }
    }
    let count = |word: &str| counts.get(word).copied().unwrap_or_default();
    assert!(
        count("allowed") >= 200 && count("denied") >= 200,
        "{counts:?}"
    );
    assert!(count("part") >= 50 && count("may") >= 200, "{counts:?}");
    // What is left open must mostly be open.
    assert!(count("may without cause") * 5 < count("may"), "{counts:?}");
}

fn partial(
    policies: &Policies<'_>,
    by: By,
    action: &'static str,
    language: &'static str,
    owners: &[usize],
    base: &Keys,
    hidden: &[usize],
) -> &'static str {
    let mut context = Context::complete();
    for (index, (key, _)) in VALUES.iter().enumerate() {
        match (hidden.contains(&index), base.get(key)) {
            (true, _) => context.set(key, Known::Unknown(Cause::new(CauseKind::Unstated, *key))),
            (false, Some(values)) => context.set(key, Known::values(values.iter().copied())),
            (false, None) => {}
        }
    }
    let owner = match owners {
        [one] => Some(PatternText::literal(ACCOUNTS[*one])),
        _ => None,
    };
    let request = Request {
        caller: &caller(by),
        action,
        target: &Target::new(PatternText::pattern(language), owner),
        context: &context,
    };
    word(&decide(&request, policies))
}

/// All ways in which hidden keys can be completed.
fn completions(base: &Keys, hidden: &[usize]) -> Vec<Keys> {
    let mut all = vec![base.clone()];
    for index in hidden {
        let (key, values) = VALUES[*index];
        let with = |keys: &Keys, values: &[&'static str]| {
            let mut keys = keys.clone();
            match values {
                [] => keys.remove(key),
                some => keys.insert(key, some.to_vec()),
            };
            keys
        };
        all = all
            .iter()
            .flat_map(|keys| values.iter().map(move |values| with(keys, values)))
            .collect();
    }
    all
}
