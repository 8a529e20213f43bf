//! What a sound catalog loads into.

use insta::{assert_debug_snapshot, assert_snapshot};

use super::*;
use crate::frontend::Format;
use crate::knowledge::{Element, Endpoint, Path, PayloadChoice, RuleLevel, Step, Subject};
use crate::vocabulary::Literal;

fn sound(packs: &[&str]) -> Knowledge {
    let packs = packs.iter().map(|name| (*name).to_owned()).collect();
    let (knowledge, sources, faults) = load_tiny(
        &[],
        &Request {
            packs,
            ..Request::default()
        },
    );
    assert_eq!(render(&sources, &faults), "");
    knowledge
}

fn name(text: &str) -> Step {
    Step::Name(text.to_owned())
}

#[test]
fn indexes_types_services_and_names() {
    let knowledge = sound(&["base"]);
    let store = knowledge
        .kind_named("made.store")
        .expect("a kind of the tiny catalog");
    let by_type = |format, name: &str| knowledge.by_type.get(&(format, name.to_owned())).copied();
    assert_eq!(
        by_type(Format::CloudFormation, "Made::Up::Store"),
        Some(store)
    );
    assert_eq!(by_type(Format::Terraform, "made_store"), Some(store));
    assert_eq!(by_type(Format::Terraform, "Made::Up::Store"), None);
    let policy = (Format::CloudFormation, "Made::Up::Policy".to_owned());
    assert_eq!(knowledge.satellites[&policy], [store]);
    let ignored = (Format::CloudFormation, "Made::Up::Metadata".to_owned());
    assert_eq!(knowledge.inert[&ignored], "usage metadata");
    assert_eq!(
        knowledge.by_prefix["store-data"],
        knowledge.by_service["store"]
    );
    assert_eq!(
        knowledge.service(knowledge.by_service["store"]).kind,
        Some(store)
    );
    assert_eq!(
        &*knowledge.service(knowledge.kind(store).service).name,
        "store"
    );
    assert_eq!(knowledge.catalog_date, "2026-02-03");
    assert_eq!(knowledge.controls["made/1(a)"].level, "required");
    assert_eq!(
        knowledge
            .managed_policy("ReadAll")
            .expect("a policy of the tiny catalog")
            .policy
            .statements
            .len(),
        1
    );
    assert_eq!(knowledge.labels.values.len(), 3);
    assert_eq!(knowledge.conventions.provider_key_aliases, ["alias/made/"]);
}

#[test]
fn reads_actions() {
    let knowledge = sound(&["base"]);
    let service = knowledge.service(knowledge.by_service["store"]);
    let actions: Vec<_> = service
        .actions
        .iter()
        .map(|(key, action)| (key.as_str(), &*action.name))
        .collect();
    assert_eq!(
        actions,
        [
            ("store-data:ask", "store-data:Ask"),
            ("store:drop", "store:Drop"),
            ("store:getitem", "store:GetItem"),
            ("store:listitems", "store:ListItems")
        ]
    );
    assert_eq!(service.actions["store:drop"].direction, None);
    assert_eq!(
        service.actions["store:getitem"].direction,
        Some(Endpoint::In)
    );
}

#[test]
fn reads_mappings_and_relations() {
    let knowledge = sound(&["base"]);
    let kind = &knowledge.kinds[0];
    let [open, days, manager, policy] = kind.attributes.as_slice() else {
        panic!("four attributes")
    };
    assert_eq!(open.values["Yes"], "true");
    assert_eq!(
        days.paths[&Format::CloudFormation],
        [
            Path {
                satellite: None,
                steps: vec![name("Days")]
            },
            Path {
                satellite: None,
                steps: vec![name("Keep"), Step::Values, name("Days")]
            },
        ]
    );
    assert_eq!(days.default, Some((Literal::Integer(30), "old".into())));
    assert_eq!(manager.constant, Some(Literal::Text("aws".into())));
    assert_eq!(
        policy.paths[&Format::CloudFormation],
        [
            Path {
                satellite: Some("Made::Up::Policy".to_owned()),
                steps: vec![name("Text")]
            },
            Path {
                satellite: None,
                steps: vec![name("Own"), Step::Json, name("Text")]
            },
        ]
    );
    let [copies, sends] = kind.relations.as_slice() else {
        panic!("two relations")
    };
    assert_eq!(copies.kinds.len(), 1);
    assert!(matches!(sends.payload, PayloadChoice::Attribute { .. }));
    assert_eq!(
        sends.when.as_ref().map(|(_, value)| value),
        Some(&Literal::Boolean(true))
    );
    assert_eq!(
        sends.each[&Format::CloudFormation][0].steps,
        [name("Targets")]
    );
    assert_eq!(kind.implies[0].name, "/made/{name}");
    assert!(knowledge.kinds[2].connector.is_some() && knowledge.kinds[2].element.is_none());
}

