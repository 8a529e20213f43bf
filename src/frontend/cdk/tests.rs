//! Frames of stack traces, and the way from them to the files of an app.

use std::collections::BTreeSet;

use super::frames::{Frame, from_home, home, shared, user_frame};

fn place(text: &str) -> Option<String> {
    let frame = user_frame(text);
    frame.map(|Frame { file, line, column }| match column {
        Some(column) => format!("{file}:{line}:{column}"),
        None => format!("{file}:{line}"),
    })
}

#[test]
fn frames_of_the_user_are_told_from_others() {
    let own = [
        (
            "new DataStack (/srv/app/lib/data.js:5:16)",
            "/srv/app/lib/data.js:5:16",
        ),
        ("at /srv/app/app.ts:1:2", "/srv/app/app.ts:1:2"),
        (
            "at main (file:///srv/app/app.mjs:1:2)",
            "/srv/app/app.mjs:1:2",
        ),
        (
            "new A (C:\\Users\\somebody\\app\\lib\\a.ts:41:5)",
            "/Users/somebody/app/lib/a.ts:41:5",
        ),
        ("Object.x (file:///D:/app/a.js:3:4)", "/app/a.js:3:4"),
        (
            "Function.run [as main] (/srv/an app (new)/a.js:3:4)",
            "/srv/an app (new)/a.js:3:4",
        ),
        ("lib/data.ts:41:5", "lib/data.ts:41:5"),
        // Languages other than JavaScript say no column.
        (
            "__init__ (/srv/app/stacks/data.py:12)",
            "/srv/app/stacks/data.py:12",
        ),
    ];
    for (text, expected) in own {
        assert_eq!(place(text).as_deref(), Some(expected), "{text}");
    }
    let others = [
        "...new Bucket2 in aws-cdk-lib...",
        "...node internals...",
        "(no user code in 10 frames, use --stack-trace-limit to capture more)",
        "new Bucket (/srv/app/node_modules/aws-cdk-lib/aws-s3/lib/bucket.js:1:36111)",
        "Module._compile (node:internal/modules/cjs/loader:1521:14)",
        "internal/modules/cjs/loader.js:1:2",
        "module.js:652:30",
        "Kernel.create (/tmp/jsii-kernel-x1/lib/kernel.js:1:2)",
        "_call_with_frames_removed (<frozen importlib._bootstrap>:488)",
        "main (App.java:12)",
        "/srv/venv/lib/python3.13/site-packages/made/up.py:1:2",
        "new A (/srv/app/secrets.yaml:1:1)",
        "new A (/srv/app/a.js:0)",
        "new A (/srv/app/a.js:99999999999:1)",
        "new A (/srv/app/a.js)",
        "<anonymous>",
        "",
        ":",
        "::",
    ];
    for text in others {
        assert_eq!(place(text), None, "{text}");
    }
    // Paths that no system takes would only cost time.
    let deep = format!("{}/a.js:1:1", "/a".repeat(100_000));
    let long = format!("/{}/a.js:1:1", "a".repeat(100_000));
    assert_eq!((place(&deep), place(&long)), (None, None));
}

fn set(files: &[&str]) -> BTreeSet<String> {
    files.iter().map(|file| (*file).to_owned()).collect()
}

#[test]
fn the_folder_of_an_app_is_where_most_of_its_files_are() {
    let here = ["app.js", "lib/data.js", "data.js", "lib/b.js"];
    let exists = |path: &str| here.contains(&path);
    let of = |files: &[&str]| home(&set(files), exists);
    let some = |folder: &str| Some(folder.to_owned());
    let both = ["/srv/clinic/app.js", "/srv/clinic/lib/data.js"];
    assert_eq!(of(&both), some("/srv/clinic"));
    // A file of the same name beside the app does not count against the rest.
    let shared_code = [
        "/srv/mono/app/app.js",
        "/srv/mono/app/lib/b.js",
        "/srv/mono/common/lib/data.js",
    ];
    assert_eq!(of(&shared_code), some("/srv/mono/app"));
    assert_eq!(
        from_home("/srv/mono/app", "/srv/mono/common/lib/data.js"),
        "../common/lib/data.js"
    );
    // Of two ways to see a single file, the longer one.
    assert_eq!(of(&["/srv/clinic/lib/data.js"]), some("/srv/clinic"));
    assert_eq!(of(&["/app.js"]), some(""));
    assert_eq!(from_home("", "/app.js"), "app.js");
    assert_eq!(of(&["/srv/clinic/lib/other.js"]), None);
    assert_eq!(of(&["lib/data.js"]), None);
    assert_eq!(from_home("/srv", "./lib/data.js"), "lib/data.js");
}

#[test]
fn without_its_files_an_app_is_where_all_of_them_lie() {
    let of = |files: &[&str]| shared(&set(files));
    assert_eq!(of(&["/srv/a/app.js", "/srv/a/lib/b.js"]), "/srv/a");
    assert_eq!(of(&["/srv/ab/c.js", "/srv/a/d.js"]), "/srv");
    assert_eq!(of(&["/x.js", "/srv/d.js"]), "");
    assert_eq!(of(&["lib/d.js"]), "");
}
