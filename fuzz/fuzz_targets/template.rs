//! Any text as a template, or as a manifest beside one: the whole pipeline ends.
#![no_main]

use std::sync::LazyLock;

use libfuzzer_sys::fuzz_target;
use phipath::knowledge::Request;
use phipath::source::Encoding;
use phipath::{Input, Loaded, Settings, analyse, load};

static LOADED: LazyLock<Loaded> = LazyLock::new(|| load(&Request::default()));

/// A template for manifests to bind.
fn code() -> Input {
    Input {
        path: "code.yaml".to_owned(),
        text: "Resources: {Notes: {Type: 'AWS::S3::Bucket'}, Queue: {Type: 'AWS::SQS::Queue'}}".to_owned(),
        encoding: Encoding::Utf8,
        role: phipath::Role::Named,
    }
}

fuzz_target!(|text: &str| {
    let input = Input {
        path: "any.yaml".to_owned(),
        text: text.to_owned(),
        encoding: Encoding::Utf8,
        role: phipath::Role::Named,
    };
    let design = Input {
        path: "any.architecture.yaml".to_owned(),
        ..input.clone()
    };
    analyse(LOADED.clone(), vec![input], &Settings::default());
    analyse(LOADED.clone(), vec![code(), design], &Settings::default());
});
