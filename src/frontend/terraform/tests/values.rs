//! Expressions, variables, instances and blocks.

use super::{one, resources};

#[test]
fn a_reference_stays_one_where_only_the_deployment_gives_the_value() {
    let text = r#"
        resource "made_store" "a" {
          name = "notes"
          size = 3
        }
        resource "made_user" "b" {
          by_name = made_store.a.name
          by_arn  = "${made_store.a.arn}/*"
          size    = made_store.a.size
          later   = made_store.a.endpoint
          none    = made_store.c.arn
        }
    "#;
    assert_eq!(
        one(text),
        "made_store.a {name: \"notes\", size: 3}\n\
         made_user.b {by_name: <made_store.a>, by_arn: <made_store.a.arn>+\"/*\", size: 3, \
         later: <made_store.a.endpoint>, none: unknown(made_store.c)}\n"
    );
}

#[test]
fn variables_are_parameters_until_somebody_sets_them() {
    let text = r#"
        variable "stage" { default = "test" }
        variable "names" {
          type    = list(string)
          default = ["a", "b"]
        }
        variable "key" {}
        resource "made_store" "a" {
          stage = var.stage
          key   = var.key
          prod  = var.stage == "prod" ? 1 : 2
          name  = "x-${var.stage}"
        }
    "#;
    assert_eq!(
        one(text),
        "made_store.a {stage: stage=\"test\", key: key=?, prod: (stage == prod ? 1 : 2), name: \"x-\"+stage=\"test\"}\n"
    );
    let values = "stage = \"prod\"\nkey = \"k\"\n";
    let files = [("main.tf", text), ("terraform.tfvars", values)];
    assert_eq!(
        resources(&files, &[]),
        "made_store.a {stage: \"prod\", key: \"k\", prod: 1, name: \"x-prod\"}\n"
    );
    // What a person says on the command line counts more than files.
    let set = resources(&files, &[("stage", "dev")]);
    assert_eq!(
        set,
        "made_store.a {stage: \"dev\", key: \"k\", prod: 2, name: \"x-dev\"}\n"
    );
}

