//! How long folders of Terraform take, beside parsing the same files.
//!
//! In: the example systems in HCL, copied into folders of their own until there are 1,800 files. Out: a table on standard
//! output: the floor is `hcl-edit` alone, one thread each.

mod timing;

use std::fs;
use std::path::{Path, PathBuf};

use phipath::knowledge::Request;
use phipath::source::{Encoding, Sources};
use phipath::{Input, Loaded, Role, Settings, analyse, frontend, load, model};
use timing::{median, row, timed};

const FILES: usize = 1_800;

const ROUNDS: usize = 5;

fn main() {
    let pool = rayon::ThreadPoolBuilder::new()
        .num_threads(1)
        .build_global();
    pool.expect("nothing else has made one");
    let files = files();
    let bytes: usize = files.iter().map(|(_, text)| text.len()).sum();
    let loaded = load(&Request::default());
    let (mut floors, mut reads, mut wholes) = (Vec::new(), Vec::new(), Vec::new());
    for _ in 0..ROUNDS {
        floors.push(timed(|| {
            let each = files.iter();
            each.map(|(_, text)| hcl_edit::parser::parse_body(text).map_or(0, |body| body.len()))
                .sum()
        }));
        reads.push(timed(|| read(&loaded, &files)));
        wholes.push(timed(|| {
            let analysis = analyse(loaded.clone(), inputs(&files), &Settings::default());
            analysis.outcome.findings.len()
        }));
    }
    let floor = median(floors);
    println!(
        "{} files, {:.2} MB, median of {ROUNDS} rounds, one thread",
        files.len(),
        bytes as f64 / 1e6
    );
    row("floor: parse", floor, floor, bytes);
    row("read", median(reads), floor, bytes);
    row("whole analysis", median(wholes), floor, bytes);
}

fn read(loaded: &Loaded, files: &[(String, String)]) -> usize {
    let language = model::language(&loaded.knowledge);
    let mut sources = Sources::default();
    let read = frontend::read(inputs(files), &mut sources, &Default::default(), &language);
    read.documents.len()
}

fn inputs(files: &[(String, String)]) -> Vec<Input> {
    let input = |(path, text): &(String, String)| Input {
        path: path.clone(),
        text: text.clone(),
        encoding: Encoding::Utf8,
        role: Role::Found,
    };
    files.iter().map(input).collect()
}

/// Files by path, copied until there are enough.
fn files() -> Vec<(String, String)> {
    let systems = Path::new(env!("CARGO_MANIFEST_DIR")).join("testdata/terraform");
    let mut own = Vec::new();
    let mut open = vec![systems.clone()];
    while let Some(folder) = open.pop() {
        let entries = fs::read_dir(&folder).expect("the folder is there");
        let mut paths: Vec<PathBuf> = entries
            .map(|entry| entry.expect("it can be listed").path())
            .collect();
        paths.sort();
        for path in paths {
            if path.is_dir() {
                open.push(path);
            } else if path.extension().is_some_and(|end| end == "tf") {
                let shown = path.strip_prefix(&systems).expect("it is below");
                let text = fs::read_to_string(&path).expect("it can be read");
                own.push((shown.to_string_lossy().into_owned(), text));
            }
        }
    }
    let copies = (0..).flat_map(|copy| {
        own.iter()
            .map(move |(path, text)| (format!("copy{copy}/{path}"), text.clone()))
    });
    copies.take(FILES).collect()
}
