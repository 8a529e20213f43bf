//! Any text as a template: the whole pipeline ends.
#![no_main]

use std::sync::LazyLock;

use libfuzzer_sys::fuzz_target;
use phipath::knowledge::Request;
use phipath::source::Encoding;
use phipath::{Input, Loaded, Settings, analyse, load};

static LOADED: LazyLock<Loaded> = LazyLock::new(|| load(&Request::default()));

fuzz_target!(|text: &str| {
    let input = Input {
        path: "any.yaml".to_owned(),
        text: text.to_owned(),
        encoding: Encoding::Utf8,
        named: true,
    };
    analyse(LOADED.clone(), vec![input], &Settings::default());
});
