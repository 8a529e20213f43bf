//! Any text as JSON: what a strict parser accepts is accepted, apart from depth and duplicate keys.
#![no_main]

use std::sync::Arc;

use libfuzzer_sys::fuzz_target;
use phipath::source::{Encoding, FileId, Severity, SourceFile};
use phipath::syntax::{Limits, parse};

fuzz_target!(|text: &str| {
    let file = SourceFile::new(
        FileId(0),
        "any.json".to_owned(),
        text.to_owned(),
        Encoding::Utf8,
    );
    let (_, diagnostics) = parse(&Arc::new(file), &Limits::default());
    let strict = serde_json::from_str::<serde::de::IgnoredAny>(text).is_ok();
    let faults = diagnostics
        .iter()
        .filter(|one| one.severity == Severity::Error);
    let ours = faults
        .filter(|one| !matches!(one.code, "depth-limit" | "duplicate-key"))
        .count();
    assert!(!strict || ours == 0, "a strict parser accepts this");
});
