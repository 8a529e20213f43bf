//! How a person names a component, and what is said where that means none or several.

use crate::invalid::{Run, flat, run_in, scratch};

use super::flawed;

fn why(component: &str) -> Run {
    run_in(
        &flawed(),
        &["why", component, "--root", ".", "template.yaml"],
        "",
    )
}

#[test]
fn a_component_has_several_names() {
    let by_name = why("NotesBucket");
    assert_eq!(by_name.status, 0, "{}", by_name.err);
    assert_eq!(why("template.yaml#NotesBucket").out, by_name.out);
    let key = phipath::graph::key("NotesBucket", "template.yaml#NotesBucket");
    assert_eq!(why(&key).out, by_name.out);
    let folder = scratch("names");
    let text =
        "Resources:\n  Notes: {Type: AWS::S3::Bucket, Properties: {BucketName: ward-notes}}\n";
    std::fs::write(folder.join("t.yaml"), text).expect("it can be written");
    let of = |name: &str| run_in(&folder, &["why", name, "--root", ".", "t.yaml"], "");
    assert_eq!(of("ward-notes").status, 0, "{}", of("ward-notes").err);
    assert_eq!(of("ward-notes").out, of("Notes").out);
}

#[test]
fn an_unknown_name_is_an_error_with_a_suggestion() {
    for (name, help) in [
        ("NotesBuckt", "help: did you mean `NotesBucket`?"),
        (
            "template.yml#NotesBucket",
            "help: did you mean `template.yaml#NotesBucket`?",
        ),
        ("Elsewhere", "help: `phipath graph` shows all components"),
    ] {
        let run = why(name);
        assert_eq!((run.status, &*run.out), (2, ""));
        let said = format!("error: no component is named `{name}`");
        assert!(
            run.err.contains(&said) && run.err.contains(help),
            "{}",
            run.err
        );
    }
    for option in ["--around", "--from", "--to"] {
        let run = run_in(
            &flawed(),
            &["graph", option, "NotesBuckt", "template.yaml"],
            "",
        );
        assert_eq!((run.status, &*run.out), (2, ""), "{option}");
        assert!(
            run.err.contains("did you mean `NotesBucket`?"),
            "{}",
            run.err
        );
    }
}

#[test]
fn a_name_that_means_several_components_lists_them() {
    let folder = scratch("ambiguous");
    for file in ["a.yaml", "b.yaml"] {
        let text = "Resources:\n  Notes: {Type: AWS::S3::Bucket}\n";
        std::fs::write(folder.join(file), text).expect("it can be written");
    }
    let of = |name: &str| run_in(&folder, &["why", name, "--root", ".", "."], "");
    let both = of("Notes");
    assert_eq!(both.status, 2);
    let text = flat(&both.err);
    assert!(
        text.contains("error: `Notes` can mean 2 components"),
        "{text}"
    );
    assert!(
        text.contains("help: name one: `a.yaml#Notes`, `b.yaml#Notes`"),
        "{text}"
    );
    assert_eq!(of("b.yaml#Notes").status, 0);
}

#[test]
fn the_exit_status_tells_of_what_was_not_read() {
    let folder = scratch("unread");
    let text = "Resources:\n  Notes: {Type: AWS::S3::Bucket}\n";
    std::fs::write(folder.join("good.yaml"), text).expect("it can be written");
    std::fs::write(folder.join("bad.yaml"), "Resources: [\n").expect("it can be written");
    let with = |arguments: &[&str]| run_in(&folder, &[arguments, &["--root", "."]].concat(), "");
    // The picture goes to standard output, what there is to say of the inputs to standard error.
    let graph = with(&["graph", "good.yaml", "bad.yaml"]);
    assert_eq!(graph.status, 2);
    assert!(graph.out.starts_with("flowchart LR\n"), "{}", graph.out);
    assert!(
        graph.out.contains("inputs not read as expected"),
        "{}",
        graph.out
    );
    assert!(graph.err.contains("bad.yaml:"), "{}", graph.err);
    assert!(
        graph.err.contains("assumed: nothing is marked as PHI"),
        "{}",
        graph.err
    );
    assert!(graph.out.contains("assumed"), "{}", graph.out);
    let why = with(&["why", "Notes", "good.yaml", "bad.yaml"]);
    assert_eq!(why.status, 2);
    assert!(
        why.out.contains("assumed: nothing is marked as PHI"),
        "{}",
        why.out
    );
    assert!(why.out.contains("PHI: yes"), "{}", why.out);
    let unknown = with(&["why", "Note", "good.yaml", "bad.yaml"]);
    assert!(unknown.err.contains("bad.yaml:"), "{}", unknown.err);
    assert_eq!(with(&["graph", "good.yaml"]).status, 0);
    assert_eq!(with(&["why", "Notes", "good.yaml"]).status, 0);
    let nothing = with(&["graph", "--exclude", "*.yaml", "."]);
    assert_eq!(nothing.status, 2);
    assert!(nothing.err.contains("no template found"), "{}", nothing.err);
}

#[test]
fn options_that_contradict_each_other() {
    let status = |arguments: &[&str]| {
        run_in(
            &flawed(),
            &[&["graph", "template.yaml"], arguments].concat(),
            "",
        )
        .status
    };
    assert_eq!(status(&["--around", "Review", "--from", "Review"]), 2);
    assert_eq!(status(&["--hops", "2"]), 2);
    assert_eq!(status(&["--layer", "flows"]), 2);
    assert_eq!(status(&["--class", "secrets"]), 2);
    assert_eq!(status(&["--around", "Review", "--hops", "0"]), 0);
    assert_eq!(status(&["--set", "Nothing"]), 2);
}