#[test]
fn given_values_of_other_types_are_expressions() {
    let text = r#"
        variable "names" { type = list(string) }
        resource "made_store" "a" {
          for_each = toset(var.names)
          name     = each.key
        }
    "#;
    let read = resources(&[("main.tf", text)], &[("names", r#"["b", "a"]"#)]);
    assert_eq!(
        read,
        "made_store.a[\"a\"] {name: \"a\"}\nmade_store.a[\"b\"] {name: \"b\"}\n"
    );
}

#[test]
fn optional_attributes_have_their_defaults() {
    let text = r#"
        variable "stores" {
          type    = map(object({ size = optional(number, 5), name = string, kind = optional(string) }))
          default = { a = { name = "x" } }
        }
        resource "made_store" "a" {
          for_each = var.stores
          size     = each.value.size
          kind     = each.value.kind
        }
    "#;
    assert_eq!(one(text), "made_store.a[\"a\"] {size: 5, kind: null}\n");
}

#[test]
fn count_decides_what_is_there() {
    let text = r#"
        variable "on" {
          type    = bool
          default = true
        }
        resource "made_store" "none" { count = 0 }
        resource "made_store" "two" {
          count = 2
          name  = "n${count.index}"
        }
        resource "made_store" "maybe" { count = var.on ? 1 : 0 }
        resource "made_user" "u" {
          first = made_store.two[0].arn
          all   = made_store.two[*].arn
          maybe = one(made_store.maybe[*].arn)
          tried = try(made_store.maybe[0].arn, "none")
        }
    "#;
    let read = one(text);
    assert!(!read.contains("none {"), "{read}");
    assert!(read.contains("made_store.two[1] {name: \"n1\"}"), "{read}");
    assert!(
        read.contains("made_store.maybe[0] if on == true {}"),
        "{read}"
    );
    assert!(read.contains("first: <made_store.two[0].arn>"), "{read}");
    assert!(
        read.contains("all: [<made_store.two[0].arn>, <made_store.two[1].arn>]"),
        "{read}"
    );
    // An index says that it is there.
    assert!(read.contains("tried: <made_store.maybe[0].arn>"), "{read}");
}

#[test]
fn how_many_nobody_knows_is_one_for_all() {
    let text = r#"
        data "made_zones" "all" {}
        resource "made_store" "a" {
          count = length(data.made_zones.all.names)
          name  = "n${count.index}"
        }
        resource "made_user" "u" { store = made_store.a[0].arn }
    "#;
    let read = one(text);
    assert!(read.contains("made_store.a[*] if "), "{read}");
    assert!(read.contains("store: <made_store.a[*].arn>"), "{read}");
}

#[test]
fn dynamic_blocks_are_blocks() {
    let text = r#"
        variable "open" {
          type    = bool
          default = false
        }
        resource "made_wall" "a" {
          rule { port = 1 }
          dynamic "rule" {
            for_each = [2, 3]
            content { port = rule.value }
          }
          dynamic "rule" {
            for_each = var.open ? [4] : []
            iterator = it
            content { port = it.value }
          }
        }
    "#;
    assert_eq!(
        one(text),
        "made_wall.a {rule: [{port: 1}, {port: 2}, {port: 3}, (open == true ? {port: 4} : absent)]}\n"
    );
}

#[test]
fn what_is_kept_under_a_name_is_the_resource_that_keeps_it() {
    let text = r#"
        variable "open" { type = bool }
        resource "made_kept" "queue" {
          name  = "/made/queue"
          value = made_store.line.arn
        }
        resource "made_kept" "other" {
          count = var.open ? 1 : 0
          name  = "/made/other"
          value = "there"
        }
        data "made_lookup" "queue" { name = "/made/queue" }
        data "made_lookup" "named" { name = made_kept.queue.name }
        data "made_lookup" "other" { name = "/made/other" }
        data "made_lookup" "away" { name = "/made/away" }
        resource "made_store" "line" {}
        resource "made_wall" "a" {
          one   = data.made_lookup.queue.value
          two   = "${data.made_lookup.named.value}/x"
          three = data.made_lookup.other.value
          four  = data.made_lookup.away.value
        }
    "#;
    let (templates, _) = super::read(&[("main.tf", text)], &[]);
    let printed = super::printed(&templates[0]);
    let wall = printed.lines().find(|line| line.starts_with("made_wall"));
    assert_eq!(
        wall,
        Some(
            r#"made_wall.a {one: <made_store.line.arn>, two: <made_store.line.arn>+"/x", three: (open == true ? "there" : unknown(open == true)), four: unknown(`data.made_lookup.away.value`)}"#
        )
    );
    let asked: Vec<&String> = templates[0].asked.values().collect();
    assert_eq!(asked, ["/made/away"]);
}

#[test]
fn documents_are_policies_with_their_statements() {
    let text = r#"
        data "made_account" "me" {}
        data "made_document" "base" {
          statement {
            sid       = "Base"
            actions   = ["s3:Get*"]
            resources = ["*"]
          }
        }
        data "made_document" "all" {
          source_policy_documents = [data.made_document.base.json]
          statement {
            effect  = "Deny"
            actions = ["s3:*"]
            principals {
              type        = "AWS"
              identifiers = [data.made_account.me.id]
            }
            condition {
              test     = "StringEquals"
              variable = "aws:username"
              values   = ["&{aws:username}"]
            }
          }
        }
        resource "made_store" "a" { policy = data.made_document.all.json }
    "#;
    assert_eq!(
        one(text),
        "made_store.a {policy: {Version: \"2012-10-17\", Statement: [\
         {Sid: \"Base\", Effect: \"Allow\", Action: [\"s3:Get*\"], Resource: [\"*\"]}, \
         {Effect: \"Deny\", Action: [\"s3:*\"], Principal: {AWS: [Account]}, \
         Condition: {StringEquals: {aws:username: [\"${aws:username}\"]}}}]}}\n"
    );
}

#[test]
fn texts_take_blanks_away_where_they_are_told_to() {
    let text = r#"
        resource "made_store" "a" {
          name = "a ${~ "b" ~} c"
          list = "%{ for one in ["x", "y"] }<${one}>%{ endfor }"
          when = "%{ if false }no%{ else }yes%{ endif }"
        }
    "#;
    assert_eq!(
        one(text),
        "made_store.a {name: \"abc\", list: \"<x><y>\", when: \"yes\"}\n"
    );
}

#[test]
fn what_is_merged_last_is_known_whatever_comes_before() {
    let text = r#"
        variable "tags" {}
        resource "made_store" "a" {
          tags = merge({ Old = "x" }, var.tags, { Class = "PHI" })
        }
        resource "made_store" "b" { tags = merge(made_store.a.tags, { More = "y" }) }
    "#;
    assert_eq!(
        one(text),
        "made_store.a {tags: [unknown(tags), {Class: \"PHI\"}]}\n\
         made_store.b {tags: [unknown(tags), {Class: \"PHI\", More: \"y\"}]}\n"
    );
}

#[test]
fn json_says_what_hcl_says() {
    let hcl = r#"
        variable "stage" { default = "test" }
        resource "made_store" "a" {
          for_each = { one = 1, two = 2 }
          name     = "${each.key}-${var.stage}"
          rule { port = each.value }
        }
    "#;
    let json = r#"{
      "variable": {"stage": {"default": "test"}},
      "resource": {"made_store": {"a": {
        "for_each": {"one": 1, "two": 2},
        "name": "${each.key}-${var.stage}",
        "rule": [{"port": "${each.value}"}]
      }}}
    }"#;
    assert_eq!(resources(&[("main.tf.json", json)], &[]), one(hcl));
}