#[test]
fn a_format_can_have_a_mapping_of_its_own() {
    let knowledge = sound(&["base"]);
    let days = &knowledge.kinds[0].attributes[1];
    let apart = days.in_format(Format::Terraform);
    assert_eq!(apart.paths[&Format::Terraform][0].steps, [name("keep")]);
    assert_eq!(apart.default, Some((Literal::Integer(7), "new".into())));
    assert_eq!(apart.beside[0].steps, []);
    assert_eq!(apart.nothing, ["0"]);
    assert_eq!(
        days.in_format(Format::CloudFormation).default,
        Some((Literal::Integer(30), "old".into()))
    );
}

#[test]
fn packs_choose_rules_and_severities() {
    let base = sound(&["base"]);
    assert_eq!(base.rules.len(), 1);
    assert_eq!(base.rules[0].severity, RuleLevel::Critical);
    assert_eq!(base.rules[0].confidence, RuleLevel::Medium);
    assert_eq!(&*base.rules[0].topic, "exposure");
    assert!(matches!(base.rules[0].subject, Subject::Component { .. }));
    assert_eq!(sound(&["all"]).rules[0].severity, RuleLevel::High);
    let other = sound(&["all", "base"]);
    assert_eq!(other.rules[0].severity, RuleLevel::Critical);
}

#[test]
fn packs_extend_one_another_in_circles() {
    let pack = UserFile {
        path: "mine/wide.yaml".to_owned(),
        text: "pack: wide\ntitle: Wide\nextends: [base, wide]\nseverity: {open-store: low}\n"
            .to_owned(),
    };
    let request = Request {
        packs: vec!["wide".to_owned()],
        user_rules: vec![pack],
    };
    let (knowledge, sources, faults) = load_tiny(&[], &request);
    assert_snapshot!(render(&sources, &faults), @"mine/wide.yaml:3:17 circular-pack pack `wide` extends itself, by way of `wide` | take it out of `extends` here or there");
    assert_eq!(knowledge.rules[0].severity, RuleLevel::Low);
}

/// The rule of the tiny catalog as packs of a user have it: its condition, and what is wrong.
fn scoped(packs: &[(&str, &str)]) -> (String, String) {
    let file = |(name, scope): &(&str, &str)| UserFile {
        path: format!("mine/{name}.yaml"),
        text: format!("pack: {name}\ntitle: One\nrules: [open-store]\nscope: {{{scope}}}\n"),
    };
    let request = Request {
        packs: packs.iter().map(|(name, _)| (*name).to_owned()).collect(),
        user_rules: packs.iter().map(file).collect(),
    };
    let (knowledge, sources, faults) = load_tiny(&[], &request);
    let Subject::Component { condition, .. } = &knowledge.rules[0].subject else {
        panic!("it speaks of components")
    };
    (condition.text().to_owned(), render(&sources, &faults))
}

#[test]
fn packs_narrow_what_a_rule_speaks_of() {
    let open = ("one", "open-store: component.open");
    let (text, faults) = scoped(&[open]);
    assert_eq!(
        (&*text, &*faults),
        ("(component.days != null) && (component.open)", "")
    );
    // Two packs: where one of them has it.
    let (text, _) = scoped(&[open, ("two", "open-store: '!component.open'")]);
    assert_eq!(
        text,
        "(component.days != null) && ((component.open) || (!component.open))"
    );
    // One that has it everywhere wins, in either order.
    for packs in [[open, ("two", "")], [("two", ""), open]] {
        assert_eq!(scoped(&packs).0, "component.days != null");
    }
}

