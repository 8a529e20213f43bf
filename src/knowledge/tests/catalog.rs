//! One thing wrong with the catalog at a time, and what is said about it.

use insta::assert_snapshot;

use super::*;

const KINDS: &str = "catalog/kinds/made/store.yaml";
const SERVICE: &str = "catalog/services/store.yaml";
const VOCABULARY: &str = "catalog/vocabulary.yaml";
const IMPORT: &str = "catalog/imports/otm.yaml";

#[test]
fn unknown_attribute() {
    assert_snapshot!(check(KINDS, "open: {cloudformation", "opne: {cloudformation"), @r#"catalog/kinds/made/store.yaml:9:7 unknown-name unknown attribute `opne` | did you mean `open`?"#);
}

#[test]
fn value_outside_the_closed_set() {
    assert_snapshot!(check(KINDS, "manager: {value: aws}", "manager: {value: ours}"), @r#"catalog/kinds/made/store.yaml:11:24 unknown-name `ours` is no value of `manager` | expected one of `customer`, `aws`"#);
}

#[test]
fn default_of_the_wrong_type() {
    assert_snapshot!(check(KINDS, "value: 30", "value: long"), @r#"catalog/kinds/made/store.yaml:10:68 wrong-type expected a whole number, found `long`"#);
}

#[test]
fn target_of_values_of_the_wrong_type() {
    assert_snapshot!(check(KINDS, "No: false", "No: nope"), @r#"catalog/kinds/made/store.yaml:9:69 wrong-type expected `true` or `false`, found `nope`"#);
}

#[test]
fn default_without_a_citation() {
    assert_snapshot!(check(KINDS, "default: {value: 30, cite: old}", "default: {value: 30}"), @r#"catalog/kinds/made/store.yaml:10:61 missing-key a default needs the key `cite`"#);
}

#[test]
fn unknown_citation() {
    assert_snapshot!(check(KINDS, "cite: old", "cite: odl"), @r#"catalog/kinds/made/store.yaml:10:78 unknown-name unknown citation `odl` | did you mean `old`?"#);
}

#[test]
fn items_of_an_attribute_that_is_no_list() {
    assert_snapshot!(check(KINDS, "manager: {value: aws}", "manager: {each: {cloudformation: Doors}, cloudformation: Public}"), @r#"catalog/kinds/made/store.yaml:11:17 wrong-type `each` and `only` need texts, numbers, lists or records, and `manager` is none of them"#);
}

#[test]
fn test_of_an_item_that_asks_nothing() {
    assert_snapshot!(check(KINDS, "open: {cloudformation: Access.Public,", "open: {only: [{cloudformation: Locked}], cloudformation: Public,"), @r#"catalog/kinds/made/store.yaml:9:22 contradiction a test of an item needs either `is` or `present`"#);
}

#[test]
fn unknown_group_of_words() {
    assert_snapshot!(check(KINDS, "open: {cloudformation: Access.Public,", "open: {recognises: [doors], cloudformation: Public,"), @r#"
    catalog/kinds/made/store.yaml:9:14 contradiction `recognises` goes with attributes of the type `recognised`
    catalog/kinds/made/store.yaml:9:27 unknown-name unknown group of words `doors`
    "#);
}

#[test]
fn unknown_kind_of_a_relation() {
    assert_snapshot!(check(KINDS, "kinds: [made.store]", "kinds: [made.stoer]"), @r#"catalog/kinds/made/store.yaml:14:96 unknown-name unknown kind `made.stoer` | did you mean `made.store`?"#);
}

#[test]
fn unknown_kind_that_is_implied() {
    assert_snapshot!(check(KINDS, "kind: made.log, relation", "kind: made.lgo, relation"), @r#"catalog/kinds/made/store.yaml:23:16 unknown-name unknown kind `made.lgo` | did you mean `made.log`?"#);
}

#[test]
fn unknown_service_of_a_kind() {
    assert_snapshot!(check(KINDS, "service: other", "service: otter"), @r#"catalog/kinds/made/store.yaml:28:14 unknown-name unknown service `otter` | did you mean `other`?"#);
}

#[test]
fn connector_with_an_element() {
    assert_snapshot!(check(KINDS, "    service: other", "    element: process\n    service: other"), @r#"catalog/kinds/made/store.yaml:27:11 contradiction `made.pipe` has both `element` and `connector` | a connector is no component"#);
}

#[test]
fn neither_element_nor_connector() {
    assert_snapshot!(check(KINDS, "  - kind: made.log\n    element: data_store", "  - kind: made.log"), @r#"catalog/kinds/made/store.yaml:24:11 missing-key `made.log` has neither `element` nor `connector` nor `grants` nor `stands_for`"#);
}

#[test]
fn path_at_an_unknown_satellite() {
    assert_snapshot!(check(KINDS, "Made::Up::Policy.Text", "Made::Up::Polcy.Text"), @r#"catalog/kinds/made/store.yaml:12:33 unknown-name unknown satellite `Made::Up::Polcy` | did you mean `Made::Up::Policy`?"#);
}

#[test]
fn a_satellite_by_patterns_without_forms() {
    let said = check(
        KINDS,
        "{Made::Up::Policy: Store}",
        "{Made::Up::Policy: [{name: rules, each: Rules, patterns: Resource}]}",
    );
    let wanted = "missing-key a satellite by patterns needs the key `forms`";
    assert!(said.contains(wanted), "{said}");
    // Paths know it by its name, and not by its type.
    assert!(
        said.contains("unknown satellite `Made::Up::Policy`"),
        "{said}"
    );
}

#[test]
fn path_with_an_empty_step() {
    assert_snapshot!(check(KINDS, "Keep.*.Days", "Keep..Days"), @r#"catalog/kinds/made/store.yaml:10:37 wrong-type `Keep..Days` has an empty step"#);
}

#[test]
fn flow_without_a_payload() {
    assert_snapshot!(check(KINDS, "direction: out, payload: content, kinds", "direction: out, kinds"), @r#"catalog/kinds/made/store.yaml:14:16 missing-key a relation needs the key `payload`"#);
}

#[test]
fn present_of_a_text() {
    assert_snapshot!(check(KINDS, "manager: {value: aws}", "manager: {cloudformation: A, present: true}"), @r#"catalog/kinds/made/store.yaml:11:17 wrong-type `present` needs a boolean, and `manager` is none"#);
}

#[test]
fn constant_and_path() {
    assert_snapshot!(check(KINDS, "manager: {value: aws}", "manager: {cloudformation: A, value: aws}"), @r#"catalog/kinds/made/store.yaml:11:17 contradiction `manager` needs either paths by format or `value` or `through`"#);
}

#[test]
fn variant_without_a_path() {
    assert_snapshot!(check(KINDS, "manager: {value: aws}", "manager: {cloudformation: A, terraform: {values: {a: aws}}}"), @r#"catalog/kinds/made/store.yaml:11:48 contradiction a mapping for one format needs either `path` or `value`"#);
}

#[test]
fn variant_with_an_unknown_key() {
    assert_snapshot!(check(KINDS, "manager: {value: aws}", "manager: {cloudformation: A, terraform: {path: a, besides: b}}"), @r#"catalog/kinds/made/store.yaml:11:57 unknown-key `besides` is not a key of a mapping for one format | did you mean `beside`?"#);
}

#[test]
fn kind_defined_twice() {
    assert_snapshot!(check(KINDS, "- kind: made.log", "- kind: made.store"), @r#"
catalog/kinds/made/store.yaml:24:11 duplicate-name kind `made.store` is defined twice
catalog/kinds/made/store.yaml:23:16 unknown-name unknown kind `made.log` | expected one of `made.pipe`, `made.store`
"#);
}

#[test]
fn type_of_two_kinds() {
    assert_snapshot!(check(KINDS, "type: Made::Up::Pipe", "type: Made::Up::Store"), @r#"catalog/kinds/made/store.yaml:27:11 duplicate-name type `Made::Up::Store` is also a source of `made.store`"#);
}

#[test]
fn ignored_type_with_a_kind() {
    assert_snapshot!(check(KINDS, "Made::Up::Metadata:", "Made::Up::Pipe:"), @r#"catalog/kinds/made/store.yaml:32:3 duplicate-name type `Made::Up::Pipe` has a kind, so it cannot be ignored"#);
}

#[test]
fn unknown_element() {
    assert_snapshot!(check(KINDS, "element: data_store", "element: datastore"), @r#"catalog/kinds/made/store.yaml:3:14 unknown-name unknown element `datastore` | did you mean `data_store`?"#);
}

#[test]
fn unknown_format() {
    assert_snapshot!(check(KINDS, "terraform: {type", "terrafrom: {type"), @r#"catalog/kinds/made/store.yaml:7:7 unknown-name unknown format `terrafrom` | did you mean `terraform`?"#);
}

#[test]
fn unknown_kind_of_an_action() {
    assert_snapshot!(check(SERVICE, "target: made.store, endpoint", "target: made.shop, endpoint"), @r#"catalog/services/store.yaml:12:76 unknown-name unknown kind `made.shop` | did you mean `made.log`?"#);
}

#[test]
fn unknown_endpoint_family() {
    assert_snapshot!(check(SERVICE, "endpoint: store-api, cite", "endpoint: store-pai, cite"), @r#"catalog/services/store.yaml:10:56 unknown-name unknown endpoint family `store-pai` | did you mean `store-api`?"#);
}

#[test]
fn action_listed_twice() {
    assert_snapshot!(check(SERVICE, "[GetItem, ListItems]", "[GetItem, GetItem]"), @r#"catalog/services/store.yaml:12:23 duplicate-name action `GetItem` is listed twice"#);
}

#[test]
fn unknown_prefix() {
    assert_snapshot!(check(SERVICE, "prefix: store-data", "prefix: store-date"), @r#"catalog/services/store.yaml:13:28 unknown-name unknown prefix `store-date` | did you mean `store-data`?"#);
}

#[test]
fn prefix_of_two_services() {
    assert_snapshot!(check(SERVICE, "prefixes: [store,", "prefixes: [store, other,"), @r#"catalog/services/store.yaml:5:19 duplicate-name prefix `other` is also one of service `other`"#);
}

#[test]
fn service_is_not_the_file_name() {
    assert_snapshot!(check(SERVICE, "service: store", "service: shop"), @r#"
catalog/services/store.yaml:1:10 name-mismatch `shop` is not the name of its file, `store` | rename one of them
catalog/kinds/made/store.yaml:4:14 unknown-name unknown service `store` | expected one of `other`, `shop`
catalog/kinds/made/store.yaml:26:14 unknown-name unknown service `store` | expected one of `other`, `shop`
"#);
}

#[test]
fn unknown_eligibility() {
    assert_snapshot!(check(SERVICE, "status: eligible", "status: eligable"), @r#"catalog/services/store.yaml:4:23 unknown-name unknown status `eligable` | did you mean `eligible`?"#);
}

#[test]
fn type_of_an_attribute() {
    assert_snapshot!(check(VOCABULARY, "type: integer", "type: intger"), @r#"
catalog/vocabulary.yaml:4:16 unknown-name unknown type `intger` | did you mean `integer`?
catalog/kinds/made/store.yaml:10:7 unknown-name unknown attribute `days` | expected one of `name`, `open`, `manager`, `sent`, `policy`
rules/exposure/open-store.yaml:9:18 unknown-attribute unknown attribute `days` | the vocabulary has `name`, `open`, `sent`, `manager`, `policy`
"#);
}

#[test]
fn absence_of_the_wrong_type() {
    assert_snapshot!(check(VOCABULARY, "value: false", "value: never"), @r#"
catalog/vocabulary.yaml:3:41 wrong-type expected `true` or `false`, found `never`
catalog/kinds/made/store.yaml:9:7 unknown-name unknown attribute `open` | expected one of `name`, `days`, `manager`, `sent`, `policy`
catalog/kinds/made/store.yaml:21:27 unknown-name unknown attribute `open` | expected one of `name`, `days`, `manager`, `sent`, `policy`
rules/exposure/open-store.yaml:10:22 unknown-attribute unknown attribute `open` | the vocabulary has `sent`, `days`, `name`, `policy`, `manager`
rules/exposure/open-store.yaml:13:3 unknown-name unknown attribute `open` | expected one of `name`, `days`, `manager`, `sent`, `policy`
"#);
}

#[test]
fn values_of_an_integer() {
    assert_snapshot!(check(VOCABULARY, "{type: integer,", "{type: integer, values: [a],"), @r#"catalog/vocabulary.yaml:4:10 wrong-type attribute `days` lists values, but its type is not one of texts"#);
}

#[test]
fn attribute_defined_twice() {
    assert_snapshot!(check(VOCABULARY, "  days:", "  open:"), @r#"
catalog/vocabulary.yaml:4:3 duplicate-key (warning) key `open` is already in this mapping | the first one is used; remove or rename one of them
catalog/kinds/made/store.yaml:10:7 unknown-name unknown attribute `days` | expected one of `name`, `open`, `manager`, `sent`, `policy`
rules/exposure/open-store.yaml:9:18 unknown-attribute unknown attribute `days` | the vocabulary has `name`, `open`, `sent`, `manager`, `policy`
"#);
}

#[test]
fn date_of_a_citation() {
    assert_snapshot!(check("catalog/citations.yaml", "2025-01-01", "last year"), @r#"catalog/citations.yaml:2:32 wrong-type expected a date such as `2026-01-31`, found `last year`"#);
}

#[test]
fn unknown_data_class() {
    assert_snapshot!(check("catalog/labels.yaml", "phi:", "pih:"), @r#"catalog/labels.yaml:2:10 unknown-name unknown data class `pih` | did you mean `phi`?"#);
}

#[test]
fn level_of_a_control() {
    assert_snapshot!(check("catalog/controls/made.yaml", "level: required", "level: must"), @r#"catalog/controls/made.yaml:4:42 unknown-name unknown level `must` | expected one of `required`, `addressable`, `standard`, `policy`"#);
    assert_snapshot!(check("catalog/controls/made.yaml", "level: required", "level: required, seen_in: file"), @r#"catalog/controls/made.yaml:4:61 unknown-name unknown seen_in `file` | did you mean `files`?"#);
}

#[test]
fn effect_of_a_statement() {
    assert_snapshot!(check("catalog/policies/made.yaml", "effect: Allow", "effect: allow"), @r#"catalog/policies/made.yaml:5:18 unknown-name unknown effect `allow` | did you mean `Allow`?"#);
}

#[test]
fn unknown_rule_of_a_pack() {
    assert_snapshot!(check("rules/packs/base.yaml", "[open-store]", "[open-stoer]"), @r#"rules/packs/base.yaml:3:9 unknown-name unknown rule `open-stoer` | did you mean `open-store`?"#);
}

#[test]
fn unknown_kind_of_a_counterpart() {
    assert_snapshot!(check(IMPORT, "kind: made.store", "kind: made.stoer"), @r#"catalog/imports/otm.yaml:2:27 unknown-name unknown kind `made.stoer` | did you mean `made.store`?"#);
}

#[test]
fn counterpart_that_is_two_things() {
    assert_snapshot!(check(IMPORT, "{element: process}", "{element: process, kind: made.store}"), @r#"catalog/imports/otm.yaml:2:45 contradiction a counterpart has one of `kind`, `service`, `element` and `ignored`"#);
    assert_snapshot!(check(IMPORT, "{element: process}", "{}"), @r#"catalog/imports/otm.yaml:2:45 contradiction a counterpart has one of `kind`, `service`, `element` and `ignored`"#);
}

#[test]
fn counterpart_that_no_data_passes() {
    assert_snapshot!(check(IMPORT, "element: process", "element: support"), @r#"catalog/imports/otm.yaml:2:55 contradiction no data passes what this names, so it is no counterpart of a component | say `ignored` with the reason instead"#);
    assert_snapshot!(check(IMPORT, "kind: made.store", "kind: made.pipe"), @r#"catalog/imports/otm.yaml:2:27 contradiction no data passes what this names, so it is no counterpart of a component | say `ignored` with the reason instead"#);
}

#[test]
fn trust_of_a_zone() {
    assert_snapshot!(check(IMPORT, "inside: private", "inside: privat"), @r#"catalog/imports/otm.yaml:3:17 unknown-name unknown trust `privat` | did you mean `private`?"#);
    assert_snapshot!(check(IMPORT, "from: 50", "from: half"), @r#"catalog/imports/otm.yaml:4:18 wrong-type expected a whole number, found `half`"#);
}

#[test]
fn facts_of_an_import() {
    assert_snapshot!(check(IMPORT, "facts: {manager:", "facts: {mangaer:"), @r#"catalog/imports/otm.yaml:6:49 unknown-name unknown attribute `mangaer` | did you mean `manager`?"#);
    assert_snapshot!(check(IMPORT, "{manager: aws}", "{manager: ours}"), @r#"catalog/imports/otm.yaml:5:30 unknown-name `ours` is no value of `manager` | expected one of `customer`, `aws`"#);
}

#[test]
fn import_without_a_citation() {
    assert_snapshot!(check(IMPORT, "cite: old\n", ""), @r#"catalog/imports/otm.yaml:1:1 missing-key a file of an import needs the key `cite`"#);
}

#[test]
fn words_of_an_import_listed_twice() {
    assert_snapshot!(check(IMPORT, "Web:", "SHOP:"), @r#"catalog/imports/otm.yaml:2:40 duplicate-name `SHOP` is listed twice"#);
}

#[test]
fn class_words_of_no_class() {
    assert_snapshot!(check("catalog/imports/classes.yaml", "phi:", "pih:"), @r#"catalog/imports/classes.yaml:2:11 unknown-name unknown data class `pih` | did you mean `phi`?"#);
}

#[test]
fn unknown_feature_of_an_action() {
    assert_snapshot!(check(SERVICE, "feature: copies}", "feature: copeis}"), @"catalog/services/store.yaml:13:101 unknown-name unknown feature `copeis` | did you mean `copies`?");
}

#[test]
fn infrastructure_that_is_no_place() {
    assert_snapshot!(check(SERVICE, "where: mixed", "where: moon"), @"catalog/services/store.yaml:15:25 unknown-name unknown where `moon` | expected one of `aws`, `vendor`, `own`, `mixed`");
}

#[test]
fn feature_without_a_citation() {
    assert_snapshot!(check(SERVICE, "note: left out, cite: old}", "note: left out}"), @r"
    catalog/services/store.yaml:18:12 missing-key a feature needs the key `cite`
    catalog/services/store.yaml:13:101 unknown-name unknown feature `copies`
    ");
}
