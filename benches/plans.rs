//! How long large plans take, and how much memory, beside a walk over the same bytes that keeps nothing.
//!
//! In: a small plan of our own, cloned under new addresses until it has 1 and 20 MB, and 200 MB where
//! `PHIPATH_LARGE_PLANS` is set. Out: a table on standard output. Memory is told where the system tells it
//! (`/proc/self/status`): the peak of the reading, the text of the file included, and what stays in use of its own.

mod timing;

use std::sync::Arc;
use std::time::Duration;

use phipath::frontend::terraform::Language;
use phipath::frontend::terraform::plan::read;
use phipath::source::{Encoding, FileId, SourceFile};
use phipath::syntax::{Cursor, Limits};
use serde_json::{Map, Value as Json, json};
use timing::{forget_peak, median, row, status, timed};

/// The plan that is cloned.
const SMALL: &str = include_str!("../testdata/terraform-plans-pairs/values/plan.json");

const MEGABYTE: usize = 1_000_000;

fn main() {
    let mut sizes = vec![MEGABYTE, 20 * MEGABYTE];
    if std::env::var_os("PHIPATH_LARGE_PLANS").is_some() {
        sizes.push(200 * MEGABYTE);
    }
    for size in sizes {
        measure(size, if size > 50 * MEGABYTE { 3 } else { 5 });
    }
}

fn measure(size: usize, rounds: usize) {
    let text = cloned(size);
    let bytes = text.len();
    let file = SourceFile::new(FileId(0), "plan.json".to_owned(), text, Encoding::Utf8);
    let file = Arc::new(file);
    let (mut floors, mut reads): (Vec<Duration>, Vec<Duration>) = Default::default();
    let (mut resources, mut memory) = (0, None);
    for _ in 0..rounds {
        floors.push(timed(|| walked(&file)));
        let before = status("RssAnon:");
        forget_peak();
        let mut reading = None;
        reads.push(timed(|| {
            reading = read(&file, &Language::default(), &Limits::default());
            1
        }));
        let after = status("RssAnon:");
        let peak = status("VmHWM:");
        let document = reading.and_then(|reading| reading.document);
        resources = document.map_or(0, |document| document.template.resources.len());
        // Later rounds find memory that the first one gave back.
        memory = memory.or_else(|| {
            let kept = after?.saturating_sub(before?);
            Some((peak?, kept))
        });
    }
    assert!(resources > 0, "the cloned plan is read");
    let (floor, reading) = (median(floors), median(reads));
    println!(
        "\n{:.1} MB, {resources} resources, median of {rounds} rounds, one thread",
        bytes as f64 / 1e6
    );
    row("floor: walk", floor, floor, bytes);
    row("read", reading, floor, bytes);
    if let Some((peak, kept)) = memory {
        println!(
            "peak {:.0} MB with the text, {:.0} MB kept",
            peak as f64 / 1e3,
            kept as f64 / 1e3
        );
    }
}

/// A walk over the text that checks it and keeps nothing.
fn walked(file: &Arc<SourceFile>) -> usize {
    let limits = Limits::default();
    let mut cursor = Cursor::new(file, &limits);
    cursor.skip().map_or(0, |span| span.len() as usize)
}

/// The small plan so often, under other names each time, that it has about so many bytes, on one line as Terraform prints it.
fn cloned(size: usize) -> String {
    let small: Json = serde_json::from_str(SMALL).expect("JSON");
    let changes = small["resource_changes"].as_array().expect("changes");
    let blocks = small["configuration"]["root_module"]["resources"]
        .as_array()
        .expect("blocks");
    let values: Vec<Json> = changes.iter().map(planned).collect();
    let parts = [values, changes.clone(), blocks.clone()].map(|part| {
        let texts: Vec<String> = part.iter().map(Json::to_string).collect();
        texts.join(",")
    });
    let names: Vec<String> = changes
        .iter()
        .map(|one| one["name"].as_str().expect("a name").to_owned())
        .collect();
    let one: usize = parts.iter().map(String::len).sum();
    let copies = (size / one).max(1);
    let mut sections: [String; 3] = Default::default();
    for (section, part) in sections.iter_mut().zip(&parts) {
        section.reserve(copies * (part.len() + part.len() / 8));
        for copy in 0..copies {
            if copy > 0 {
                section.push(',');
            }
            section.push_str(&renamed(part, &names, copy));
        }
    }
    let [values, changes, blocks] = sections;
    let head = json!({"format_version": "1.2", "terraform_version": "1.11.4", "variables": small["variables"]}).to_string();
    let head = head.strip_suffix('}').expect("an object");
    format!(
        "{head},\"planned_values\":{{\"root_module\":{{\"resources\":[{values}]}}}},\"resource_changes\":[{changes}],\
         \"configuration\":{{\"root_module\":{{\"resources\":[{blocks}]}}}}}}"
    )
}

/// A change as the planned values have it.
fn planned(change: &Json) -> Json {
    let mut planned = Map::new();
    for key in ["address", "mode", "type", "name", "index", "provider_name"] {
        if !change[key].is_null() {
            planned.insert(key.to_owned(), change[key].clone());
        }
    }
    planned.insert("values".to_owned(), change["change"]["after"].clone());
    planned.insert("sensitive_values".to_owned(), json!({}));
    Json::Object(planned)
}

/// The same with a number behind the names of resources.
fn renamed(text: &str, names: &[String], copy: usize) -> String {
    let mut text = text.to_owned();
    let mut done: Vec<&String> = Vec::new();
    for name in names {
        if done.contains(&name) {
            continue;
        }
        done.push(name);
        for end in ["\"", "[", ".", "\\"] {
            text = text.replace(&format!(".{name}{end}"), &format!(".{name}_{copy}{end}"));
        }
        text = text.replace(
            &format!("\"name\":\"{name}\""),
            &format!("\"name\":\"{name}_{copy}\""),
        );
    }
    text
}
