//! Decisions on documents of which a part is not known.

use crate::policy::context::Context;
use crate::policy::evaluate::{Extent, Layer, LayerSort, Outcome, Policies, decide};
use crate::policy::prepare::{AsWritten, Prepared, Reader};
use crate::policy::request::{Caller, Request, Target};
use crate::policy::text::{Effort, PatternText, Relation, relate};
use crate::policy::{Policy, Reading};
use crate::syntax::{Guard, Symbol, Term, Value};

use super::documents::read_yaml;

fn policy(statements: &str) -> Policy {
    match read_yaml(&format!("Version: 2012-10-17\nStatement:\n{statements}")).1 {
        Reading::Read(policy) => policy,
        Reading::Opaque(cause) => panic!("{cause}"),
    }
}

fn caller() -> Caller {
    let account = Some(PatternText::literal("111122223333"));
    Caller::session(
        PatternText::literal("arn:aws:iam::111122223333:role/reader"),
        account,
    )
}

/// The outcome for a session and one policy of its role.
fn by(policy: &Policy, reader: &dyn Reader, language: PatternText) -> String {
    let prepared = Prepared::new(policy, reader);
    let account = Some(PatternText::literal("111122223333"));
    let decision = decide(
        &Request {
            caller: &caller(),
            action: "made:get",
            target: &Target::new(language, account),
            context: &Context::complete(),
        },
        &Policies {
            identity: Layer {
                policies: vec![&prepared],
                unread: None,
            },
            ..Policies::default()
        },
    );
    let causes: Vec<_> = decision.causes.iter().map(ToString::to_string).collect();
    let part = if decision.extent == Extent::Part {
        " in part"
    } else {
        ""
    };
    format!("{:?}{part} {}", decision.outcome, causes.join("; "))
        .trim_end()
        .to_owned()
}

fn on(statements: &str, language: &str) -> String {
    by(
        &policy(statements),
        &AsWritten,
        PatternText::pattern(language),
    )
}

#[test]
fn a_hole_in_a_resource_proves_nothing() {
    let hole = "  - {Effect: Allow, Action: made:Get, Resource: !Text ['r/', !Hole Name]}";
    assert_eq!(
        on(hole, "r/a"),
        "May the value of parameter `Name` is not known"
    );
    assert_eq!(on(hole, "s/a"), "Denied");
    let denied = format!(
        "  - {{Effect: Allow, Action: '*', Resource: '*'}}\n{}",
        hole.replace("Allow", "Deny")
    );
    assert_eq!(
        on(&denied, "r/a"),
        "May the value of parameter `Name` is not known"
    );
    assert_eq!(on(&denied, "s/a"), "Allowed");
    let inverted = hole.replace("Resource", "NotResource");
    assert_eq!(
        on(&inverted, "r/a"),
        "May the value of parameter `Name` is not known"
    );
    assert_eq!(on(&inverted, "s/a"), "Allowed");
}

#[test]
fn a_hole_in_an_action() {
    let hole =
        "  - {Effect: Allow, Action: [!Text ['made:', !Hole Verb], made:Put], Resource: '*'}";
    assert_eq!(
        on(hole, "r/a"),
        "May the value of parameter `Verb` is not known"
    );
    let other = hole.replace("'made:'", "'other:'");
    assert_eq!(on(&other, "r/a"), "Denied");
    let unread = "  - {Effect: Allow, Action: [!Hole All, made:Put], Resource: '*'}";
    assert_eq!(
        on(unread, "r/a"),
        "May the value of parameter `All` is not known"
    );
    let known = "  - {Effect: Allow, Action: [!Hole All, made:Get], Resource: '*'}";
    assert_eq!(on(known, "r/a"), "Allowed");
}

#[test]
fn a_statement_that_is_not_known() {
    let allowed = "  - {Effect: Allow, Action: '*', Resource: '*'}\n";
    assert_eq!(
        on(&format!("{allowed}  - !Hole More"), "r/a"),
        "May the value of parameter `More` is not known"
    );
    let effect = format!("{allowed}  - {{Effect: !Hole Effect, Action: '*', Resource: '*'}}");
    assert_eq!(
        on(&effect, "r/a"),
        "May the value of parameter `Effect` is not known"
    );
}

#[test]
fn a_statement_under_a_condition_of_the_template() {
    let statements = "  - !If [{Effect: Allow, Action: made:Get, Resource: '*'}, !No '']";
    assert_eq!(on(statements, "r/a"), "May it depends on `On`");
    struct Always;
    impl Reader for Always {
        fn holds(&self, _: &Guard) -> Option<bool> {
            Some(true)
        }
    }
    let found = by(&policy(statements), &Always, PatternText::pattern("r/a"));
    assert_eq!(found, "Allowed");
}

