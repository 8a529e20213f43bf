//! Templates that belong together, and such that only seem to.

use std::fmt::Write as _;

use crate::frontend::{Document, Language, Template, cloudformation, read};
use crate::source::{Encoding, Severity, Sources};
use crate::syntax::Value;
use crate::{Input, Role};

use super::Place;

mod nested;
mod several;

fn language() -> Language {
    let names = |names: [&str; 2]| names.map(str::to_owned).to_vec();
    let mut language = Language::default();
    let stacks = &mut language.stacks;
    stacks.nested.insert(
        "Made::Up::Stack".to_owned(),
        names(["TemplateURL", "Parameters"]),
    );
    stacks
        .stored
        .insert("Made::Up::Kept".to_owned(), names(["Name", "Value"]));
    "made:asset".clone_into(&mut stacks.asset_path);
    language
}

fn place(stack: &str, account: &str) -> Place {
    let some = |text: &str| (!text.is_empty()).then(|| text.to_owned());
    Place {
        stack: some(stack),
        account: some(account),
        ..Place::default()
    }
}

struct Run {
    templates: Vec<Template>,
    said: Vec<String>,
}

fn run(files: &[(&str, &str)], language: &Language) -> Run {
    let mut sources = Sources::default();
    let inputs = files.iter().map(|(path, text)| Input {
        path: (*path).to_owned(),
        text: (*text).to_owned(),
        encoding: Encoding::Utf8,
        role: Role::Found,
    });
    let settings = cloudformation::Settings::default();
    let read = read(inputs.collect(), &mut sources, &settings, language);
    let templates = read
        .documents
        .into_iter()
        .filter_map(|document| match document {
            Document::Template(template) => Some(template),
            _ => None,
        });
    let said = read.diagnostics.iter();
    let said = said.map(|one| {
        let severity = match one.severity {
            Severity::Error => "error",
            Severity::Warning => "warning",
            Severity::Note => "note",
        };
        format!("{severity} {}: {}", one.code, one.message)
    });
    Run {
        templates: templates.collect(),
        said: said.collect(),
    }
}

impl Run {
    fn template(&self, path: &str) -> &Template {
        let mut all = self.templates.iter();
        all.find(|one| one.path == path).expect("it is read")
    }

    /// The property `P` of a resource.
    fn property(&self, path: &str, resource: &str) -> String {
        let mut all = self.template(path).resources.iter();
        let resource = all
            .find(|one| one.name == resource)
            .expect("it is declared");
        shown(resource.properties.get("P").expect("it is written"))
    }

    fn paths(&self) -> Vec<&str> {
        self.templates.iter().map(|one| one.path.as_str()).collect()
    }
}

fn shown(value: &Value) -> String {
    use crate::syntax::Term;
    let mut out = String::new();
    let parts = |items: &[Value]| items.iter().map(shown).collect::<Vec<_>>().join(" + ");
    let written = match &value.term {
        Term::Scalar(scalar) => write!(out, "{}", scalar.text),
        Term::Reference(one) => write!(
            out,
            "->{}.{}",
            one.to,
            one.attribute.as_deref().unwrap_or("")
        ),
        Term::Unknown(cause) => write!(out, "unknown: {cause}"),
        Term::Parameter(one) => {
            let default = one.default.as_deref().map(shown);
            write!(out, "{} = {}", one.name, default.unwrap_or_default())
        }
        Term::Text(items) => write!(out, "text({})", parts(items)),
        Term::List(items) => write!(out, "list({})", parts(items)),
        Term::Choice {
            when,
            then,
            otherwise,
        } => write!(out, "if {when}: {} else {}", shown(then), shown(otherwise)),
        other => write!(out, "{other:?}"),
    };
    written.expect("text grows");
    out
}

const EXPORTS: &str = "Resources: {Key: {Type: Made::Up::Key}}
Outputs: {Key: {Value: !GetAtt Key.Arn, Export: {Name: shared-key}}}";

fn imports(name: &str) -> String {
    format!("Resources: {{User: {{Type: Made::Up::User, Properties: {{P: !ImportValue {name}}}}}}}")
}

#[test]
fn what_one_exports_another_one_imports() {
    let run = run(
        &[("a.yaml", EXPORTS), ("b.yaml", &imports("shared-key"))],
        &language(),
    );
    assert_eq!(run.property("b.yaml", "User"), "->a.yaml#Key.Arn");
    assert!(run.said.is_empty(), "{:?}", run.said);
}

