//! Tests of reading and discovery, in folders below the system's temporary folder.

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU32, Ordering};

use super::*;

/// A folder that is removed when the test ends.
struct Folder(PathBuf);

impl Folder {
    fn new() -> Self {
        static COUNT: AtomicU32 = AtomicU32::new(0);
        let name = format!(
            "phipath-source-{}-{}",
            std::process::id(),
            COUNT.fetch_add(1, Ordering::Relaxed)
        );
        let path = std::env::temp_dir().join(name);
        fs::create_dir_all(&path).unwrap();
        Self(fs::canonicalize(path).unwrap())
    }

    /// A folder with these files, each with a word in it; a path that ends in `/` is a folder.
    fn with(files: &[&str]) -> Self {
        let folder = Self::new();
        for file in files {
            let path = folder.0.join(file);
            if file.ends_with('/') {
                fs::create_dir_all(path).unwrap();
            } else {
                fs::create_dir_all(path.parent().unwrap()).unwrap();
                fs::write(path, "text").unwrap();
            }
        }
        folder
    }

    fn write(&self, file: &str, text: &str) -> &Self {
        fs::write(self.0.join(file), text).unwrap();
        self
    }

    /// What is found under the paths from this folder: candidates (`*` for named ones), then ignored ones (`-`), then
    /// diagnostics (`!`).
    fn find(&self, paths: &[&str], exclude: &[&str]) -> Vec<String> {
        self.find_from("", paths, exclude)
    }

    fn find_from(&self, current: &str, paths: &[&str], exclude: &[&str]) -> Vec<String> {
        let options = Options {
            root: None,
            exclude: exclude.iter().map(|glob| (*glob).to_owned()).collect(),
            current_dir: self.0.join(current),
        };
        let paths: Vec<PathBuf> = paths.iter().map(PathBuf::from).collect();
        let discovery = discover(&paths, &options);
        let mut lines = Vec::new();
        for candidate in &discovery.candidates {
            assert!(candidate.path.is_file());
            lines.push(format!(
                "{}{}",
                candidate.shown,
                if candidate.named { "*" } else { "" }
            ));
        }
        lines.extend(
            discovery
                .ignored_candidates
                .iter()
                .map(|shown| format!("-{shown}")),
        );
        lines.extend(
            discovery
                .diagnostics
                .iter()
                .map(|diagnostic| format!("!{}", diagnostic.message)),
        );
        lines
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.0);
    }
}

#[test]
fn walks_by_extension_in_order() {
    let folder = Folder::with(&[
        "b/z.yml",
        "a.YAML",
        "b/a.json",
        ".git/x.yaml",
        ".hid/c.Template",
        "d.txt",
        "e",
    ]);
    assert_eq!(
        folder.find(&["."], &[]),
        [".hid/c.Template", "a.YAML", "b/a.json", "b/z.yml"]
    );
    assert_eq!(folder.find(&["b"], &[]), ["b/a.json", "b/z.yml"]);
    assert_eq!(
        folder.find_from("b", &[".", "../d.txt", "z.yml"], &[]),
        ["b/a.json", "b/z.yml*", "d.txt*"]
    );
}

#[test]
fn the_root_is_the_git_work_tree() {
    let folder = Folder::with(&["repo/.git/", "repo/in/t.yaml", "plain/t.yaml"]);
    assert_eq!(folder.find(&["repo/in/t.yaml"], &[]), ["in/t.yaml*"]);
    assert_eq!(folder.find(&["plain/t.yaml"], &[]), ["plain/t.yaml*"]);
    assert_eq!(folder.find_from("repo/in", &["."], &[]), ["in/t.yaml"]);
    // Outside of the root of the first path: its own root, shown as named.
    assert_eq!(
        folder.find(&["repo", "plain"], &[]),
        ["in/t.yaml", "plain/t.yaml"]
    );
    assert_eq!(
        folder.find_from("repo", &[".", "../plain/t.yaml"], &[]),
        ["../plain/t.yaml*", "in/t.yaml"]
    );
}

