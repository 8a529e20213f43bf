//! How long templates with many conditions and many resources take, in multiples of half as many.
//!
//! In: templates made up here, and the published ones (`PHIPATH_CORPUS`, else `../shared/corpus`) where they are at hand. Out:
//! a table on standard output. What grows with the number of conditions doubles from row to row; the slowest published
//! template bounds what conditions cost in any of them.
//!
//! `cargo bench --bench conditions` prints the table.

mod timing;

use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::time::Duration;

use phipath::graph::{Seeds, Sweep};
use phipath::knowledge::Request;
use phipath::source::Encoding;
use phipath::{Input, Loaded, Role, Settings, analyse, load};
use timing::{median, row, timed};

/// Rounds of each measurement.
const ROUNDS: usize = 7;

fn main() {
    let rules = load(&Request::default());
    let pool = rayon::ThreadPoolBuilder::new().num_threads(1).build();
    let pool = pool.expect("a pool of one thread");
    pool.install(|| {
        let empty = middle(&rules, "Resources: {}\n");
        println!("median of {ROUNDS} rounds, one thread, less {empty:?} for nothing\n");
        for (name, make) in [
            ("a condition a resource", separate as fn(usize) -> String),
            ("a policy under all conditions", shared),
            ("conditions of conditions", nested),
        ] {
            let times =
                [20, 40, 80].map(|count| middle(&rules, &make(count)).saturating_sub(empty));
            for (count, time) in [20, 40, 80].iter().zip(times) {
                row(&format!("{name}, {count}"), time, times[0], 0);
            }
        }
        let times =
            [5_000, 10_000].map(|count| middle(&rules, &resources(count)).saturating_sub(empty));
        row("5,000 resources, 2 conditions", times[0], times[0], 0);
        row("10,000 resources, 2 conditions", times[1], times[0], 0);
        let times =
            [5_000, 10_000].map(|count| middle(&rules, &looped(count)).saturating_sub(empty));
        row("a loop that makes 5,000", times[0], times[0], 0);
        row("a loop that makes 10,000", times[1], times[0], 0);
        published(&rules, empty);
    });
}

fn once(rules: &Loaded, path: &str, text: &str) -> Duration {
    let input = Input {
        path: path.to_owned(),
        text: text.to_owned(),
        encoding: Encoding::Utf8,
        role: Role::Named,
    };
    let settings = Settings {
        seeds: Seeds {
            sweep: Sweep::All,
            ..Seeds::default()
        },
        ..Settings::default()
    };
    let rules = rules.clone();
    timed(move || {
        analyse(rules, vec![input], &settings)
            .outcome
            .findings
            .len()
    })
}

fn middle(rules: &Loaded, text: &str) -> Duration {
    median(
        (0..ROUNDS)
            .map(|_| once(rules, "made.yaml", text))
            .collect(),
    )
}

/// All published templates together, and the slowest one.
fn published(rules: &Loaded, empty: Duration) {
    let beside = || Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/corpus");
    let corpus = std::env::var_os("PHIPATH_CORPUS").map_or_else(beside, PathBuf::from);
    let mut open = vec![corpus.join("cloudformation")];
    let (mut all, mut slowest, mut files) = (Duration::ZERO, (Duration::ZERO, String::new()), 0);
    while let Some(folder) = open.pop() {
        for entry in std::fs::read_dir(&folder).into_iter().flatten().flatten() {
            let path = entry.path();
            if path.is_dir() {
                open.push(path);
                continue;
            }
            let Ok(text) = std::fs::read_to_string(&path) else {
                continue;
            };
            let name = path
                .file_name()
                .unwrap_or_default()
                .to_string_lossy()
                .into_owned();
            let time = once(rules, &name, &text).saturating_sub(empty);
            all += time;
            files += 1;
            slowest = slowest.max((time, name));
        }
    }
    if files == 0 {
        return println!("\nno published templates at hand");
    }
    println!();
    row(&format!("{files} published templates"), all, all, 0);
    row(&format!("  slowest: {}", slowest.1), slowest.0, all, 0);
}

