//! The published configurations in JSON: each is read without a fault.

use std::fs;
use std::path::PathBuf;

use phipath::source::Encoding;
use phipath::{Input, Role, Settings, analyse};

use crate::support::{all_rules, corpus, errors};

#[test]
fn published_configurations_in_json_are_read() {
    let Some(folder) = corpus() else {
        println!("skipped: there is no folder with data of others");
        return;
    };
    let mut open = vec![folder.join("tf-json")];
    let mut files: Vec<PathBuf> = Vec::new();
    while let Some(next) = open.pop() {
        for entry in fs::read_dir(&next).expect("the folder is there") {
            let path = entry.expect("it can be listed").path();
            match path.is_dir() {
                true => open.push(path),
                false if path.to_string_lossy().ends_with(".tf.json") => files.push(path),
                false => {}
            }
        }
    }
    assert!(files.len() >= 11, "{files:?}");
    for path in files {
        let input = Input {
            path: path
                .file_name()
                .expect("a file has a name")
                .to_string_lossy()
                .into_owned(),
            text: fs::read_to_string(&path).expect("it can be read"),
            encoding: Encoding::Utf8,
            role: Role::Named,
        };
        let analysis = analyse(all_rules(), vec![input], &Settings::default());
        assert_eq!(errors(&analysis), Vec::<String>::new(), "{path:?}");
        assert_eq!(analysis.coverage.files.len(), 1, "{path:?}");
    }
}
