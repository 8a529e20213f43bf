//! Addresses of resources, such as `module.notes["eu"].bucket.main[0]`.
//!
//! In: their text. Out: the parts. Whether there is such a resource is not known here.

/// The mode of what only reads.
pub(super) const DATA: &str = "data";

/// The word that calls of modules begin with.
pub(super) const MODULE: &str = "module";

/// An address in its parts, as written. Keys have their brackets.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Address<'t> {
    /// The path of the module; empty for the root.
    pub(super) module: &'t str,
    /// Whether it is read, not managed.
    pub(super) is_data: bool,
    /// The type.
    pub(super) type_name: &'t str,
    /// The name.
    pub(super) name: &'t str,
    /// The key of the instance, such as `[0]` or `["eu"]`; empty without one.
    pub(super) key: &'t str,
    /// What follows: the path of an attribute, without its first dot.
    pub(super) rest: &'t str,
}

/// A step of a path: a name and its key, as written, and the end of both.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Step<'t> {
    /// The name.
    pub(super) name: &'t str,
    /// The key with its brackets; empty without one.
    pub(super) key: &'t str,
    /// Bytes up to the end of the key.
    length: usize,
}

impl<'t> Address<'t> {
    /// The parts of an address; `None` for what is none.
    pub(super) fn of(text: &'t str) -> Option<Self> {
        let (module, rest) = split_module(text)?;
        let (first, rest) = step(rest)?;
        let is_data = first.name == DATA;
        let (type_step, rest) = match is_data {
            true => step(rest.strip_prefix('.')?)?,
            false => (first, rest),
        };
        let (name, rest) = step(rest.strip_prefix('.')?)?;
        if !type_step.key.is_empty() || is_data && !first.key.is_empty() {
            return None;
        }
        Some(Self {
            module,
            is_data,
            type_name: type_step.name,
            name: name.name,
            key: name.key,
            rest: rest.strip_prefix('.').unwrap_or(rest),
        })
    }

    /// The address in its module, without a key.
    pub(super) fn in_module(&self) -> String {
        let data = if self.is_data { "data." } else { "" };
        format!("{data}{}.{}", self.type_name, self.name)
    }

    /// The address without its own key.
    pub(super) fn without_key(&self) -> String {
        joined(self.module, &self.in_module())
    }

    /// The address of the block that it is an instance of: without any key.
    pub(super) fn block(&self) -> String {
        joined(&without_keys(self.module), &self.in_module())
    }
}

/// A text in quotes as Terraform writes it in addresses.
pub(super) fn quoted(text: &str) -> String {
    let mut out = String::from("\"");
    let mut rest = text.chars().peekable();
    while let Some(character) = rest.next() {
        match character {
            '"' | '\\' => out.extend(['\\', character]),
            '\n' => out.push_str("\\n"),
            '\r' => out.push_str("\\r"),
            '\t' => out.push_str("\\t"),
            // What would begin a template is written twice.
            '$' | '%' if rest.peek() == Some(&'{') => out.extend([character, character]),
            _ => out.push(character),
        }
    }
    out.push('"');
    out
}

/// What stands for any key.
const ANY: &str = "[*]";

/// Whether an address is one that a pattern means, in which `[*]` is any key, or none.
pub(super) fn is_meant(pattern: &str, address: &str) -> bool {
    let (Some(wanted), Some(found)) = (Address::of(pattern), Address::of(address)) else {
        return false;
    };
    let same = |wanted: &str, found: &str| wanted == ANY || wanted == found;
    let (outer, inner) = (calls(wanted.module), calls(found.module));
    let fits = |((_, wanted), (_, found)): (&(&str, Step<'_>), &(&str, Step<'_>))| {
        wanted.name == found.name && same(wanted.key, found.key)
    };
    outer.len() == inner.len()
        && outer.iter().zip(&inner).all(fits)
        && wanted.in_module() == found.in_module()
        && same(wanted.key, found.key)
}

/// What follows a key in brackets that a text begins with.
pub(super) fn after_key(text: &str) -> Option<&str> {
    text.starts_with('[')
        .then(|| key_length(text))
        .flatten()
        .map(|length| &text[length..])
}

/// A path below a module.
pub(super) fn joined(module: &str, rest: &str) -> String {
    match module.is_empty() {
        true => rest.to_owned(),
        false => format!("{module}.{rest}"),
    }
}

/// The path of the module that a text begins with, perhaps empty, and what follows; `None` where it is broken off.
pub(super) fn split_module(text: &str) -> Option<(&str, &str)> {
    let mut end = 0;
    loop {
        let rest = match end {
            0 => text,
            _ => text[end..].strip_prefix('.')?,
        };
        let begin = text.len() - rest.len();
        let Some(call) = rest
            .strip_prefix(MODULE)
            .and_then(|rest| rest.strip_prefix('.'))
        else {
            return Some((&text[..end], rest));
        };
        let (name, _) = step(call)?;
        end = begin + MODULE.len() + 1 + name.length;
        if end == text.len() {
            return Some((text, ""));
        }
    }
}

