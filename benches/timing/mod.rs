//! Times of work beside times of work that cannot be left out; and memory.

use std::hint::black_box;
use std::time::{Duration, Instant};

/// How long some work takes.
pub(crate) fn timed(work: impl FnOnce() -> usize) -> Duration {
    let start = Instant::now();
    black_box(work());
    start.elapsed()
}

/// The middle one.
pub(crate) fn median(mut durations: Vec<Duration>) -> Duration {
    durations.sort();
    durations[durations.len() / 2]
}

/// A line of a table: the time, in multiples of another, and the speed where there are bytes to speak of.
pub(crate) fn row(name: &str, time: Duration, base: Duration, bytes: usize) {
    let milliseconds = time.as_secs_f64() * 1e3;
    let ratio = time.as_secs_f64() / base.as_secs_f64();
    let speed = match bytes {
        0 => String::new(),
        _ => format!("{:8.1} MB/s", bytes as f64 / 1e6 / time.as_secs_f64()),
    };
    println!("{name:32} {milliseconds:9.2} ms {ratio:7.2} × {speed}");
}

/// A value of `/proc/self/status`, in kilobytes.
#[allow(dead_code, reason = "not every bench measures memory")]
pub(crate) fn status(name: &str) -> Option<u64> {
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find(|line| line.starts_with(name))?;
    line.split_whitespace().nth(1)?.parse().ok()
}

/// Lets the peak begin anew, where the system can.
#[allow(dead_code, reason = "not every bench measures memory")]
pub(crate) fn forget_peak() {
    let _ = std::fs::write("/proc/self/clear_refs", "5");
}
