//! The same inputs give the same bytes, whatever the number of threads and the order in which files are named.

use std::path::Path;

use crate::invalid::{data, run_in, scratch};

/// Output of a run with so many threads.
fn output(folder: &Path, arguments: &[&str], format: &str, threads: &str) -> Vec<u8> {
    let output = std::process::Command::new(env!("CARGO_BIN_EXE_phipath"))
        .args([
            "check",
            "--root",
            ".",
            "--pack",
            "all",
            "--as-of",
            "2026-01-01",
            "--format",
            format,
        ])
        .args(arguments)
        .current_dir(folder)
        .env("RAYON_NUM_THREADS", threads)
        .output()
        .expect("the program runs");
    output.stdout
}

fn assert_same(folder: &Path, orders: &[Vec<&str>]) {
    for format in ["human", "json", "sarif"] {
        let first = output(folder, &orders[0], format, "1");
        assert!(first.len() > 1_000);
        for (order, threads) in orders.iter().flat_map(|order| [(order, "1"), (order, "2")]) {
            let other = output(folder, order, format, threads);
            assert!(
                first == other,
                "{format} differs with {threads} threads and {order:?}"
            );
        }
    }
}

#[test]
fn systems() {
    let folder = data().join("../systems");
    let entries = std::fs::read_dir(&folder).expect("the folder is there");
    let paths = entries.map(|entry| entry.expect("it can be listed").path());
    let names = paths.filter(|path| path.is_dir()).map(|path| {
        let name = path.file_name().expect("a folder has a name");
        name.to_string_lossy().into_owned()
    });
    let mut names: Vec<String> = names.collect();
    names.sort();
    // Some of them, with manifests and without flaws among them: all would take minutes.
    let names: Vec<&str> = names.iter().map(String::as_str).step_by(5).collect();
    let (&first, &last) = (names.first().expect("some"), names.last().expect("some"));
    assert_ne!(first, last);
    let reversed = names.iter().rev().copied().collect();
    assert_same(
        &folder,
        &[names.clone(), reversed, [&[last][..], &names].concat()],
    );
}

/// Files that share names of resources, of buckets and of exports, and files that are broken.
#[test]
fn files_that_share_names() {
    let folder = scratch("shared-names");
    let mut names: Vec<String> = Vec::new();
    for index in 0..12 {
        let text = format!(
            "Conditions:\n  C: !Equals [!Ref 'AWS::Region', r{index}]\nResources:\n  Notes:\n    Type: AWS::S3::Bucket\n    Condition: C\n    Properties:\n      BucketName: shared-{}\n  Role:\n    Type: AWS::IAM::Role\n    Properties:\n      AssumeRolePolicyDocument: {{Statement: [{{Effect: Allow, Principal: {{Service: lambda.amazonaws.com}}, Action: 'sts:AssumeRole'}}]}}\n      Policies:\n        - PolicyName: p\n          PolicyDocument: {{Statement: [{{Effect: Allow, Action: 's3:*', Resource: 'arn:aws:s3:::shared-*'}}]}}\n  F:\n    Type: AWS::Lambda::Function\n    Properties:\n      Role: !GetAtt Role.Arn\n      Environment: {{Variables: {{B: shared-{}, I: !ImportValue e{}}}}}\n{}Outputs:\n  O: {{Value: !Ref Notes, Export: {{Name: e{}}}}}\n",
            index % 3,
            (index + 1) % 3,
            index % 2,
            if index % 4 == 0 { "  X: [\n" } else { "" },
            index % 5,
        );
        let name = format!("{:02}.yaml", (index * 7) % 12);
        std::fs::write(folder.join(&name), text).expect("the file is written");
        names.push(name);
    }
    let reversed: Vec<&str> = names.iter().rev().map(String::as_str).collect();
    let names: Vec<&str> = names.iter().map(String::as_str).collect();
    assert_same(&folder, &[names, reversed]);
    // Found in a folder, files are the same as named, as far as they are templates.
    assert_same(&folder, &[vec!["."], vec![".", "."]]);
    assert_eq!(run_in(&folder, &["check", "."], "").status, 2);
}
