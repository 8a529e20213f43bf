//! Modules, files that functions read, and which folders are deployed.

use super::{printed, read, resources, said};

const STORE: &str = r#"
    variable "name" {}
    variable "kind" { default = "plain" }
    resource "made_store" "this" {
      name = var.name
      kind = var.kind
    }
    output "arn" { value = made_store.this.arn }
"#;

#[test]
fn modules_are_part_of_those_who_call_them() {
    let root = r#"
        module "store" {
          source   = "./modules/store"
          for_each = toset(["a", "b"])
          name     = "${each.key}-x"
        }
        module "one" {
          source = "./modules/store"
          name   = module.store["a"].arn
        }
        resource "made_user" "u" { arns = [for one in module.store : one.arn] }
    "#;
    let files = [
        ("infra/main.tf", root),
        ("infra/modules/store/main.tf", STORE),
    ];
    assert_eq!(
        resources(&files, &[]),
        "made_user.u {arns: [<module.store[\"a\"].made_store.this.arn>, <module.store[\"b\"].made_store.this.arn>]}\n\
         module.one.made_store.this {name: <module.store[\"a\"].made_store.this.arn>, kind: \"plain\"}\n\
         module.store[\"a\"].made_store.this {name: \"a-x\", kind: \"plain\"}\n\
         module.store[\"b\"].made_store.this {name: \"b-x\", kind: \"plain\"}\n"
    );
}

#[test]
fn a_module_from_elsewhere_is_named_and_not_read() {
    let root = r#"
        module "net" {
          source  = "example/network/aws"
          version = "1.0"
          key     = made_store.a.arn
        }
        resource "made_store" "a" { subnet = module.net.subnets[0] }
    "#;
    let (templates, diagnostics) = read(&[("main.tf", root)], &[]);
    assert!(diagnostics.is_empty(), "{diagnostics:?}");
    assert_eq!(templates[0].resources[1].type_name, "example/network/aws");
    assert_eq!(
        printed(&templates[0]),
        "made_store.a {subnet: <module.net.subnets>}\nmodule.net {key: <made_store.a.arn>}\n"
    );
}

#[test]
fn folders_are_deployed_unless_others_call_them() {
    let caller = r#"module "store" { 
        source = "../shared" 
        name = "x"
    }"#;
    let files = [
        ("prod/main.tf", caller),
        ("test/main.tf", caller),
        ("shared/main.tf", STORE),
        ("modules/unused/main.tf", STORE),
    ];
    let (templates, diagnostics) = read(&files, &[]);
    let paths: Vec<&str> = templates.iter().map(|one| one.path.as_str()).collect();
    assert_eq!(paths, ["prod", "test"]);
    let codes: Vec<&str> = diagnostics.iter().map(|one| one.code).collect();
    assert_eq!(codes, ["module-not-called"]);
    // Alone, the module is what there is to check.
    let (templates, _) = read(&files[3..], &[]);
    assert_eq!(templates.len(), 1);
}

#[test]
fn functions_read_files_of_the_run() {
    let root = r#"
        resource "made_store" "a" {
          policy = templatefile("${path.module}/policy.tftpl", { who = "me" })
          plain  = file("policy.tftpl")
          none   = file("${path.module}/missing.json")
        }
    "#;
    let files = [
        ("infra/main.tf", root),
        ("infra/policy.tftpl", "for ${who}"),
    ];
    assert_eq!(
        resources(&files, &[]),
        "made_store.a {policy: \"for me\", plain: \"for ${who}\", none: unknown(the file `./missing.json`)}\n"
    );
}

#[test]
fn override_files_count_last() {
    let own = r#"resource "made_store" "a" { 
        name = "one" 
        size = 1
    }"#;
    let other = r#"resource "made_store" "a" { name = "two" }"#;
    let files = [("a_override.tf", other), ("main.tf", own)];
    assert_eq!(
        resources(&files, &[]),
        "made_store.a {size: 1, name: \"two\"}\n"
    );
}

#[test]
fn a_module_that_calls_itself_ends() {
    let root = r#"
        module "again" { source = "./" }
        resource "made_store" "a" {}
    "#;
    assert_eq!(said(&[("main.tf", root)]), ["module-cycle"]);
    let one = r#"module "b" { source = "../b" }"#;
    let other = r#"
        module "a" { source = "../a" }
        resource "made_store" "a" {}
    "#;
    assert_eq!(
        said(&[("a/main.tf", one), ("b/main.tf", other)]),
        ["module-cycle"]
    );
}
