//! What is said about predicates that are wrong.

use super::{BOTH, Variable, faults};

/// Each predicate with what is wrong with it.
fn check(predicates: &[&str]) -> String {
    let lines = predicates
        .iter()
        .map(|text| format!("{text}\n{}", indented(&faults(text, &BOTH))));
    lines.collect::<Vec<_>>().join("\n")
}

fn indented(text: &str) -> String {
    text.lines()
        .map(|line| format!("  {line}"))
        .collect::<Vec<_>>()
        .join("\n")
}

#[test]
fn grammar() {
    insta::assert_snapshot!(check(&[
        "",
        "component.flag &&",
        "component.flag and component.flag",
        "component.flag & true",
        "component.count = 3",
        "component.count == 3 == true",
        "component.count + 1 == 3",
        "component.count - 1 == 3",
    ]), @"

      0..0 expected an expression, found the end of the predicate | is something missing after the last word?
    component.flag &&
      17..17 expected an expression, found the end of the predicate | is something missing after the last word?
    component.flag and component.flag
      15..18 expected an operator or the end of the predicate, found `and` | conjunction is written `&&`
    component.flag & true
      15..16 expected an expression or an operator, found `&` | conjunction is written `&&`
    component.count = 3
      16..17 expected an expression or an operator, found `=` | equality is written `==`
    component.count == 3 == true
      21..23 expected `&&`, `||` or the end of the comparison, found `==` | put parentheses around one of the comparisons
    component.count + 1 == 3
      16..17 expected an expression or an operator, found `+` | there is no arithmetic in predicates
    component.count - 1 == 3
      16..17 expected an operator or the end of the predicate, found `-` | there is no arithmetic in predicates
    ");
}

#[test]
fn words_and_brackets() {
    insta::assert_snapshot!(check(&[
        "component.count == 99999999999999999999",
        "component.count == 9223372036854775808",
        "component.count == 0x1f",
        "(component.flag",
        "component.flag)",
        "component.",
        "component.name == 'open",
        r"component.name == 'a\q'",
        r"component.name == '\ud800'",
        "component.flag ? true",
        "component.name in ['a' 'b']",
        "not component.flag",
        "component.name == ü",
        "in in in",
    ]), @r#"
    component.count == 99999999999999999999
      19..39 expected a whole number, found `99999999999999999999` | whole numbers are decimal digits and fit 64 bits
    component.count == 9223372036854775808
      19..38 expected a whole number that fits 64 bits | the largest is 9223372036854775807
    component.count == 0x1f
      19..23 expected a whole number, found `0x1f` | whole numbers are decimal digits and fit 64 bits
    (component.flag
      15..15 expected `)`, found the end of the predicate | is something missing after the last word?
    component.flag)
      14..15 expected an operator or the end of the predicate, found `)` | the language has `|| && ! == != < <= > >= in ?:`, parentheses, literals, attributes and calls
    component.
      10..10 expected a name, found the end of the predicate | is something missing after the last word?
    component.name == 'open
      18..23 expected `'` at the end of this text | a quoted text ends with the quote it starts with, on the same line
    component.name == 'a\q'
      20..22 expected an escape that this language has | the escapes are `\\`, `\'`, `\"`, `\n`, `\r`, `\t` and `\uXXXX`
    component.name == '\ud800'
      19..21 expected an escape that this language has | the escapes are `\\`, `\'`, `\"`, `\n`, `\r`, `\t` and `\uXXXX`
    component.flag ? true
      21..21 expected `:`, found the end of the predicate | is something missing after the last word?
    component.name in ['a' 'b']
      23..26 expected `,` or `]`, found `'b'` | the language has `|| && ! == != < <= > >= in ?:`, parentheses, literals, attributes and calls
    not component.flag
      0..3 expected an expression, found `not` | negation is written `!`
    component.name == ü
      18..20 expected an expression or an operator, found `ü` | a text is quoted: `'like this'`
    in in in
      0..2 expected an expression, found `in` | the language has `|| && ! == != < <= > >= in ?:`, parentheses, literals, attributes and calls
    "#);
}

#[test]
fn names() {
    insta::assert_snapshot!(check(&[
        "component.flga",
        "component.something_else",
        "component.key == 'x'",
        "component.manager == 'x'",
        "componnet.flag",
        "target.flag",
        "component",
        "component == 'x'",
        "component.statement != null",
        "component.name.beginsWith('x')",
        "component.name.frobnicate()",
        "carry(component, 'phi')",
        "component.flga || component.cuont > 3",
    ]), @"
    component.flga
      10..14 unknown attribute `flga` | did you mean `flag`?
    component.something_else
      10..24 unknown attribute `something_else` | the vocabulary has `other_flag`, `modes`, `note`, `ports`, `statement`, `count`, `key.manager`, `name`, `allowed`, `days.kept`, `flag`, `groups`
    component.key == 'x'
      10..13 unknown attribute `key` | did you mean `key.manager`?
    component.manager == 'x'
      10..17 unknown attribute `manager` | did you mean `key.manager`?
    componnet.flag
      0..9 unknown variable `componnet` | did you mean `component`?
    target.flag
      0..6 `target` is no variable of this subject | this subject has `source`, `component`
    component
      0..9 `component` is no value | read one of its attributes: `component.…`
    component == 'x'
      0..9 `component` is no value | read one of its attributes: `component.…`
    component.statement != null
      0..19 `statement` has no value that a predicate can read | only the graph is built from it
    component.name.beginsWith('x')
      15..25 unknown method `beginsWith` | the methods are `endsWith`, `startsWith`, `exists`, `contains`, `size`, `all`
    component.name.frobnicate()
      15..25 unknown method `frobnicate` | the methods are `contains`, `endsWith`, `exists`, `size`, `all`, `startsWith`
    carry(component, 'phi')
      0..5 unknown function `carry` | the functions are `carries`, `passes`, `size`, `crosses`, `reaches`, `protects`
    component.flga || component.cuont > 3
      10..14 unknown attribute `flga` | did you mean `flag`?
      28..33 unknown attribute `cuont` | did you mean `count`?
    ");
}

#[test]
fn types() {
    insta::assert_snapshot!(check(&[
        "component.count == 'x'",
        "component.ports == 'x'",
        "component.name",
        "component.ports",
        "!component.count",
        "component.name < 'x'",
        "component.flag in ['x']",
        "'x' in component.name",
        "component.ports.contains('x')",
        "component.name.exists(x, true)",
        "component.name.startsWith(3)",
        "component.flag.size() > 1",
    ]), @"
    component.count == 'x'
      0..22 an integer is compared with a text | both sides of a comparison have the same type
    component.ports == 'x'
      0..22 a list is compared with a text | whether a list has an item is asked with `in`
    component.name
      0..14 expected a boolean here, found a text | compare it with a value
    component.ports
      0..15 expected a boolean here, found a list | ask about its items with `exists`, `all` or `in`, or compare its `size()`
    !component.count
      1..16 expected a boolean here, found an integer | compare it with a value
    component.name < 'x'
      0..14 expected an integer in this comparison, found a text | texts have no order: list those that count with `in [...]`
      17..20 expected an integer in this comparison, found a text | texts have no order: list those that count with `in [...]`
    component.flag in ['x']
      0..14 expected a text to the left of `in`, found a boolean | only a text fits here
    'x' in component.name
      7..21 expected a list to the right of `in`, found a text | only a list fits here
    component.ports.contains('x')
      0..15 expected a text before `.contains`, found a list | the items of a list are found with `in` or `exists`
    component.name.exists(x, true)
      0..14 expected a list before `.exists`, found a text | only a list fits here
    component.name.startsWith(3)
      26..27 expected a text in these parentheses, found an integer | only a text fits here
    component.flag.size() > 1
      0..14 expected a list or a text, found a boolean | nothing else has a size
    ");
}

#[test]
fn types_in_lists_and_choices() {
    insta::assert_snapshot!(check(&[
        "component.flag ? 1 : 'x'",
        "(component.flag ? 1 : 2)",
        "component.name in ['x', 3]",
        "component.ports.exists(p, p.name == 'x')",
        "component.ports.exists(p, p)",
        "component.ports.exists(source, true)",
        "component.ports.exists(p, component.ports.all(p, true))",
        "component.ports.exists('p', true)",
        "component.ports.exists(true)",
        "size()",
        "null",
        "null == null",
        "component.count < null",
    ]), @"
    component.flag ? 1 : 'x'
      17..24 a choice between an integer and a text | both sides of `:` have the same type
    (component.flag ? 1 : 2)
      0..24 expected a boolean here, found an integer | compare it with a value
    component.name in ['x', 3]
      24..25 expected a quoted text in this list | lists hold quoted texts only: `['a', 'b']`
    component.ports.exists(p, p.name == 'x')
      26..32 `p` is a text: it has no attributes | the items of a list are texts
    component.ports.exists(p, p)
      26..27 expected a boolean here, found a text | compare it with a value
    component.ports.exists(source, true)
      23..29 the name `source` is taken | choose another name for the items
    component.ports.exists(p, component.ports.all(p, true))
      46..47 the name `p` is taken | choose another name for the items
    component.ports.exists('p', true)
      23..26 expected a name for the items of the list | write `list.exists(item, item == 'text')`
    component.ports.exists(true)
      16..22 `exists` takes 2 arguments, found 1 | write `list.exists(item, test)`
    size()
      0..4 `size` takes 1 argument, found 0 | write `list.size()` or `size(list)`
    null
      0..4 expected a value, found `null` | `null` can only be compared with an attribute, by `==` or `!=`
    null == null
      8..12 only an attribute can be compared with `null` | everything else has a value
    component.count < null
      18..22 expected a value, found `null` | `null` can only be compared with an attribute, by `==` or `!=`
    ");
}

#[test]
fn closed_values() {
    insta::assert_snapshot!(check(&[
        "component.key.manager == 'custmer'",
        "'someone' != component.key.manager",
        "component.key.manager in ['customer', 'provder', 'noone']",
        "'reed' in component.modes",
        "component.modes.exists(mode, mode == 'wirte')",
        "component.modes == ['read', 'delete']",
    ]), @"
    component.key.manager == 'custmer'
      25..34 `custmer` is no value of `key.manager` | did you mean `customer`?
    'someone' != component.key.manager
      0..9 `someone` is no value of `key.manager` | its values are `nobody`, `customer`, `provider`
    component.key.manager in ['customer', 'provder', 'noone']
      38..47 `provder` is no value of `key.manager` | did you mean `provider`?
      49..56 `noone` is no value of `key.manager` | its values are `nobody`, `customer`, `provider`
    'reed' in component.modes
      0..6 `reed` is no value of `modes` | did you mean `read`?
    component.modes.exists(mode, mode == 'wirte')
      37..44 `wirte` is no value of `modes` | did you mean `write`?
    component.modes == ['read', 'delete']
      28..36 `delete` is no value of `modes` | its values are `write`, `read`
    ");
}

#[test]
fn absence() {
    insta::assert_snapshot!(check(&[
        "component.days.kept > 3",
        "component.days.kept == 3 || component.flag",
        "component.days.kept != null || component.days.kept > 3",
        "component.days.kept == null && component.days.kept > 3",
        "source.days.kept != null && component.days.kept > 3",
        "component.allowed",
        "component.groups.exists(g, g == 'x')",
        "component.note.startsWith('x')",
        "component.count == null",
        "component.key.manager != null",
        "'x' == null",
        "component.note == null ? component.note == 'x' : true",
    ]), @"
    component.days.kept > 3
      0..19 `component.days.kept` may be absent, which is not tested here | write `component.days.kept != null && …` or `component.days.kept == null || …`
    component.days.kept == 3 || component.flag
      0..19 `component.days.kept` may be absent, which is not tested here | write `component.days.kept != null && …` or `component.days.kept == null || …`
    component.days.kept != null || component.days.kept > 3
      31..50 `component.days.kept` may be absent, which is not tested here | write `component.days.kept != null && …` or `component.days.kept == null || …`
    component.days.kept == null && component.days.kept > 3
      31..50 `component.days.kept` may be absent, which is not tested here | write `component.days.kept != null && …` or `component.days.kept == null || …`
    source.days.kept != null && component.days.kept > 3
      28..47 `component.days.kept` may be absent, which is not tested here | write `component.days.kept != null && …` or `component.days.kept == null || …`
    component.allowed
      0..17 `component.allowed` may be absent, which is not tested here | write `component.allowed != null && …` or `component.allowed == null || …`
    component.groups.exists(g, g == 'x')
      0..16 `component.groups` may be absent, which is not tested here | write `component.groups != null && …` or `component.groups == null || …`
    component.note.startsWith('x')
      0..14 `component.note` may be absent, which is not tested here | write `component.note != null && …` or `component.note == null || …`
    component.count == null
      0..15 `count` is never absent | where nothing states it, what is read is unknown
    component.key.manager != null
      0..21 `key.manager` is never absent | where nothing states it, it counts as `nobody`
    'x' == null
      0..3 only an attribute can be compared with `null` | everything else has a value
    component.note == null ? component.note == 'x' : true
      25..39 `component.note` may be absent, which is not tested here | write `component.note != null && …` or `component.note == null || …`
    ");
}

#[test]
fn absence_that_is_tested() {
    for text in [
        "component.days.kept != null && component.days.kept > 3",
        "component.days.kept > 3 && null != component.days.kept",
        "component.days.kept == null || component.days.kept > 3",
        "!(component.days.kept == null) && component.days.kept > 3",
        "!(component.days.kept == null || component.days.kept < 3)",
        "component.flag && component.days.kept != null && (component.flag || component.days.kept > 3)",
        "(component.days.kept != null && component.allowed != null) && (component.allowed || component.days.kept > 3)",
        "component.days.kept == null || component.note == null || (component.days.kept > 3 && component.note == 'x')",
        "component.days.kept != null ? component.days.kept > 3 : component.flag",
        "component.groups != null && component.groups.exists(g, g in component.groups)",
    ] {
        assert_eq!(faults(text, &BOTH), "fine", "{text}");
    }
}

#[test]
fn functions() {
    let all = [Variable::Flow, Variable::Source, Variable::Target];
    let of = |texts: &[&str]| -> String {
        let lines = texts
            .iter()
            .map(|text| format!("{text}\n{}", indented(&faults(text, &all))));
        lines.collect::<Vec<_>>().join("\n")
    };
    insta::assert_snapshot!(of(&[
        "carries(flow, 'phi') && carries(target, 'access_log') && crosses(flow, 'network')",
        "carries(flow, 'pih')",
        "crosses(flow, 'galaxy')",
        "crosses(source, 'network')",
        "protects(flow, 'phi')",
        "carries(component, 'phi')",
        "carries(flow)",
        "carries(flow, flow.name)",
        "carries(flow.name, 'phi')",
    ]), @"
    carries(flow, 'phi') && carries(target, 'access_log') && crosses(flow, 'network')
      fine
    carries(flow, 'pih')
      14..19 `pih` is nothing that `carries` can be asked for | did you mean `phi`?
    crosses(flow, 'galaxy')
      14..22 `galaxy` is nothing that `crosses` can be asked for | it is one of `account`, `network`, `operator`
    crosses(source, 'network')
      8..14 `crosses` cannot be asked about `source` | `crosses` is asked about `flow`
    protects(flow, 'phi')
      9..13 `protects` cannot be asked about `flow` | `protects` is asked about `component`
    carries(component, 'phi')
      8..17 `component` is no variable of this subject | this subject has `source`, `target`, `flow`
    carries(flow)
      0..7 `carries` takes 2 arguments, found 1 | write `carries(variable, 'text')`
    carries(flow, flow.name)
      14..23 expected a quoted text | it is one of `phi`, `metadata`, `telemetry`, `access_log`, `credential`, `deidentified`
    carries(flow.name, 'phi')
      8..17 expected a variable | `carries` is asked about `component`, `flow`, `source`, `target`, `operator`
    ");
}
