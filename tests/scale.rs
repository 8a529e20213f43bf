//! Systems made to be large: the work and the results grow with them, not faster; a small stack is enough.

mod rules;
mod shapes;

use phipath::graph::{Seeds, Sweep};
use phipath::{Analysis, Settings};

use crate::support::{analyse_text, errors};

/// Runs all rules with every store as PHI, on a stack of 512 KB.
fn analyse_on_small_stack<T: Send + 'static>(
    text: String,
    look: impl FnOnce(Analysis) -> T + Send + 'static,
) -> T {
    let run = move || {
        let started = std::time::Instant::now();
        let settings = Settings {
            seeds: Seeds {
                sweep: Sweep::All,
                ..Seeds::default()
            },
            ..Settings::default()
        };
        let analysis = analyse_text("t.yaml", &text, &settings);
        println!("{} bytes: {:?}", text.len(), started.elapsed());
        look(analysis)
    };
    let thread = std::thread::Builder::new()
        .stack_size(512 * 1024)
        .spawn(run);
    thread
        .expect("a thread")
        .join()
        .expect("no panic and no overflow")
}

/// Errors, components, flows and findings.
fn counts(text: String) -> (Vec<String>, usize, usize, usize) {
    analyse_on_small_stack(text, |analysis| {
        (
            errors(&analysis),
            analysis.graph.inner.node_count(),
            analysis.coverage.flows,
            analysis.outcome.findings.len(),
        )
    })
}