#[test]
fn a_scope_with_a_fault_narrows_nothing() {
    let (text, faults) = scoped(&[("one", "open-store: component.opne")]);
    assert_eq!(text, "component.days != null");
    assert_snapshot!(faults, @"mine/one.yaml:4:31 unknown-attribute unknown attribute `opne` | did you mean `open`?");
    let (_, faults) = scoped(&[("one", "open-stoer: component.open")]);
    assert_snapshot!(faults, @"mine/one.yaml:4:9 unknown-name unknown rule `open-stoer` | did you mean `open-store`?");
}

#[test]
fn reads_examples() {
    let mut sources = Sources::default();
    let files = [("rules/exposure/open-way.yaml", tiny::USER_RULE)];
    let (examples, faults) = super::super::load::examples_in(&mut sources, &files);
    assert_eq!(render(&sources, &faults), "");
    let [(id, list)] = examples.as_slice() else {
        panic!("one rule")
    };
    assert_eq!(id, "open-way");
    assert_debug_snapshot!(list[1].settings, @r#"
ExampleSettings {
    phi: Some(
        "all",
    ),
    values: {
        "P": "q",
    },
    as_of: None,
}
"#);
    assert_eq!(
        list.iter()
            .map(|example| &*example.expect)
            .collect::<Vec<_>>(),
        ["violated", "satisfied", "undecided"]
    );
    assert_eq!(list[1].at, ["Resources.X"]);
}

#[test]
fn words_of_imports() {
    use crate::knowledge::import::{Counterpart, Trust};

    let knowledge = sound(&["base"]);
    let otm = &knowledge.imports.otm;
    let store = knowledge.kind_named("made.store").expect("a kind");
    assert_eq!(otm.components["shop"], Counterpart::Kind(store));
    assert_eq!(
        otm.components["web"],
        Counterpart::Element(Element::Process)
    );
    assert_eq!(
        otm.components["net"],
        Counterpart::Ignored("it is a network".to_owned())
    );
    assert_eq!(otm.ratings, [(0, Trust::Public), (50, Trust::Private)]);
    assert_eq!(otm.zones["inside"], Trust::Private);
    let facts = |facts: &crate::knowledge::import::Facts| format!("{facts:?}");
    assert_eq!(
        facts(&otm.encryption["none"]),
        r#"[("manager", Text("aws"))]"#
    );
    assert_eq!(otm.protocols["http"].name, "http");
    assert_eq!(otm.protocols["odd"].name, "even");
    assert_eq!(
        facts(&otm.protocols["odd"].facts),
        r#"[("manager", Text("customer"))]"#
    );
    assert!(knowledge.imports.threagile.components.is_empty());
    assert_eq!(knowledge.imports.classes[0].words, [["patient"]]);
}

#[test]
fn services_say_where_they_run_and_what_gives_them_away() {
    let knowledge = sound(&["base"]);
    let store = knowledge.service(knowledge.by_service["store"]);
    let infrastructure = store.infrastructure.as_ref().expect("it is stated");
    assert_eq!(
        (&*infrastructure.place, &*infrastructure.note),
        ("mixed", "it moved")
    );
    assert_eq!(store.route.as_deref(), Some("stored"));
    assert_eq!(&*store.features["copies"].status, "not_eligible");
    let ask = &store.actions["store-data:ask"];
    assert_eq!(ask.feature.as_deref(), Some("copies"));
    let [address, key] = store.variables.as_slice() else {
        panic!("two variables");
    };
    assert!(address.address && !key.address);
    assert_eq!(key.unless, ["STORE_URL"]);
    assert_eq!(key.unless_granted, ["other:Ask"]);
    assert_eq!(store.symbols[0].within, Some(crate::graph::Level::Possible));
    assert_eq!(store.symbols[0].pattern, "StoreClient");
    assert_eq!(store.secrets[0].pattern, "*store*");
    assert_eq!(&*knowledge.conventions.infrastructure["someone"], "own");
}
