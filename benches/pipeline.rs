//! How long the pipeline takes, in multiples of work that cannot be left out.
//!
//! In: a folder of templates (`PHIPATH_CORPUS`, else `../shared/corpus`, else the example systems). Out: a table on
//! standard output. Absolute times depend on the machine; the ratios are what to compare.
//!
//! `cargo bench --bench pipeline` prints the table; `-- floor FOLDER` only walks, reads and parses, as a process of its
//! own that `benches/run` measures from outside.

mod timing;

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use granit_parser::{Parser, options};
use phipath::knowledge::Request;
use phipath::source::{self, Encoding, FileId, Options, SourceFile};
use phipath::syntax::{Limits, parse};
use phipath::{Input, Settings, analyse, load};
use timing::{median, row, timed};

/// Rounds of each measurement, taken in turn so that a busy moment hits all of them.
const ROUNDS: usize = 15;
/// Bytes of a node of the span tree.
const NODE_BYTES: usize = 16;

fn main() {
    // `cargo bench` adds `--bench`.
    let arguments: Vec<String> = std::env::args()
        .skip(1)
        .filter(|one| one != "--bench")
        .collect();
    match arguments.first().map(String::as_str) {
        Some("floor") => floor_alone(Path::new(arguments.get(1).map_or(".", String::as_str))),
        _ => table(),
    }
}

fn floor_alone(folder: &Path) {
    let (nodes, bytes) = floor(folder);
    println!("{nodes} nodes, {bytes} bytes");
}

/// The folder to measure on.
fn corpus() -> PathBuf {
    let manifest = Path::new(env!("CARGO_MANIFEST_DIR"));
    let beside = || manifest.join("../shared/corpus");
    let corpus = std::env::var_os("PHIPATH_CORPUS").map_or_else(beside, PathBuf::from);
    let templates = corpus.join("cloudformation/aws-cloudformation-templates");
    if templates.is_dir() {
        return templates;
    }
    eprintln!(
        "no corpus: measuring on the example systems, which are too small for steady figures"
    );
    manifest.join("testdata/systems")
}

fn inputs(folder: &Path) -> Vec<Input> {
    let options = Options {
        root: Some(folder.to_path_buf()),
        exclude: Vec::new(),
        current_dir: folder.to_path_buf(),
    };
    let discovery = source::discover(&[folder.to_path_buf()], &options);
    let read = discovery.candidates.into_iter().filter_map(|candidate| {
        let (text, encoding) = source::read(&candidate.path, &candidate.shown).ok()?;
        Some(Input {
            path: candidate.shown,
            text,
            encoding,
            role: match candidate.named {
                true => phipath::Role::Named,
                false => phipath::Role::Found,
            },
        })
    });
    read.collect()
}

fn tree_nodes(path: &str, text: &str) -> usize {
    let file = SourceFile::new(FileId(0), path.to_owned(), text.to_owned(), Encoding::Utf8);
    parse(&Arc::new(file), &Limits::default()).0.node_count()
}

/// What no tool of this sort can do without: walk, read and parse all, in one thread. Nodes and bytes.
fn floor(folder: &Path) -> (usize, usize) {
    let (mut nodes, mut bytes) = (0, 0);
    for input in inputs(folder) {
        bytes += input.text.len();
        let file = SourceFile::new(FileId(0), input.path, input.text, input.encoding);
        let (tree, _) = parse(&Arc::new(file), &Limits::default());
        nodes += std::hint::black_box(&tree).node_count();
    }
    (nodes, bytes)
}

/// The events of the YAML parser alone, up to the first error.
fn events(text: &str) -> usize {
    let mut options = options! {
        strict_indentation: false,
        emit_comments: false,
        max_buffered_comment_events: usize::MAX,
    };
    options.set_emit_comments(false);
    Parser::new_from_str_with_options(text, options)
        .take_while(Result::is_ok)
        .count()
}