/// The calls of a module's path, outermost first, each with the path of the module that makes it.
pub(super) fn calls(module: &str) -> Vec<(&str, Step<'_>)> {
    let mut calls = Vec::new();
    let mut at = 0;
    while let Some(call) = module.get(at..).and_then(|rest| {
        let rest = rest.strip_prefix('.').unwrap_or(rest);
        rest.strip_prefix(MODULE)?.strip_prefix('.')
    }) {
        let Some((name, _)) = step(call) else { break };
        calls.push((&module[..at], name));
        at = module.len() - call.len() + name.length;
    }
    calls
}

/// The path of a module without keys.
pub(super) fn without_keys(module: &str) -> String {
    let names = calls(module).into_iter();
    let names = names.map(|(_, call)| format!("{MODULE}.{}", call.name));
    names.collect::<Vec<_>>().join(".")
}

/// The next name of a path with its key, and what follows.
pub(super) fn step(text: &str) -> Option<(Step<'_>, &str)> {
    let is_name = |character: char| character.is_alphanumeric() || matches!(character, '_' | '-');
    let end = text.find(|character| !is_name(character));
    let (name, rest) = text.split_at(end.unwrap_or(text.len()));
    if name.is_empty() {
        return None;
    }
    let key = match rest.starts_with('[') {
        true => &rest[..key_length(rest)?],
        false => "",
    };
    let length = name.len() + key.len();
    let rest = &text[length..];
    let ends = rest.is_empty() || rest.starts_with(['.', '[']);
    ends.then_some((Step { name, key, length }, rest))
}

/// Bytes of the key in brackets that a text begins with.
fn key_length(text: &str) -> Option<usize> {
    let inside = &text[1..];
    let Some(quoted) = inside.strip_prefix('"') else {
        let end = inside.find(']')?;
        let key = &inside[..end];
        let is_number = !key.is_empty() && key.bytes().all(|byte| byte.is_ascii_digit());
        return (is_number || key == "*").then_some(end + 2);
    };
    let mut escaped = false;
    let close = quoted.bytes().position(|byte| {
        let closes = byte == b'"' && !escaped;
        escaped = byte == b'\\' && !escaped;
        closes
    })?;
    let rest = &quoted[close + 1..];
    rest.starts_with(']').then_some(close + 4)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parts(text: &str) -> Option<(&str, bool, &str, &str, &str, &str)> {
        let one = Address::of(text)?;
        Some((
            one.module,
            one.is_data,
            one.type_name,
            one.name,
            one.key,
            one.rest,
        ))
    }

    #[test]
    fn addresses_have_parts() {
        assert_eq!(
            parts("cloud_store.notes"),
            Some(("", false, "cloud_store", "notes", "", ""))
        );
        assert_eq!(
            parts("module.a[\"k.]\\\"\"].module.b[0].data.cloud_store.the-notes[\"x\"].arn[0].y"),
            Some((
                "module.a[\"k.]\\\"\"].module.b[0]",
                true,
                "cloud_store",
                "the-notes",
                "[\"x\"]",
                "arn[0].y"
            ))
        );
        assert_eq!(parts("a.b[*]"), Some(("", false, "a", "b", "[*]", "")));
        assert_eq!(
            parts("module_x.b"),
            Some(("", false, "module_x", "b", "", ""))
        );
        for broken in [
            "",
            "a",
            "a.",
            "a[0].b",
            "module.a",
            "module.a.",
            "a.b[",
            "a.b[\"x]",
            "a.b[x]",
            "a.b]",
            "a b.c",
            ".a.b",
            "module.",
            "module.a[0",
            "data.a",
            "data.a.b c",
        ] {
            assert_eq!(parts(broken), None, "{broken}");
        }
    }

    #[test]
    fn a_pattern_means_all_its_instances() {
        assert!(is_meant("a.b[*]", "a.b[\"x\"]"));
        assert!(is_meant("module.m[*].a.b", "module.m[2].a.b"));
        assert!(is_meant("a.b", "a.b"));
        assert!(!is_meant("a.b", "a.b[0]"));
        assert!(!is_meant("a.b[*]", "module.m.a.b[0]"));
        assert!(!is_meant("a.b[*]", "a.c[0]"));
    }

    #[test]
    fn blocks_have_no_keys() {
        let address = Address::of("module.a[\"k\"].module.b.cloud_store.notes[3].id").unwrap();
        assert_eq!(address.block(), "module.a.module.b.cloud_store.notes");
        assert_eq!(
            address.without_key(),
            "module.a[\"k\"].module.b.cloud_store.notes"
        );
        let calls = calls(address.module);
        let calls: Vec<_> = calls
            .iter()
            .map(|(caller, call)| (*caller, call.name, call.key))
            .collect();
        assert_eq!(calls, [("", "a", "[\"k\"]"), ("module.a[\"k\"]", "b", "")]);
    }
}
