//! The page in a browser: nothing is asked for from outside, nothing is said on the console, the picture is there, a narrow window needs
//! no scrolling sideways, and axe-core finds no barrier, by day and by night. Where no browser is there, the tests say so and look at
//! nothing.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use serde_json::Value;

use super::{copy, create, replace, text};
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
    load_with(
        browser,
        page,
        width,
        profile,
        &["--virtual-time-budget=2000"],
    )
}

fn load_with(
    browser: &str,
    page: &Path,
    width: u32,
    profile: &str,
    more: &[&str],
) -> (String, String) {
    let output = Command::new(browser)
        .args(more)
        .args([
            "--headless=new",
            "--no-sandbox",
            "--disable-gpu",
            "--enable-logging=stderr",
            "--v=0",
        ])
        .arg("--dump-dom")
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
    fs::write(
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
    fs::write(folder.join("measured.html"), measured).expect("it can be written");
    for width in [400, 1200] {
        let framed = folder.join(format!("frame-{width}.html"));
        let frame = format!(
            "{FRAME}<iframe width={width} height=800 style='border:0' src='measured.html'></iframe>"
        );
        fs::write(&framed, frame).expect("it can be written");
        let (dom, _) = load(browser, &framed, 1300, &format!("browser-narrow-{width}"));
        let title = dom
            .split("<title>")
            .nth(1)
            .and_then(|rest| rest.split("</title>").next());
        assert_eq!(title, Some(format!("{width} 0 700 0 true").as_str()));
    }
}

/// The version of axe-core that is asked; `.ci/run` installs it.
const AXE_VERSION: &str = "4.14.1";

/// The text of axe-core, where it is installed.
fn axe() -> Option<String> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let path = root.join(format!(
        "target/axe-{AXE_VERSION}/node_modules/axe-core/axe.min.js"
    ));
    let axe = fs::read_to_string(path).ok();
    if axe.is_none() {
        eprintln!("skipped: axe-core {AXE_VERSION} is not installed below target, as .ci/run does");
    }
    axe
}

/// What a script says of the page once axe-core has looked at all of it: its version, the colour behind all, how many of its rules held,
/// and those that did not with the elements.
const LOOK: &str = "<script>addEventListener('load', async () => { \
    document.querySelectorAll('details').forEach(one => one.open = true); \
    const found = await axe.run(document, {resultTypes: ['violations']}); \
    parent.postMessage(JSON.stringify({version: axe.version, back: getComputedStyle(document.body).backgroundColor, \
    held: found.passes.length, broken: found.violations.map(one => one.id + ': ' + \
    one.nodes.slice(0, 5).map(node => node.target.join(' ')).join(', '))}), '*') })</script></body>";

/// A frame that takes the colours of the browser.
const COLOURED: &str = "<!doctype html><meta name=color-scheme content='light dark'><title>nothing</title>\
    <script>onmessage = said => document.title = said.data</script>";

/// A page with every section that there is: exceptions, changes, several frameworks.
fn full_page() -> PathBuf {
    let folder = copy("browser-axe");
    assert_eq!(create(&folder, "before", &["--pack", "house"]).status, 0);
    fs::write(folder.join("phipath.yaml"), super::said::CONFIGURATION).expect("it can be written");
    replace(&folder, "phipath.yaml", "2026-11-30", "2027-11-30");
    let more = [
        "--framework",
        "hipaa",
        "--framework",
        "soc2",
        "--since",
        "before",
        "--commit",
        "0123abc",
    ];
    assert_eq!(create(&folder, "out", &more).status, 0);
    folder.join("out")
}

#[test]
fn nobody_is_kept_from_the_page() {
    let (Some(browser), Some(axe)) = (browser(), axe()) else {
        return;
    };
    let folder = full_page();
    let measured = text(&folder, "evidence.html")
        .replace(
            "default-src 'none'",
            "default-src 'none'; script-src 'unsafe-inline'",
        )
        .replace("</body>", &format!("<script>{axe}</script>{LOOK}"));
    let look = |name: &str, measured: &str, width: u32, night: bool| -> Value {
        fs::write(folder.join("measured.html"), measured).expect("it can be written");
        let frame =
            format!("{COLOURED}<iframe width={width} height=800 src='measured.html'></iframe>");
        let framed = folder.join("frame.html");
        fs::write(&framed, frame).expect("it can be written");
        let scheme = format!("--blink-settings=preferredColorScheme={}", u8::from(!night));
        let more = ["--virtual-time-budget=120000", &scheme];
        let profile = format!("browser-axe-{name}-{width}-{night}");
        let (dom, _) = load_with(browser, &framed, 1300, &profile, &more);
        let title = dom.split("<title>").nth(1);
        let title = title.and_then(|rest| rest.split("</title>").next());
        let said = title
            .expect("a title")
            .replace("&lt;", "<")
            .replace("&gt;", ">");
        serde_json::from_str(&said.replace("&amp;", "&")).expect("axe-core has spoken")
    };
    for width in [400, 1200] {
        for (night, back) in [(false, "rgb(251, 251, 249)"), (true, "rgb(20, 24, 27)")] {
            let said = look("page", &measured, width, night);
            assert_eq!(
                (&said["version"], &said["back"]),
                (&AXE_VERSION.into(), &back.into())
            );
            assert!(
                said["held"].as_u64().is_some_and(|number| number > 20),
                "{said}"
            );
            assert_eq!(said["broken"], Value::Array(Vec::new()), "{width} {night}");
        }
    }
    // That a barrier would be seen: a picture that nobody names.
    let worse = measured.replace("<h1>", "<img src=\"data:,\"><h1>");
    let said = look("worse", &worse, 1200, false);
    assert!(
        said["broken"][0]
            .as_str()
            .is_some_and(|text| text.starts_with("image-alt")),
        "{said}"
    );
}
