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
    // That a word would be heard: the policy of the page lets no script in.
    let folder = page.parent().expect("a folder");
    let broken = folder.join("broken.html");
    let whole = text(folder, "evidence.html");
    std::fs::write(
        &broken,
        whole.replace("</body>", "<script>1</script></body>"),
    )
    .expect("it can be written");
    let (_, said) = load(browser, &broken, 1200, "browser-broken-profile");
    assert!(said.contains("CONSOLE"), "{said}");
}

/// What a script says of the page once it is shown: of what is in the window how much sticks out, how heavy the title is, how much was
/// loaded, whether the picture has room.
const MEASURE: &str = "<script>addEventListener('load', () => parent.postMessage([innerWidth, \
    document.documentElement.scrollWidth - document.documentElement.clientWidth, \
    getComputedStyle(document.querySelector('h1')).fontWeight, performance.getEntriesByType('resource').length, \
    document.querySelector('svg').getBoundingClientRect().height > 100].join(' '), '*'))</script></body>";

/// Windows of a browser have a least width; frames have none.
const FRAME: &str = "<!doctype html><title>nothing</title><script>onmessage = said => document.title = said.data</script>";

#[test]
fn a_narrow_window_scrolls_one_way_only() {
    let Some(browser) = browser() else { return };
    let page = page("browser-narrow");
    let folder = page.parent().expect("a folder");
    // Of the policy only what forbids scripts is lifted, for the measuring.
    let measured = text(folder, "evidence.html")
        .replace(
            "default-src 'none'",
            "default-src 'none'; script-src 'unsafe-inline'",
        )
        .replace("</body>", MEASURE);
    std::fs::write(folder.join("measured.html"), measured).expect("it can be written");
    for width in [400, 1200] {
        let framed = folder.join(format!("frame-{width}.html"));
        let frame = format!(
            "{FRAME}<iframe width={width} height=800 style='border:0' src='measured.html'></iframe>"
        );
        std::fs::write(&framed, frame).expect("it can be written");
        let (dom, _) = load(browser, &framed, 1300, &format!("browser-narrow-{width}"));
        let title = dom
            .split("<title>")
            .nth(1)
            .and_then(|rest| rest.split("</title>").next());
        assert_eq!(title, Some(format!("{width} 0 700 0 true").as_str()));
    }
}
