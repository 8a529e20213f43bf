//! What evidence cannot be made of, and where it cannot be written: said clearly, and nothing is left that looks whole.

use std::fs;
use std::path::Path;

use super::{DAY, FILES, copy, create, json, verify};
use crate::invalid::run_in;

fn names(folder: &Path) -> Vec<String> {
    let entries = fs::read_dir(folder).expect("the folder is there");
    let names = entries.map(|entry| entry.expect("it can be listed").file_name());
    let mut names: Vec<String> = names
        .map(|name| name.to_string_lossy().into_owned())
        .collect();
    names.sort();
    names
}

#[test]
fn what_cannot_be_read_again_is_refused() {
    let folder = copy("refused-inputs");
    for (arguments, said) in [
        (&["-"][..], "evidence cannot be made of standard input"),
        (&["/etc/hostname"], "is outside of the root"),
        (&["nowhere"], "cannot read `nowhere`"),
        (
            &["system", "--framework", "hippa"],
            "no framework is named `hippa`",
        ),
        (
            &["system", "--set", "DbPassword=hunter2"],
            "seems to be a credential",
        ),
        (
            &["system", "--phi", "Key=\u{1b}[0m"],
            "holds characters that cannot be seen",
        ),
        (
            &["system", "--since", "system"],
            "there is no `evidence.json` in `system`",
        ),
    ] {
        let mut all = vec![
            "evidence", "create", "--root", ".", "--out", "out", "--as-of", DAY,
        ];
        all.extend(arguments);
        let run = run_in(&folder, &all, "");
        assert_eq!(run.status, 2, "{arguments:?}");
        assert!(run.err.contains(said), "{arguments:?}: {}", run.err);
        assert!(!folder.join("out").exists(), "{arguments:?}");
    }
}

#[test]
fn a_place_that_cannot_be_written_is_refused() {
    let folder = copy("refused-places");
    fs::write(folder.join("file"), "").expect("it can be written");
    let run = create(&folder, "file", &[]);
    assert_eq!(run.status, 2);
    assert!(
        run.err.contains("the folder `file` cannot be made"),
        "{}",
        run.err
    );
    // Something of our names that is no evidence is not overwritten.
    fs::create_dir(folder.join("taken")).expect("it can be made");
    fs::write(folder.join("taken/evidence.html"), "mine").expect("it can be written");
    let run = create(&folder, "taken", &[]);
    assert_eq!(run.status, 2);
    assert!(
        run.err
            .contains("is there, and there is no `evidence.json` beside it"),
        "{}",
        run.err
    );
    assert_eq!(names(&folder.join("taken")), ["evidence.html"]);
    // A folder in the place of the document: everything else is taken back.
    fs::create_dir_all(folder.join("blocked/.evidence.json.unfinished")).expect("it can be made");
    let run = create(&folder, "blocked", &[]);
    assert_eq!(run.status, 2);
    assert!(
        run.err.contains("evidence.json` cannot be written"),
        "{}",
        run.err
    );
    assert_eq!(
        names(&folder.join("blocked")),
        [".evidence.json.unfinished"]
    );
}

#[cfg(target_os = "linux")]
#[test]
fn a_full_disk_leaves_nothing_that_looks_whole() {
    let folder = copy("refused-full");
    fs::create_dir(folder.join("out")).expect("it can be made");
    // Whatever is written there finds no room.
    let place = folder.join("out/.oscal-assessment-results.json.unfinished");
    std::os::unix::fs::symlink("/dev/full", &place).expect("a link");
    let run = create(&folder, "out", &[]);
    assert_eq!(run.status, 2);
    assert!(
        run.err
            .contains("oscal-assessment-results.json` cannot be written"),
        "{}",
        run.err
    );
    assert!(
        run.err.contains("nothing of this evidence was kept"),
        "{}",
        run.err
    );
    assert_eq!(names(&folder.join("out")), [""; 0]);
}

#[test]
fn what_is_broken_is_in_the_evidence() {
    let folder = copy("evidence-broken");
    fs::write(
        folder.join("system/broken.yaml"),
        "Resources:\n  Store:\n    Type: AWS::S3::Bucket\n   x: [",
    )
    .expect("it can be written");
    let run = create(&folder, "out", &[]);
    assert_eq!(run.status, 2);
    assert!(
        run.err.contains("something could not be read as it should"),
        "{}",
        run.err
    );
    let evidence = json(&folder, "out/evidence.json");
    let messages = evidence["scope"]["messages"].as_array().expect("a list");
    let broken = messages.iter().filter(|one| {
        let place = one["place"]
            .as_str()
            .is_some_and(|place| place.contains("broken.yaml"));
        place && one["severity"] == "error"
    });
    assert!(broken.count() > 0);
    let inputs = evidence["scope"]["inputs"].as_array().expect("a list");
    assert!(inputs.iter().any(|one| one["path"] == "system/broken.yaml"));
    for file in FILES {
        assert!(folder.join("out").join(file).exists());
    }
    assert_eq!(verify(&folder, "out", DAY).status, 0);
}