#[test]
fn ignore_files_and_what_they_hide() {
    let files = [
        "a.yaml",
        "gen/b.yaml",
        "cdk.out/S.template.json",
        "cdk.out/x/T.template.json",
        "o/P.template.json",
    ];
    let folder = Folder::with(&files);
    folder.write(".gitignore", "gen\ncdk.out/\n*.template.json\n");
    assert_eq!(
        folder.find(&["."], &[]),
        ["a.yaml", "-cdk.out/", "-o/P.template.json"]
    );
    assert_eq!(
        folder.find(&["cdk.out", "o/P.template.json", "gen"], &[]),
        [
            "cdk.out/S.template.json",
            "cdk.out/x/T.template.json",
            "gen/b.yaml",
            "o/P.template.json*"
        ]
    );
    assert_eq!(
        folder.find(&["cdk.out/x"], &[]),
        ["cdk.out/x/T.template.json"]
    );
    assert_eq!(folder.find(&[".", "cdk.out"], &["o"]).len(), 4);
}

#[test]
fn exclusions() {
    let folder = Folder::with(&["a.yaml", "v/a.yaml", "v/w/b.json", "x/v/c.yaml"]);
    assert_eq!(folder.find(&["."], &["v"]), ["a.yaml"]);
    assert_eq!(folder.find(&["."], &["v/"]), ["a.yaml"]);
    assert_eq!(folder.find(&["."], &["v/**"]), ["a.yaml", "x/v/c.yaml"]);
    assert_eq!(folder.find(&[".", "a.yaml"], &["*.yaml"]), ["v/w/b.json"]);
    assert!(folder.find(&["."], &["a[", "b"])[0].starts_with("!`a[` is not a glob"));
}

#[test]
fn missing_paths_do_not_stop_the_rest() {
    let folder = Folder::with(&["a.yaml"]);
    assert_eq!(
        folder.find(&["none.yaml", "a.yaml"], &[]),
        ["a.yaml*", "!there is no file or folder `none.yaml`"]
    );
}

#[cfg(unix)]
#[test]
fn links_are_not_followed_out_of_the_root() {
    use std::os::unix::fs::symlink;
    let folder = Folder::with(&["repo/.git/", "repo/a.yaml", "repo/d/", "out/secret.yaml"]);
    let repo = folder.0.join("repo");
    symlink(folder.0.join("out/secret.yaml"), repo.join("l.yaml")).unwrap();
    symlink(folder.0.join("out"), repo.join("m")).unwrap();
    symlink(repo.join("a.yaml"), repo.join("n.yaml")).unwrap();
    symlink("nowhere", repo.join("o.yaml")).unwrap();
    symlink(repo.join("a.yaml"), repo.join("d/p.yaml")).unwrap();
    let mut found = folder.find_from("repo", &["."], &[]);
    found.sort();
    assert_eq!(
        found,
        [
            "!`l.yaml` is a link that leads out of the root: not read",
            "!`m` is a link that leads out of the root: not read",
            "!`o.yaml` is a link that leads nowhere",
            "a.yaml"
        ]
    );
    assert_eq!(
        folder.find_from("repo", &["d"], &[]),
        ["!`d/p.yaml` is a link to `a.yaml`: not read"]
    );
    assert_eq!(folder.find_from("repo", &["n.yaml"], &[]), ["a.yaml*"]);
    assert_eq!(
        folder.find_from("repo", &["a.yaml", "m/secret.yaml"], &[]),
        [
            "a.yaml*",
            "!`m/secret.yaml` is a link that leads out of the root"
        ]
    );
}

#[cfg(unix)]
#[test]
fn names_are_shown_without_control_characters() {
    let folder = Folder::with(&["a\u{1b}[31m.yaml"]);
    assert_eq!(folder.find(&["."], &[]), ["a?[31m.yaml"]);
}

#[test]
fn reads_text() {
    let folder = Folder::with(&["a.yaml"]);
    let path = folder.0.join("a.yaml");
    assert_eq!(
        read(&path, "a.yaml").unwrap(),
        ("text".to_owned(), Encoding::Utf8)
    );
    let message = |path: &Path| read(path, "shown").unwrap_err().message;
    assert_eq!(
        message(&folder.0.join("none")),
        "cannot read `shown`: there is no such file"
    );
    assert_eq!(message(&folder.0), "`shown` is a folder");
}

