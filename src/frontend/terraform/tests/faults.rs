//! Configurations with something wrong: each fault is said, and the rest is read.

use super::{printed, read, said};
use crate::source::Severity;

#[test]
fn a_broken_file_leaves_the_others() {
    let files = [
        (
            "broken.tf",
            "resource \"made_store\" \"b\" {\n  name = \n}\n",
        ),
        ("main.tf", "resource \"made_store\" \"a\" {}\n"),
    ];
    let (templates, diagnostics) = read(&files, &[]);
    assert_eq!(printed(&templates[0]), "made_store.a {}\n");
    assert_eq!(diagnostics.len(), 1);
    assert_eq!(diagnostics[0].severity, Severity::Error);
    assert_eq!(diagnostics[0].code, "syntax");
}

#[test]
fn cycles_end() {
    let text = r#"
        locals {
          a = local.b
          b = local.a
        }
        resource "made_store" "s" { name2 = local.a }
        resource "made_user" "x" { v = made_user.y.v }
        resource "made_user" "y" { v = made_user.x.v }
        resource "made_user" "z" { count = length(made_user.z) }
    "#;
    let codes = said(&[("main.tf", text)]);
    assert!(codes.iter().all(|code| *code == "cycle"), "{codes:?}");
    assert!(codes.len() >= 3, "{codes:?}");
}

#[test]
fn what_is_written_twice_is_said() {
    let text = "resource \"made_store\" \"a\" {}\nresource \"made_store\" \"a\" {}\nunknown {}\n";
    assert_eq!(
        said(&[("main.tf", text)]),
        ["duplicate-block", "unknown-block"]
    );
    assert_eq!(
        said(&[("main.tf", "resource \"made_store\" {}\n")]),
        ["malformed-block"]
    );
    assert_eq!(said(&[("main.tf", "a = 1\n")]), ["misplaced-attribute"]);
}

#[test]
fn long_chains_and_many_instances_end() {
    let mut text = String::from("locals {\n  l0 = 1\n");
    for at in 1..2000 {
        text.push_str(&format!("  l{at} = local.l{}\n", at - 1));
    }
    text.push_str("}\nresource \"made_store\" \"a\" { size = local.l1999 }\n");
    let on_a_small_stack = std::thread::Builder::new().stack_size(2 * 1024 * 1024);
    let codes = on_a_small_stack
        .spawn(move || said(&[("main.tf", &text)]))
        .expect("a thread starts")
        .join()
        .expect("it ends");
    assert_eq!(codes, ["too-deep"]);
    let many = "resource \"made_store\" \"a\" { count = 1000000000 }\n";
    let (templates, _) = read(&[("main.tf", many)], &[]);
    assert_eq!(templates[0].resources.len(), 1);
}

#[test]
fn a_mark_of_byte_order_is_no_fault() {
    let (templates, diagnostics) = read(
        &[("main.tf", "\u{feff}resource \"made_store\" \"a\" {}")],
        &[],
    );
    assert!(diagnostics.is_empty(), "{diagnostics:?}");
    assert_eq!(templates[0].resources[0].span.start, 3);
}
