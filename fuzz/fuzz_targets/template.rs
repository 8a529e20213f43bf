//! Any text as a template: the whole pipeline ends.
#![no_main]

use libfuzzer_sys::fuzz_target;
use phipath::source::Encoding;
use phipath::{Input, Settings, analyse};

fuzz_target!(|text: &str| {
    let input = Input {
        path: "any.yaml".to_owned(),
        text: text.to_owned(),
        encoding: Encoding::Utf8,
        named: true,
    };
    analyse(vec![input], &Settings::default());
});
