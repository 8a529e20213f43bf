//! Any text as a plan or state of Terraform: it ends, and places of what is read lie within the text.
#![no_main]

use std::sync::Arc;

use libfuzzer_sys::fuzz_target;
use phipath::frontend::terraform::Language;
use phipath::frontend::terraform::plan::read;
use phipath::source::{Encoding, FileId, SourceFile};
use phipath::syntax::Limits;

fuzz_target!(|text: &str| {
    let file = SourceFile::new(FileId(0), "plan.json".to_owned(), text.to_owned(), Encoding::Utf8);
    let file = Arc::new(file);
    let Some(reading) = read(&file, &Language::default(), &Limits::default()) else {
        return;
    };
    let stored = reading.document.into_iter();
    for resource in stored.flat_map(|stored| stored.template.resources) {
        let mut open = vec![resource.properties];
        while let Some(value) = open.pop() {
            assert!(file.text().get(value.span.start as usize..value.span.end as usize).is_some());
            open.extend(value.entries().iter().map(|entry| entry.value.clone()));
        }
    }
});
