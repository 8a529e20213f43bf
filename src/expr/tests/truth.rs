//! The truth tables, in full.

use super::{Facts, Truth, boolean, compiled};

const ALL: [Truth; 3] = [Truth::True, Truth::False, Truth::Unknown];

fn letter(truth: Truth) -> char {
    match truth {
        Truth::True => 'T',
        Truth::False => 'F',
        Truth::Unknown => 'U',
    }
}

/// Rows for `component.flag`, columns for `component.other_flag`, each in the order true, false, unknown.
fn table(predicate: &str) -> String {
    let predicate = compiled(predicate);
    let row = |left: Truth| -> String {
        let cell = |right: &Truth| {
            let facts = Facts::default()
                .with("flag", boolean(left))
                .with("other_flag", boolean(*right));
            letter(predicate.evaluate(&facts))
        };
        ALL.iter().map(cell).collect()
    };
    ALL.map(row).join(" ")
}

#[test]
fn conjunction() {
    assert_eq!(
        table("component.flag && component.other_flag"),
        "TFU FFF UFU"
    );
}

#[test]
fn disjunction() {
    assert_eq!(
        table("component.flag || component.other_flag"),
        "TTT TFU TUU"
    );
}

#[test]
fn negation() {
    assert_eq!(table("!component.flag"), "FFF TTT UUU");
    assert_eq!(table("!!component.flag"), "TTT FFF UUU");
}

#[test]
fn equality() {
    assert_eq!(
        table("component.flag == component.other_flag"),
        "TFU FTU UUU"
    );
    assert_eq!(
        table("component.flag != component.other_flag"),
        "FTU TFU UUU"
    );
}

#[test]
fn choice() {
    assert_eq!(
        table("component.flag ? component.other_flag : true"),
        "TFU TTT TUU"
    );
    assert_eq!(
        table("component.flag ? component.other_flag : false"),
        "TFU FFF UFU"
    );
    assert_eq!(
        table("component.flag ? true : component.other_flag"),
        "TTT TFU TUU"
    );
    assert_eq!(
        table("component.flag ? component.other_flag : component.other_flag"),
        "TFU TFU TFU"
    );
}

#[test]
fn quantifiers_fold() {
    // The second item decides by `other_flag`, the first by `flag`.
    let body = "item == 'a' ? component.flag : component.other_flag";
    let of = |quantifier: &str| {
        let predicate = compiled(&format!("['a', 'b'].{quantifier}(item, {body})"));
        let row = |left: Truth| -> String {
            let cell = |right: &Truth| {
                let facts = Facts::default()
                    .with("flag", boolean(left))
                    .with("other_flag", boolean(*right));
                letter(predicate.evaluate(&facts))
            };
            ALL.iter().map(cell).collect()
        };
        ALL.map(row).join(" ")
    };
    assert_eq!(of("exists"), "TTT TFU TUU");
    assert_eq!(of("all"), "TFU FFF UFU");
}

#[test]
fn operators_on_truths() {
    for left in ALL {
        assert_eq!(!!left, left);
        for right in ALL {
            assert_eq!(!(left.and(right)), (!left).or(!right));
            assert_eq!(left.and(right), right.and(left));
        }
    }
}
