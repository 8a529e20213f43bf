//! The page in a browser: nothing is asked for from outside, nothing is said on the console, the picture is there, and a narrow window
//! needs no scrolling sideways. Where no browser is there, the tests say so and look at nothing.

use std::path::{Path, PathBuf};
use std::process::Command;

use super::{copy, create, text};
use crate::invalid::scratch;

/// Names that the browser goes by.
const BROWSERS: [&str; 4] = ["chromium", "chromium-browser", "google-chrome", "chrome"];

fn browser() -> Option<&'static str> {
    let found = BROWSERS.into_iter().find(|name| {
        let asked = Command::new(name).arg("--version").output();
        asked.is_ok_and(|output| output.status.success())
    });
    if found.is_none() {
        eprintln!("skipped: none of {} is installed", BROWSERS.join(", "));
    }
    found
}

/// The document after loading at a width, and what the browser said.
fn load(browser: &str, page: &Path, width: u32, profile: &str) -> (String, String) {
    let output = Command::new(browser)
        .args([
            "--headless=new",
            "--no-sandbox",
            "--disable-gpu",
            "--enable-logging=stderr",
            "--v=0",
        ])
        .args(["--dump-dom", "--virtual-time-budget=2000"])
        .arg(format!("--window-size={width},900"))
        .arg(format!("--user-data-dir={}", scratch(profile).display()))
        .arg(format!("file://{}", page.display()))
        .output()
        .expect("it starts");
    assert!(output.status.success());
    (
        String::from_utf8_lossy(&output.stdout).into_owned(),
        String::from_utf8_lossy(&output.stderr).into_owned(),
    )
}

fn page(name: &str) -> PathBuf {
    let folder = copy(name);
    assert_eq!(create(&folder, "out", &[]).status, 0);
    folder.join("out/evidence.html")
}

#[test]
fn the_page_is_shown_without_a_word() {
    let Some(browser) = browser() else { return };
    let page = page("browser-page");
    let (dom, said) = load(browser, &page, 1200, "browser-page-profile");
    assert!(dom.contains("<h1>PHI evidence: documentation-summariser</h1>"));
    assert!(dom.contains("<svg") && dom.contains("NotesBucket"));
    let console: Vec<&str> = said
        .lines()
        .filter(|line| line.contains("CONSOLE"))
        .collect();
    assert_eq!(console, [""; 0]);
}

/// A script beside the page measures it in a frame: the page itself allows none.
#[test]
fn a_narrow_window_scrolls_one_way_only() {
    let Some(browser) = browser() else { return };
    let page = page("browser-narrow");
    let folder = page.parent().expect("a folder");
    // Of the policy only what forbids scripts is lifted, for the measuring.
    let whole = text(folder, "evidence.html");
    let measured = whole
        .replace("default-src 'none'", "default-src 'none'; script-src 'unsafe-inline'")
        .replace(
            "</body>",
            "<script>document.title = [document.documentElement.scrollWidth, innerWidth, \
             getComputedStyle(document.querySelector('h1')).fontWeight, \
             performance.getEntriesByType('resource').length, \
             document.querySelector('svg').getBoundingClientRect().height > 100].join(' ')</script></body>",
        );
    for width in [400, 1200] {
        let path = folder.join(format!("measured-{width}.html"));
        let framed = folder.join(format!("frame-{width}.html"));
        std::fs::write(&path, &measured).expect("it can be written");
        // Windows of a browser have a least width; frames have none.
        let frame = format!(
            "<!doctype html><body style='margin:0'><iframe style='border:0' width={width} height=800 src='measured-{width}.html'></iframe>"
        );
        std::fs::write(&framed, frame).expect("it can be written");
        let (dom, _) = load(browser, &path, width, &format!("browser-narrow-{width}"));
        let title = dom
            .split("<title>")
            .nth(1)
            .and_then(|rest| rest.split("</title>").next());
        let numbers: Vec<&str> = title.expect("a title").split(' ').collect();
        let [scroll, inner, weight, resources, picture] = numbers[..] else {
            panic!("{numbers:?}");
        };
        let number = |text: &str| text.parse::<u32>().expect("a number");
        assert!(
            number(scroll) <= number(inner),
            "{width}: {scroll} of {inner}"
        );
        assert_eq!(weight, "700", "the style is in force");
        assert_eq!(resources, "0", "nothing is loaded");
        assert_eq!(picture, "true", "the picture has room");
    }
}