fn is_yaml(input: &Input) -> bool {
    let extension = Path::new(&input.path).extension();
    extension.is_some_and(|extension| extension == "yaml" || extension == "yml")
}

fn table() {
    let folder = corpus();
    let inputs = inputs(&folder);
    let yaml: Vec<&Input> = inputs.iter().filter(|input| is_yaml(input)).collect();
    let yaml_bytes: usize = yaml.iter().map(|input| input.text.len()).sum();
    let (nodes, bytes) = floor(&folder);
    let pool = rayon::ThreadPoolBuilder::new()
        .num_threads(1)
        .build()
        .expect("a pool of one thread");
    let settings = Settings::default();
    let whole = |inputs: Vec<Input>| {
        let analysis = || analyse(load(&Request::default()), inputs, &settings);
        pool.install(analysis).outcome.findings.len()
    };
    let rules = rules();
    let mut times: [Vec<Duration>; 7] = Default::default();
    for _ in 0..ROUNDS {
        times[0].push(timed(|| yaml.iter().map(|one| events(&one.text)).sum()));
        times[1].push(timed(|| {
            yaml.iter()
                .map(|one| tree_nodes(&one.path, &one.text))
                .sum()
        }));
        times[2].push(timed(|| floor(&folder).0));
        let copies = inputs.clone();
        times[3].push(timed(|| whole(copies)));
        times[5].push(timed(|| tree_nodes(&rules.path, &rules.text)));
        let copy = vec![rules.clone()];
        times[6].push(timed(|| whole(copy)));
        times[4].push(timed(|| {
            pool.install(|| load(&Request::default()))
                .knowledge
                .kinds
                .len()
        }));
    }
    let [events, tree, floor, whole, loading, bare, judged] = times.map(median);
    println!(
        "{} files, {bytes} bytes, {nodes} nodes; {} in YAML",
        inputs.len(),
        yaml.len()
    );
    println!("median of {ROUNDS} rounds, one thread\n");
    row("YAML events alone", events, events, yaml_bytes);
    row("YAML to a span tree", tree, events, yaml_bytes);
    println!();
    row("floor: walk, read, parse", floor, floor, bytes);
    row("the whole analysis, files read", whole, floor, bytes);
    row("  of that: catalog and rules", loading, floor, 0);
    println!();
    let of_rules = rules.text.len();
    row("floor: parse of 5,000 rules", bare, bare, of_rules);
    row(
        "5,000 security-group rules",
        judged.saturating_sub(loading),
        bare,
        of_rules,
    );
    println!(
        "\n{:.2} bytes of tree per byte of text",
        (nodes * NODE_BYTES) as f64 / bytes as f64
    );
}

/// A template with a security group of many rules, half of them resources of their own, around a machine.
fn rules() -> Input {
    let mut text = String::from(
        "Resources:
  Machine: {Type: AWS::EC2::Instance, Properties: {NetworkInterfaces: [{DeviceIndex: '0', AssociatePublicIpAddress: true, GroupSet: [!Ref Group]}]}}
",
    );
    for port in 0..2500 {
        text.push_str(&format!("  Rule{port}: {{Type: AWS::EC2::SecurityGroupIngress, Properties: {{GroupId: !Ref Group, IpProtocol: tcp, FromPort: {port}, ToPort: {port}, CidrIp: 0.0.0.0/0}}}}\n"));
    }
    text.push_str("  Group:\n    Type: AWS::EC2::SecurityGroup\n    Properties:\n      GroupDescription: many\n      SecurityGroupIngress:\n");
    for port in 2500..5000 {
        text.push_str(&format!(
            "        - {{IpProtocol: tcp, FromPort: {port}, ToPort: {port}, CidrIp: 10.0.0.0/8}}\n"
        ));
    }
    Input {
        path: "rules.yaml".to_owned(),
        text,
        encoding: Encoding::Utf8,
        role: phipath::Role::Named,
    }
}
