//! What a role is for: run software, develop, administer, audit.

use crate::model::{ComponentId, Fact, FactValue};
use crate::policy::{Effect, PrincipalSort};
use crate::vocabulary::Literal;

use super::super::builder::Builder;
use super::rights::Rights;

const RUNTIME: &str = "runtime";

/// What a principal is for; `None` where nothing says it.
pub(super) fn tier(builder: &Builder<'_>, rights: &Rights<'_>, id: ComponentId) -> Option<Fact> {
    let component = builder.graph.component(id);
    let at = component.span;
    let of = |tier: &str| Fact::derived(FactValue::Known(Literal::Text(tier.into())), at);
    if rights.is_role(component) && only_services(builder, id) {
        return Some(of(RUNTIME));
    }
    let access = &builder.knowledge.access;
    let names = component.names.iter().map(|name| words(name));
    let own: Vec<String> = names.flatten().collect();
    let joined: Vec<String> = own.windows(2).map(|pair| pair.concat()).collect();
    let is_none = |word: &String| access.no_tier.contains(word);
    if own.iter().chain(&joined).any(is_none) {
        return None;
    }
    let mut tiers = access.tiers.iter();
    let found = tiers.find(|(_, known)| own.iter().any(|word| known.contains(word)))?;
    Some(of(&found.0))
}

/// Whether the trust policy of a role names nobody but services.
fn only_services(builder: &Builder<'_>, id: ComponentId) -> bool {
    let trust = builder.policies_of(id, builder.words.trust_policy);
    let mut any = false;
    for attached in trust {
        let Ok(policy) = &attached.policy else {
            return false;
        };
        let mut statements = policy.statements.iter();
        let is_service = statements.all(|statement| {
            let list = statement.principals.as_ref().map(|all| &all.list);
            let mut list = list.into_iter().flatten();
            statement.effect == Effect::Deny || list.all(|one| one.sort == PrincipalSort::Service)
        });
        if !is_service || !policy.opaque.is_empty() {
            return false;
        }
        any = true;
    }
    any
}

/// The words of a name in lower case: `AuditReaderRole` and `audit-reader-role` have the same.
fn words(name: &str) -> Vec<String> {
    let mut words: Vec<String> = Vec::new();
    let mut before = ' ';
    for letter in name.chars() {
        let begins = letter.is_uppercase() && !before.is_uppercase();
        match letter.is_alphanumeric() {
            true if begins || !before.is_alphanumeric() => {
                words.push(letter.to_lowercase().collect())
            }
            true => {
                if let Some(word) = words.last_mut() {
                    word.extend(letter.to_lowercase());
                }
            }
            false => {}
        }
        before = letter;
    }
    words
}

#[cfg(test)]
mod tests {
    use super::words;

    #[test]
    fn names_have_words() {
        assert_eq!(words("{AuditReaderRole}"), ["audit", "reader", "role"]);
        assert_eq!(words("audit-reader_role"), ["audit", "reader", "role"]);
        assert_eq!(words("DevOps"), ["dev", "ops"]);
        assert_eq!(words("QARole"), ["qarole"]);
    }
}