#[test]
fn refuses_files_beyond_the_limit() {
    let folder = Folder::new();
    let path = folder.0.join("big.json");
    // A sparse file: it takes no space.
    fs::File::create(&path)
        .unwrap()
        .set_len(MAX_FILE_BYTES + 1)
        .unwrap();
    assert_eq!(
        read(&path, "big.json").unwrap_err().message,
        "`big.json` is larger than 512 MB, the limit for one file"
    );
}

#[test]
fn decodes() {
    let text = |bytes: &[u8]| {
        decode(bytes.to_vec(), "t").map_err(|diagnostic| (diagnostic.code, diagnostic.message))
    };
    assert_eq!(
        text(b"\xef\xbb\xbfa"),
        Ok(("\u{feff}a".to_owned(), Encoding::Utf8))
    );
    assert_eq!(
        text(b"\xff\xfea\0\xe9\0"),
        Ok(("aé".to_owned(), Encoding::Transcoded))
    );
    assert_eq!(
        text(b"\xfe\xff\0a\0\xe9"),
        Ok(("aé".to_owned(), Encoding::Transcoded))
    );
    assert_eq!(
        text(b"\xff\xfea\0\0\xd8"),
        Err((
            "not-utf8",
            "`t` starts as UTF-16 and is not valid as such".to_owned()
        ))
    );
    assert_eq!(
        text(b"a\nb\xff"),
        Err((
            "not-utf8",
            "`t` is not valid UTF-8 at byte 3, line 2".to_owned()
        ))
    );
    assert_eq!(
        text(b"a\0"),
        Err((
            "binary-file",
            "`t` is a binary file: it has a NUL byte at byte 1".to_owned()
        ))
    );
}

#[test]
fn columns_far_into_a_long_line() {
    let text = format!("first\n{}", "ab\u{e9}\u{20ac}\u{1f600}".repeat(3000));
    let file = SourceFile::new(FileId(0), "long.txt".to_owned(), text, Encoding::Utf8);
    for (offset, _) in file.text().char_indices().skip(6).step_by(997) {
        let before = &file.text()[6..offset];
        let position = file.position(offset as u32);
        let utf16: usize = before.chars().map(char::len_utf16).sum();
        assert_eq!(position.line, 2);
        assert_eq!(position.column as usize, before.len() + 1);
        assert_eq!(position.column_utf16 as usize, utf16 + 1);
    }
    let end = file.position(file.text().len() as u32);
    assert_eq!(end.column_utf16 as usize, 6 * 3000 + 1);
}

#[test]
fn an_archive_is_told_from_other_binary_files() {
    let refused = decode(b"PK\x03\x04\0\0".to_vec(), "tfplan").expect_err("a binary file");
    assert_eq!(refused.code, "binary-file");
    assert!(
        refused.message.contains("zip archive"),
        "{}",
        refused.message
    );
    assert!(refused.help.is_some_and(|help| help.contains("show -json")));
}

#[test]
fn secrets_are_covered_byte_by_byte() {
    let text = "{\"a\": \"hush\", \"b\": \"h\u{fc}sh\", \"c\": 1}".to_owned();
    let file = SourceFile::new(FileId(0), "plan.json".to_owned(), text, Encoding::Utf8);
    let at = |what: &str| {
        let start = file.text().find(what).expect("it is there") as u32;
        Span::new(FileId(0), start, start + what.len() as u32)
    };
    assert!(!file.has_secrets());
    assert_eq!(file.shown(file.span()), file.text());
    file.keep_secret(vec![at("\"h\u{fc}sh\""), at("\"hush\"")]);
    assert!(file.has_secrets());
    let shown = file.shown(file.span());
    assert_eq!(shown, "{\"a\": ******, \"b\": *******, \"c\": 1}");
    assert_eq!(shown.len(), file.text().len());
    assert_eq!(file.shown(at("ush")), "***");
    assert_eq!(file.shown(at("\"c\"")), "\"c\"");
}