/// Parameters and a comparison of each.
fn conditions(count: usize) -> String {
    let mut out = String::from("Parameters:\n");
    for index in 0..count {
        let _ = writeln!(out, "  P{index}: {{Type: String}}");
    }
    out.push_str("Conditions:\n");
    for index in 0..count {
        let _ = writeln!(out, "  C{index}: !Equals [!Ref P{index}, 'on']");
    }
    out
}

/// A store, a role and a function that reads the store, all under a condition of their own.
fn group(out: &mut String, index: usize, condition: &str) {
    let _ = writeln!(
        out,
        "  B{index}: {{Type: AWS::S3::Bucket, Condition: {condition}, Properties: {{PublicAccessBlockConfiguration: {{BlockPublicAcls: !If [{condition}, false, true]}}}}}}
  R{index}: {{Type: AWS::IAM::Role, Condition: {condition}, Properties: {{AssumeRolePolicyDocument: {{Statement: [{{Effect: Allow, Principal: {{Service: lambda.amazonaws.com}}, Action: sts:AssumeRole}}]}}, Policies: [{{PolicyName: p, PolicyDocument: {{Statement: [{{Effect: Allow, Action: 's3:*', Resource: !Sub '${{B{index}.Arn}}/*'}}]}}}}]}}}}
  F{index}: {{Type: AWS::Lambda::Function, Condition: {condition}, Properties: {{Role: !GetAtt R{index}.Arn}}}}"
    );
}

fn separate(count: usize) -> String {
    let mut out = conditions(count);
    out.push_str("Resources:\n");
    for index in 0..count {
        group(&mut out, index, &format!("C{index}"));
    }
    out
}

fn shared(count: usize) -> String {
    let mut out = conditions(count);
    out.push_str("Resources:\n");
    let mut statements = String::new();
    for index in 0..count {
        let _ = writeln!(
            out,
            "  B{index}: {{Type: AWS::S3::Bucket, Condition: C{index}}}"
        );
        let _ = write!(
            statements,
            "!If [C{index}, {{Effect: Allow, Action: 's3:GetObject', Resource: !Sub '${{B{index}.Arn}}/*'}}, !Ref 'AWS::NoValue'], "
        );
    }
    let _ = writeln!(
        out,
        "  R: {{Type: AWS::IAM::Role, Properties: {{AssumeRolePolicyDocument: {{Statement: [{{Effect: Allow, Principal: {{Service: lambda.amazonaws.com}}, Action: sts:AssumeRole}}]}}, Policies: [{{PolicyName: p, PolicyDocument: {{Statement: [{statements}]}}}}]}}}}
  F: {{Type: AWS::Lambda::Function, Properties: {{Role: !GetAtt R.Arn}}}}"
    );
    out
}

fn nested(count: usize) -> String {
    let mut out = conditions(count);
    for index in 0..count {
        let of: Vec<String> = (index.saturating_sub(9)..=index)
            .map(|one| format!("!Condition C{one}"))
            .collect();
        let _ = writeln!(out, "  Any{index}: !Or [!Condition C0, {}]", of.join(", "));
    }
    out.push_str("Resources:\n");
    for index in 0..count {
        group(&mut out, index, &format!("Any{index}"));
    }
    out
}

fn resources(count: usize) -> String {
    let mut out = conditions(2);
    out.push_str("Resources:\n");
    for index in 0..count {
        let _ = writeln!(
            out,
            "  Q{index}: {{Type: AWS::SQS::Queue, Condition: C{}, Properties: {{SqsManagedSseEnabled: !If [C0, false, true]}}}}",
            index % 2
        );
    }
    out
}

fn looped(count: usize) -> String {
    let names: Vec<String> = (0..count).map(|index| format!("n{index}")).collect();
    format!(
        "Transform: AWS::LanguageExtensions\nResources:\n  Fn::ForEach::Queues: [Name, [{}], {{'Q${{Name}}': {{Type: AWS::SQS::Queue, Properties: {{QueueName: !Ref Name, SqsManagedSseEnabled: false}}}}}}]\n",
        names.join(", ")
    )
}
