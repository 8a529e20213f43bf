//! Operators, values and variables, one by one.

use crate::policy::compare::{binary, contains, moment, number, range, truth};
use crate::policy::operator::{Comparison, Operator, Order, Quantifier};
use crate::policy::variable::{Part, split};

#[test]
fn operators() {
    let read = |name: &str| Operator::read(name).map(|one| (one.comparison, one.negated));
    assert_eq!(read("StringLike"), Some((Comparison::StringLike, false)));
    assert_eq!(read("stringNOTlike"), Some((Comparison::StringLike, true)));
    assert_eq!(read("ArnEquals"), read("ArnLike"));
    assert_eq!(read("ArnNotEquals"), Some((Comparison::Arn, true)));
    assert_eq!(read("NotIpAddress"), Some((Comparison::IpAddress, true)));
    let whole = Operator::read("ForAllValues:NumericLessThanEqualsIfExists").unwrap();
    assert_eq!(
        (whole.comparison, whole.quantifier, whole.if_exists),
        (
            Comparison::Numeric(Order::LessOrEqual),
            Some(Quantifier::All),
            true
        )
    );
    for unknown in [
        "",
        "IfExists",
        "ForAnyValue:",
        "StringEqual",
        "NullIfExists",
        "*",
        "ForAllValues:ForAnyValue:Bool",
    ] {
        assert_eq!(read(unknown), None, "{unknown}");
    }
    assert_eq!(
        Operator::closest("StringEqual").as_deref(),
        Some("StringEquals")
    );
    assert_eq!(
        Operator::closest("ForAnyValue:StringLikesIfExists").as_deref(),
        Some("ForAnyValue:StringLikeIfExists")
    );
    assert_eq!(Operator::closest("NullIfExists").as_deref(), Some("Null"));
}

#[test]
fn moments() {
    const SECOND: i128 = 1_000_000_000;
    let seconds = |text: &str| moment(text).map(|found| found / SECOND);
    assert_eq!(seconds("1970"), Some(0));
    assert_eq!(seconds("1970-01"), Some(0));
    assert_eq!(seconds("1970-01-02"), Some(86_400));
    assert_eq!(seconds("2020-01-01T00:00:01Z"), Some(1_577_836_801));
    assert_eq!(seconds("2020-01-01T01:00:01+01:00"), Some(1_577_836_801));
    assert_eq!(seconds("2019-12-31T19:00:01-05:00"), Some(1_577_836_801));
    assert_eq!(seconds("1577836801"), Some(1_577_836_801));
    assert_eq!(seconds("2024-02-29"), Some(1_709_164_800));
    assert_eq!(moment("1970-01-01T00:00:00.5Z"), Some(SECOND / 2));
    assert_eq!(seconds("1969-12-31T23:59:59Z"), Some(-1));
    for wrong in [
        "",
        "x",
        "2020-13-01",
        "2023-02-29",
        "1900-02-29",
        "2020-01-01T25:00Z",
        "2020-01-01T00:00",
        "2020-01-01 00:00Z",
        "2020-01T00:00Z",
        "20-01-01",
        "2020-01-01T00:00:00.Z",
        "-5",
        "2020-01-01T00:00:00+0100",
    ] {
        assert_eq!(moment(wrong), None, "{wrong}");
    }
}

#[test]
fn numbers_and_truths() {
    assert_eq!(number("10"), Some(10.0));
    assert_eq!(number("-2.5"), Some(-2.5));
    for wrong in ["", "inf", "NaN", "ten", "1e", "infinity", "."] {
        assert_eq!(number(wrong), None, "{wrong}");
    }
    assert_eq!(
        (truth("True"), truth("false"), truth("yes")),
        (Some(true), Some(false), None)
    );
    assert_eq!(binary("QmlueQ=="), Some("QmlueQ"));
    assert_eq!(binary("QmlueQ="), None);
}

#[test]
fn ranges() {
    let holds = |outer: &str, inner: &str| contains(range(outer).unwrap(), range(inner).unwrap());
    assert!(holds("192.0.2.0/24", "192.0.2.255"));
    assert!(!holds("192.0.2.0/24", "192.0.3.0"));
    assert!(holds("0.0.0.0/0", "203.0.113.7"));
    assert!(!holds("0.0.0.0/0", "::1"));
    assert!(!holds("::/0", "192.0.2.1"));
    assert!(holds("::/0", "2001:db8::1"));
    assert!(holds("2001:DB8:1234:5678::/64", "2001:db8:1234:5678:9::"));
    assert!(!holds("192.0.2.0/25", "192.0.2.0/24"));
    // What stands behind the prefix does not count.
    assert!(holds("192.0.2.77/24", "192.0.2.1"));
    for wrong in [
        "",
        "192.0.2",
        "192.0.2.0/33",
        "192.0.2.0/",
        "192.0.2.0/-1",
        "::/129",
        "300.0.0.1",
        "*",
    ] {
        assert_eq!(range(wrong), None, "{wrong}");
    }
}

#[test]
fn variables() {
    let shown = |text: &str, exact: bool| {
        let parts = split(text, exact).into_iter().map(|part| match part {
            Part::Text(text) => format!("`{text}`"),
            Part::Variable { key, default: None } => format!("<{key}>"),
            Part::Variable {
                key,
                default: Some(default),
            } => format!("<{key} or {default}>"),
            Part::Malformed(text) => format!("!{text}"),
        });
        parts.collect::<Vec<_>>().join(" ")
    };
    assert_eq!(
        shown("a/${aws:UserName}/*", true),
        "`a/` <aws:username> `/*`"
    );
    assert_eq!(shown("${k, 'd'}${j,'e f'}", true), "<k or d> <j or e f>");
    assert_eq!(shown("${*}${?}${$}", true), "`\u{E100}\u{E101}$`");
    assert_eq!(shown("${*}", false), "!`${*}`");
    assert_eq!(
        shown("${aws:PrincipalTag/*}", false),
        "!`${aws:PrincipalTag/*}`"
    );
    assert_eq!(shown("${a", true), "`${a`");
    assert_eq!(shown("${}", true), "!`${}`");
    assert_eq!(shown("${k, d}", true), "!`${k, d}`");
    assert_eq!(shown("", true), "``");
}