#[test]
fn an_import_that_nobody_exports_names_the_export() {
    let run = run(
        &[("a.yaml", EXPORTS), ("b.yaml", &imports("other-key"))],
        &language(),
    );
    assert_eq!(
        run.property("b.yaml", "User"),
        "unknown: `other-key` is exported by a stack that was not read"
    );
    assert!(run.template("b.yaml").perhaps.is_empty());
}

#[test]
fn of_two_that_export_a_name_none_is_chosen() {
    let files = [
        ("a.yaml", EXPORTS),
        ("b.yaml", &imports("shared-key")),
        ("c.yaml", EXPORTS),
    ];
    let mut language = language();
    assert_eq!(
        run(&files, &language).property("b.yaml", "User"),
        "unknown: several stacks export `shared-key`: `a.yaml`, `c.yaml`"
    );
    // In accounts of their own they do not meet.
    let places = &mut language.stacks.places;
    places.insert("a.yaml".to_owned(), place("", "111122223333"));
    places.insert("b.yaml".to_owned(), place("", "111122223333"));
    places.insert("c.yaml".to_owned(), place("", "444455556666"));
    assert_eq!(
        run(&files, &language).property("b.yaml", "User"),
        "->a.yaml#Key.Arn"
    );
}

const BY_STACK: &str = "Resources: {Key: {Type: Made::Up::Key}}
Outputs: {Key: {Value: !GetAtt Key.Arn, Export: {Name: !Sub '${AWS::StackName}-key'}}}";

#[test]
fn the_name_of_a_stack_makes_an_export_certain() {
    let files = [("a.yaml", BY_STACK), ("b.yaml", &imports("base-key"))];
    let mut language = language();
    let open = run(&files, &language);
    assert_eq!(
        open.property("b.yaml", "User"),
        "unknown: `base-key` is exported by a stack that was not read"
    );
    let perhaps: Vec<String> = open
        .template("b.yaml")
        .perhaps
        .values()
        .map(shown)
        .collect();
    assert_eq!(perhaps, ["->a.yaml#Key.Arn"]);
    let places = &mut language.stacks.places;
    places.insert("a.yaml".to_owned(), place("base", ""));
    assert_eq!(
        run(&files, &language).property("b.yaml", "User"),
        "->a.yaml#Key.Arn"
    );
    let places = &mut language.stacks.places;
    places.insert("a.yaml".to_owned(), place("other", ""));
    assert!(run(&files, &language).template("b.yaml").perhaps.is_empty());
}

#[test]
fn a_parameter_that_names_the_stack_is_followed() {
    let user = "Parameters: {Base: {Type: String, Default: base}}
Resources: {User: {Type: Made::Up::User, Properties: {P: {'Fn::ImportValue': !Sub '${Base}-key'}}}}";
    let files = [("a.yaml", BY_STACK), ("b.yaml", user)];
    let mut language = language();
    let open = run(&files, &language);
    assert!(open.property("b.yaml", "User").starts_with("unknown: "));
    assert_eq!(open.template("b.yaml").perhaps.len(), 1);
    // With a known name, all that is left is the default.
    let places = &mut language.stacks.places;
    places.insert("a.yaml".to_owned(), place("base", ""));
    assert_eq!(
        run(&files, &language).property("b.yaml", "User"),
        "Base = ->a.yaml#Key.Arn"
    );
    let bare = user.replace(", Default: base", "");
    let files = [
        ("a.yaml", BY_STACK),
        ("b.yaml", &bare),
        ("c.yaml", BY_STACK),
    ];
    language.stacks.places.clear();
    assert!(run(&files[..2], &language).template("b.yaml").perhaps.len() == 1);
    let two = run(&files, &language);
    assert!(two.template("b.yaml").perhaps.is_empty());
    assert!(
        two.property("b.yaml", "User")
            .contains("several stacks export")
    );
}

#[test]
fn the_output_of_a_named_stack_is_its_value() {
    let user = "Resources: {User: {Type: Made::Up::User, Properties: {P: !GetStackOutput {StackName: base, OutputName: Key}}}}";
    let mut language = language();
    let files = [("a.yaml", BY_STACK), ("b.yaml", user)];
    assert!(
        run(&files, &language)
            .property("b.yaml", "User")
            .starts_with("unknown: ")
    );
    let places = &mut language.stacks.places;
    places.insert("a.yaml".to_owned(), place("base", ""));
    assert_eq!(
        run(&files, &language).property("b.yaml", "User"),
        "->a.yaml#Key.Arn"
    );
}
