//! Where comments are in HCL.
//!
//! In: a text. Out: the offsets at which its comments begin, in order. What stands in quotes and in heredocs is no comment;
//! inside of `${}` of a quoted text it is read as code again.

/// What the reader stands in.
#[derive(Clone, Copy, PartialEq)]
enum Inside {
    /// Code, with how many braces are open since a `${`.
    Code(u32),
    /// A text in quotes.
    Quotes,
}

/// The offsets at which comments begin.
pub(super) fn comments(text: &str) -> Vec<usize> {
    let bytes = text.as_bytes();
    let mut found = Vec::new();
    let mut stack = vec![Inside::Code(0)];
    let mut at = 0;
    while at < bytes.len() {
        let rest = &bytes[at..];
        let inside = stack.last().copied().unwrap_or(Inside::Code(0));
        at += match inside {
            Inside::Quotes => in_quotes(rest, &mut stack),
            Inside::Code(depth) => {
                if rest[0] == b'#' || rest.starts_with(b"//") {
                    found.push(at);
                    memchr::memchr(b'\n', rest).unwrap_or(rest.len())
                } else if rest.starts_with(b"/*") {
                    found.push(at);
                    memchr::memmem::find(rest, b"*/").map_or(rest.len(), |end| end + 2)
                } else if rest.starts_with(b"<<") {
                    heredoc(rest)
                } else {
                    in_code(rest[0], depth, &mut stack)
                }
            }
        };
    }
    found
}

/// One step in a quoted text.
fn in_quotes(rest: &[u8], stack: &mut Vec<Inside>) -> usize {
    match rest[0] {
        b'\\' => 2,
        b'"' => {
            stack.pop();
            1
        }
        b'$' | b'%' if rest.get(1) == Some(&b'{') => {
            stack.push(Inside::Code(1));
            2
        }
        // A doubled mark is a text.
        mark @ (b'$' | b'%') if rest.get(1) == Some(&mark) && rest.get(2) == Some(&b'{') => 3,
        _ => 1,
    }
}

/// One step in code.
fn in_code(byte: u8, depth: u32, stack: &mut Vec<Inside>) -> usize {
    let last = stack.len() - 1;
    match byte {
        b'"' => stack.push(Inside::Quotes),
        b'{' if depth > 0 => stack[last] = Inside::Code(depth + 1),
        b'}' if depth == 1 => {
            stack.pop();
        }
        b'}' if depth > 1 => stack[last] = Inside::Code(depth - 1),
        _ => {}
    }
    1
}

/// How long a heredoc is that begins here, its last line without the break; two bytes where it is none.
fn heredoc(rest: &[u8]) -> usize {
    let start = if rest.get(2) == Some(&b'-') { 3 } else { 2 };
    let Some(break_at) = memchr::memchr(b'\n', rest) else {
        return 2;
    };
    let name = rest[start.min(break_at)..break_at].trim_ascii();
    let is_name = |byte: &u8| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-');
    if name.is_empty() || !name.iter().all(is_name) {
        return 2;
    }
    let mut at = break_at + 1;
    while at < rest.len() {
        let end = memchr::memchr(b'\n', &rest[at..]).map_or(rest.len(), |end| at + end);
        if rest[at..end].trim_ascii() == name {
            return end;
        }
        at = end + 1;
    }
    rest.len()
}
