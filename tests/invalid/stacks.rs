//! Nested stacks whose templates are somewhere else: outside of the root, at an address, nowhere.

use super::{flat, run_in, scratch};

fn nesting(url: &str) -> String {
    format!(
        "Resources:
  Notes: {{Type: AWS::S3::Bucket, Properties: {{Tags: [{{Key: DataClassification, Value: PHI}}]}}}}
  Nested: {{Type: AWS::CloudFormation::Stack, Properties: {{TemplateURL: {url}}}}}
"
    )
}

const CHILD: &str = "Resources: {Queue: {Type: AWS::SQS::Queue}}\n";

#[test]
fn a_nested_template_beside_the_named_one_is_read() {
    let folder = scratch("stacks-beside");
    std::fs::create_dir_all(folder.join("parts")).expect("a folder");
    std::fs::write(folder.join("main.yaml"), nesting("parts/child.yaml")).expect("a file");
    std::fs::write(folder.join("parts/child.yaml"), CHILD).expect("a file");
    let run = run_in(&folder, &["why", "Queue", "--root", ".", "main.yaml"], "");
    assert_eq!(run.status, 0, "{}{}", run.out, run.err);
    assert!(run.out.contains("parts/child.yaml#Queue"), "{}", run.out);
}

#[test]
fn a_nested_template_outside_of_the_root_is_refused() {
    let folder = scratch("stacks-outside");
    let root = folder.join("root");
    std::fs::create_dir_all(&root).expect("a folder");
    std::fs::write(folder.join("child.yaml"), CHILD).expect("a file");
    std::fs::write(root.join("main.yaml"), nesting("../child.yaml")).expect("a file");
    let run = run_in(&root, &["check", "--root", ".", "main.yaml"], "");
    let text = flat(&(run.out + &run.err));
    assert_eq!(run.status, 2, "{text}");
    let said = "error[outside-root]: it names `../child.yaml`, which is outside of the root";
    assert!(text.contains(said), "{text}");
    assert!(!text.contains("Queue"), "{text}");
}

#[cfg(unix)]
#[test]
fn a_link_to_a_nested_template_outside_of_the_root_is_refused() {
    let folder = scratch("stacks-link");
    let root = folder.join("root");
    std::fs::create_dir_all(&root).expect("a folder");
    std::fs::write(folder.join("child.yaml"), CHILD).expect("a file");
    std::os::unix::fs::symlink("../child.yaml", root.join("child.yaml")).expect("a link");
    std::fs::write(root.join("main.yaml"), nesting("child.yaml")).expect("a file");
    let run = run_in(&root, &["check", "--root", ".", "main.yaml"], "");
    let text = flat(&(run.out + &run.err));
    assert_eq!(run.status, 2, "{text}");
    let said = "error[outside-root]: it names `child.yaml`, which is outside of the root";
    assert!(text.contains(said), "{text}");
    assert!(!text.contains("Queue"), "{text}");
}

#[test]
fn an_address_is_not_fetched_and_a_missing_file_is_said() {
    let folder = scratch("stacks-away");
    let url = "https://example.com/child.yaml";
    std::fs::write(folder.join("away.yaml"), nesting(url)).expect("a file");
    std::fs::write(folder.join("gone.yaml"), nesting("missing.yaml")).expect("a file");
    let run = run_in(&folder, &["check", "--root", "."], "");
    let text = flat(&(run.out + &run.err));
    assert!(
        text.contains("note[stack-not-read]: the template of stack `Nested` is at `https://example.com/child.yaml`"),
        "{text}"
    );
    assert!(
        text.contains("error[stack-not-read]: `missing.yaml`"),
        "{text}"
    );
    assert_eq!(run.status, 2, "{text}");
    // What is never fetched was not asked for; what lies beside and is not there was.
    std::fs::remove_file(folder.join("gone.yaml")).expect("it is there");
    let run = run_in(&folder, &["check", "--root", "."], "");
    assert!(run.status < 2, "{}{}", run.out, run.err);
}
