//! Hosts in texts, words of program code, and the services that they give away.

use crate::knowledge::{Host, Knowledge, ServiceId};
use crate::policy::pattern;

/// The service that claims a host, by the pattern that says most.
pub(super) fn service_of<'k>(
    knowledge: &'k Knowledge,
    host: &str,
) -> Option<(ServiceId, &'k Host)> {
    let all = knowledge.services.iter().enumerate();
    let each = all.flat_map(|(index, service)| {
        let hosts = service.hosts.iter();
        hosts.map(move |known| (ServiceId(index as u16), known))
    });
    let literal = |pattern: &str| pattern.chars().filter(|letter| *letter != '*').count();
    each.filter(|(_, known)| pattern::matches(&known.pattern, host))
        .max_by_key(|(service, known)| (literal(&known.pattern), std::cmp::Reverse(*service)))
}

/// The service with a component of its own that a text names by its host, if it names one.
pub(super) fn service_at<'k>(
    knowledge: &'k Knowledge,
    text: &str,
) -> Option<(ServiceId, &'k Host)> {
    let hosts = hosts_in(text);
    let found = hosts
        .into_iter()
        .find_map(|host| service_of(knowledge, host));
    found.filter(|(service, _)| knowledge.service(*service).kind.is_some())
}

/// The service that an ARN says is called, where an API calls a service by its own interface.
pub(super) fn service_called(knowledge: &Knowledge, text: &str) -> Option<ServiceId> {
    let parts: Vec<&str> = text.splitn(6, ':').collect();
    let ["arn", _, prefix, _, called, _] = parts.as_slice() else {
        return None;
    };
    let calling = &knowledge.conventions.calling_prefixes;
    let named = calling.iter().any(|one| one == prefix);
    // Some services have a part of their interface under a name of its own: `runtime.sagemaker`.
    let last = called.rsplit('.').next().unwrap_or(called);
    let service = knowledge.by_prefix.get(last);
    service.filter(|_| named).copied()
}

/// The service of what an ARN names.
pub(super) fn service_of_arn(knowledge: &Knowledge, text: &str) -> Option<ServiceId> {
    let mut parts = text.splitn(4, ':');
    let is_arn = parts.next() == Some("arn") && parts.next().is_some();
    let prefix = parts.next().filter(|_| is_arn && parts.next().is_some())?;
    knowledge.by_prefix.get(prefix).copied()
}

/// The words of program code in a text that give services away, each with its service.
pub(super) fn symbols_in<'k>(knowledge: &'k Knowledge, text: &str) -> Vec<(ServiceId, &'k Host)> {
    let all = knowledge.services.iter().enumerate();
    let each = all.flat_map(|(index, service)| {
        let symbols = service.symbols.iter();
        symbols.map(move |known| (ServiceId(index as u16), known))
    });
    each.filter(|(_, known)| has_word(text, &known.pattern))
        .collect()
}

/// Whether a text has a word that is not a part of a longer one.
fn has_word(text: &str, word: &str) -> bool {
    let inside = |letter: char| letter.is_ascii_alphanumeric() || letter == '_';
    text.match_indices(word).any(|(at, _)| {
        let before = text[..at].chars().next_back();
        let after = text[at + word.len()..].chars().next();
        !before.is_some_and(inside) && !after.is_some_and(inside)
    })
}

/// Hosts in a text: those of web addresses, whatever they look like, and a text that is a host name as a whole.
pub(super) fn hosts_in(text: &str) -> Vec<&str> {
    let mut hosts: Vec<&str> = Vec::new();
    for scheme in ["http://", "https://", "ws://", "wss://"] {
        for (at, mark) in text.match_indices(scheme) {
            let host = host_of(&text[at + mark.len()..]);
            if !host.is_empty() && !hosts.contains(&host) {
                hosts.push(host);
            }
        }
    }
    if !text.contains("://") && is_host(host_of(text)) {
        hosts.push(host_of(text));
    }
    hosts
}

/// The host at the start of a text that follows a scheme.
fn host_of(text: &str) -> &str {
    let ends = ['/', '?', '#', ' ', '"', '\'', ',', '\\', '<', '>'];
    let authority = text.split(ends).next().unwrap_or_default();
    let host = authority.rsplit('@').next().unwrap_or_default();
    host.split(':').next().unwrap_or_default()
}

fn is_host(text: &str) -> bool {
    let letters =
        |letter: char| letter.is_ascii_alphanumeric() || matches!(letter, '-' | '.' | '{' | '}');
    text.contains('.')
        && text.len() <= 253
        && text.chars().all(letters)
        && text.split('.').all(|label| !label.is_empty())
        && text.rsplit('.').next().is_some_and(|last| {
            last.starts_with(|letter: char| letter.is_ascii_alphabetic() || letter == '{')
        })
}

#[cfg(test)]
mod tests {
    use super::{has_word, hosts_in};

    #[test]
    fn finds_hosts() {
        assert_eq!(
            hosts_in("https://api.example.org:443/v1"),
            ["api.example.org"]
        );
        assert_eq!(hosts_in("api.example.org"), ["api.example.org"]);
        assert_eq!(
            hosts_in("https://runtime.{region}.example.org/x"),
            ["runtime.{region}.example.org"]
        );
        assert_eq!(hosts_in("https://{Host}/v1"), ["{Host}"]);
        assert_eq!(hosts_in("http://203.0.113.7:8080/"), ["203.0.113.7"]);
        assert!(hosts_in("s3://bucket/key").is_empty());
        assert!(hosts_in("2012-10-17").is_empty());
        assert!(hosts_in("10.0.0.1").is_empty());
    }

    #[test]
    fn finds_whole_words() {
        assert!(has_word("client = MadeUp(key)", "MadeUp"));
        assert!(has_word("MadeUp", "MadeUp"));
        assert!(!has_word("AsyncMadeUp MadeUpMore made_MadeUp", "MadeUp"));
    }
}
