use crate::report::terminal::{Color, Style, render};
use super::sample::Sample;

#[test]
fn look() {
    let sample = Sample::new();
    for width in [80, 120] {
        let mut out = Vec::new();
        let color = if std::env::var("LOOK").is_ok() { Color::Always } else { Color::Never };
        render(&sample.report(), &Style { width, color, ..Style::default() }, &mut out).unwrap();
        println!("{}", String::from_utf8(out).unwrap());
    }
}
