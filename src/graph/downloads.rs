//! Whether a script but loads what it names: a command that sends nothing, with an address that is written out.
//!
//! In: the text of a script, and a host that stands in it. Out: yes, or not for certain. What a program does that is loaded so is not
//! known here.

use crate::knowledge::Conventions;

/// Whether every line of a script that names a host is a download: one of the known commands, without an option that
/// sends, and an address without a part that the script fills in.
pub(super) fn is_loaded_from(conventions: &Conventions, script: &str, host: &str) -> bool {
    let script = script.replace("\\\n", " ");
    let mut lines = script.lines().filter(|line| line.contains(host)).peekable();
    lines.peek().is_some() && lines.all(|line| loads(conventions, line, host))
}

fn loads(conventions: &Conventions, line: &str, host: &str) -> bool {
    let words = line.split(|letter: char| letter.is_whitespace() || "\"'();|&".contains(letter));
    let words: Vec<&str> = words.filter(|word| !word.is_empty()).collect();
    let is_command = |word: &&str| conventions.download_commands.iter().any(|one| one == word);
    let sends = |word: &&str| {
        let mut options = conventions.sending_options.iter();
        options.any(|option| word.starts_with(option.as_str()))
    };
    // A host that the script fills in is an address all the same; whatever else it fills in, or takes from a file, may be sent.
    let is_fixed = |word: &&str| !word.replace(host, "").contains(['$', '{', '`', '%', '@']);
    words.iter().any(is_command) && !words.iter().any(sends) && words.iter().all(is_fixed)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn conventions() -> Conventions {
        let loaded = crate::load(&crate::knowledge::Request::default());
        loaded.knowledge.conventions.clone()
    }

    #[test]
    fn a_download_is_told_from_what_may_send() {
        let conventions = conventions();
        let cases = [
            ("curl -O https://tools.example.org/get.py", true),
            (
                "sudo wget -q https://tools.example.org/get.py && python get.py",
                true,
            ),
            (
                "curl -sSL \\\n  https://tools.example.org/get.py | bash",
                true,
            ),
            ("curl -d @notes.json https://tools.example.org/notes", false),
            (
                "curl --data-binary=@x https://tools.example.org/notes",
                false,
            ),
            ("curl -XPOST https://tools.example.org/notes", false),
            ("curl https://tools.example.org/notes/$PATIENT", false),
            (
                "curl -O https://tools.example.org/a\nnotify https://tools.example.org/b",
                false,
            ),
            ("curl http://$local_ip/health", true),
            (
                "curl -H \"X-Patient: $PATIENT\" https://tools.example.org/notes",
                false,
            ),
            ("report https://tools.example.org/notes", false),
            ("echo nothing", false),
        ];
        for (script, expected) in cases {
            let host = match script.contains("$local_ip") {
                true => "$local_ip",
                false => "tools.example.org",
            };
            let found = is_loaded_from(&conventions, script, host);
            assert_eq!(found, expected, "{script}");
        }
    }
}