#[test]
fn a_reader_that_knows_more() {
    struct Named;
    impl Reader for Named {
        fn text(&self, value: &Value) -> Option<PatternText> {
            match value.term {
                Term::Parameter(_) => Some(PatternText::literal("r/a")),
                _ => crate::policy::text::text_of(value),
            }
        }
    }
    let policy = policy("  - {Effect: Allow, Action: made:Get, Resource: !Hole Name}");
    assert_eq!(by(&policy, &Named, PatternText::pattern("r/a")), "Allowed");
    assert_eq!(by(&policy, &Named, PatternText::pattern("r/b")), "Denied");
    assert!(by(&policy, &AsWritten, PatternText::pattern("r/b")).starts_with("May"));
}

#[test]
fn a_resource_of_which_the_name_is_not_known() {
    let statements = "  - {Effect: Allow, Action: made:Get, Resource: 'r/a*'}";
    let of = |text: &str| by(&policy(statements), &AsWritten, PatternText::partial(text));
    assert_eq!(of("r/a/*"), "Allowed");
    assert_eq!(of("s/*"), "Denied");
    assert!(of("r/*").starts_with("May"));
}

#[test]
fn an_arn_with_too_few_parts() {
    let statements = "  - {Effect: Allow, Action: made:Get, Resource: 'arn:aws:made'}";
    assert!(on(statements, "arn:aws:made:::n").starts_with("May"));
    assert_eq!(on(statements, "arn:aws:other:::n"), "Denied");
    let wide = "  - {Effect: Allow, Action: made:Get, Resource: 'arn:aws:made:*'}";
    assert_eq!(on(wide, "arn:aws:made:::n"), "Allowed");
}

#[test]
fn parts_and_what_is_left_of_them() {
    let two = "  - {Effect: Allow, Action: made:Get, Resource: ['r/a*', 'r/b*']}\n  - {Effect: Deny, Action: made:Get, Resource: 'r/a*'}";
    assert_eq!(on(two, "r/*"), "Allowed in part");
    let none = "  - {Effect: Allow, Action: made:Get, Resource: ['r/a*', 'r/b*']}\n  - {Effect: Deny, Action: made:Get, Resource: ['r/a*', 'r/b*']}";
    assert_eq!(on(none, "r/*"), "Denied");
    let all = "  - {Effect: Allow, Action: made:Get, Resource: '*'}\n  - {Effect: Deny, Action: made:Get, Resource: ['r/?*']}\n  - {Effect: Deny, Action: made:Get, Resource: 'r/'}";
    // Together they deny everything, which no single one shows: it stays open.
    assert!(on(all, "r/*").starts_with("May"));
}

#[test]
fn who_is_named_when_only_a_part_is_known() {
    let policy = policy(
        "  - {Effect: Allow, Action: made:Get, Resource: '*', Principal: {AWS: !Text ['arn:aws:iam::', !Account '', ':role/reader']}}",
    );
    let prepared = Prepared::new(&policy, &AsWritten);
    let context = Context::complete();
    let outcome = |caller: &Caller| {
        let target = Target::new(PatternText::pattern("r"), caller.account.clone());
        let request = Request {
            caller,
            action: "made:get",
            target: &target,
            context: &context,
        };
        let policies = Policies {
            resource: Layer {
                policies: vec![&prepared],
                unread: None,
            },
            ..Policies::default()
        };
        let decision = decide(&request, &policies);
        (decision.outcome, decision.by.len(), decision.limited_by)
    };
    // An account in digits may be that of the deployment.
    assert_eq!(outcome(&caller()).0, Outcome::May);
    let letter = char::from_u32(0xE000 + Symbol::Account as u32).unwrap();
    let own = PatternText::pattern(format!("arn:aws:iam::{letter}:role/reader"));
    let here = Caller::session(own, Some(PatternText::pattern(letter.to_string())));
    assert_eq!(outcome(&here), (Outcome::Allowed, 1, Vec::new()));
    let other = PatternText::pattern(format!("arn:aws:iam::{letter}:role/writer"));
    let other = Caller::session(other, here.account.clone());
    assert_eq!(
        outcome(&other),
        (
            Outcome::Denied,
            0,
            vec![LayerSort::Identity, LayerSort::Resource]
        )
    );
    assert_eq!(outcome(&Caller::anonymous()).0, Outcome::Denied);
}

#[test]
fn symbols_may_be_what_others_spell_out() {
    let relation = |left: &str, right: &str| {
        relate(
            &PatternText::pattern(left),
            &PatternText::pattern(right),
            &mut Effort(1_000_000),
        )
    };
    assert_eq!(relation("a:\u{E000}:b", "a:\u{E000}:b"), Relation::Includes);
    assert_eq!(relation("a:\u{E000}:*", "a:\u{E000}:b"), Relation::Includes);
    assert_eq!(relation("a:\u{E000}:b", "a:1:b"), Relation::Unsure);
    assert_eq!(relation("a:1:b", "a:\u{E000}:b"), Relation::Unsure);
    assert_eq!(relation("a:\u{E000}:b", "a:1:c"), Relation::Disjoint);
    assert_eq!(relation("a:\u{E000}:b", "a:\u{E001}:b"), Relation::Unsure);
    assert_eq!(relation("a:*:b", "a:\u{E000}:b"), Relation::Includes);
    // A symbol is more than one letter.
    assert_eq!(relation("a:?:b", "a:\u{E000}:b"), Relation::Unsure);
}
