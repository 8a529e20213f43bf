//! Policies evaluated from the documentation, one concrete request at a time. It shares no code with the engine.
//!
//! Where the documentation leaves something open, [`Open`] says how it is read; a caller tries all readings.

use std::cell::Cell;
use std::collections::BTreeMap;

/// Who is named in a policy.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Who {
    Everybody,
    EverybodyWithSort,
    Account(usize),
    User,
    OtherUser,
    Role,
    Session,
    Service,
}

/// Who calls; users, sessions and root users are of account 0.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum By {
    User,
    Session,
    Root,
    Service,
    Anonymous,
}

#[derive(Clone, Debug)]
pub(super) struct Condition {
    pub(super) operator: &'static str,
    pub(super) key: &'static str,
    pub(super) values: Vec<&'static str>,
}

#[derive(Clone, Debug)]
pub(super) struct Statement {
    pub(super) deny: bool,
    pub(super) not_action: bool,
    pub(super) actions: Vec<&'static str>,
    pub(super) not_resource: bool,
    pub(super) resources: Vec<&'static str>,
    pub(super) principals: Option<(bool, Vec<Who>)>,
    pub(super) conditions: Vec<Condition>,
}

pub(super) type Document = Vec<Statement>;

#[derive(Clone, Debug, Default)]
pub(super) struct Setup {
    pub(super) identity: Vec<Document>,
    pub(super) boundary: Option<Document>,
    pub(super) session: Option<Document>,
    pub(super) resource: Option<Document>,
    pub(super) required: bool,
    pub(super) scp: Vec<Document>,
    pub(super) rcp: Option<Document>,
    pub(super) endpoint: Option<Document>,
}

pub(super) type Keys = BTreeMap<&'static str, Vec<&'static str>>;

pub(super) struct Call<'c> {
    pub(super) by: By,
    pub(super) action: &'static str,
    pub(super) resource: &'static str,
    pub(super) owner: usize,
    pub(super) keys: &'c Keys,
}

/// How what is left open is read, and whether it mattered.
pub(super) struct Open {
    pub(super) void_statements: bool,
    pub(super) everybody_is_limited: bool,
    pub(super) partly_excepted_is_denied: bool,
    pub(super) endpoint_takes_accounts: bool,
    pub(super) mattered: Cell<bool>,
}

fn glob(pattern: &[u8], text: &[u8]) -> bool {
    match pattern.split_first() {
        None => text.is_empty(),
        Some((b'*', rest)) => (0..=text.len()).any(|at| glob(rest, &text[at..])),
        Some((letter, rest)) => match text.split_first() {
            Some((first, more)) => (letter == first || *letter == b'?') && glob(rest, more),
            None => false,
        },
    }
}

/// A text with the variable `${k1}` replaced; `None` where it has no value.
fn filled(text: &str, keys: &Keys) -> Option<String> {
    match text.contains("${k1}") {
        true => keys
            .get("k1")
            .map(|values| text.replace("${k1}", values[0])),
        false => Some(text.to_owned()),
    }
}

fn compares(operator: &str, wanted: &str, given: &str) -> bool {
    match operator {
        "StringEquals" => wanted == given,
        "StringLike" => glob(wanted.as_bytes(), given.as_bytes()),
        "Bool" => wanted == given,
        "NumericLessThan" => given.parse::<i32>().ok() < wanted.parse::<i32>().ok(),
        "NumericGreaterThanEquals" => given.parse::<i32>().ok() >= wanted.parse::<i32>().ok(),
        other => panic!("{other}"),
    }
}

/// Whether a condition holds.
fn holds(condition: &Condition, keys: &Keys) -> bool {
    let given = keys.get(condition.key);
    if condition.operator == "Null" {
        return condition
            .values
            .contains(&if given.is_none() { "true" } else { "false" });
    }
    let (set, operator) = match condition.operator.split_once(':') {
        Some((set, operator)) => (Some(set), operator),
        None => (None, condition.operator),
    };
    let (operator, if_exists) = match operator.strip_suffix("IfExists") {
        Some(operator) => (operator, true),
        None => (operator, false),
    };
    let negated = operator.contains("Not");
    let base = operator.replace("Not", "");
    let Some(given) = given else {
        return if_exists || set == Some("ForAllValues") || (set.is_none() && negated);
    };
    let fits = |given: &&str| {
        let any = condition
            .values
            .iter()
            .any(|wanted| compares(&base, wanted, given));
        any != negated
    };
    match set {
        Some("ForAllValues") => given.iter().all(fits),
        Some(_) => given.iter().any(fits),
        None => fits(&given[0]),
    }
}

/// Whether a principal means the caller, and how: 3 by its own name, 2 by its role, 1 by its account, 0 as everybody.
fn names(who: Who, by: By) -> Option<u8> {
    match (who, by) {
        (Who::Everybody | Who::EverybodyWithSort, _) => Some(0),
        // The ARN of the root user is that of its account.
        (Who::Account(0), By::Root) => Some(3),
        (Who::Account(0), By::User | By::Session) => Some(1),
        (Who::User, By::User) | (Who::Session, By::Session) | (Who::Service, By::Service) => {
            Some(3)
        }
        (Who::Role, By::Session) => Some(2),
        _ => None,
    }
}

impl Statement {
    /// Whether the statement applies, its principals apart.
    fn applies(&self, call: &Call<'_>, open: &Open) -> bool {
        let named =
            |pattern: &&str| glob(pattern.to_lowercase().as_bytes(), call.action.as_bytes());
        if self.actions.iter().any(named) == self.not_action {
            return false;
        }
        let mut void = false;
        let mut meant = false;
        for pattern in &self.resources {
            match filled(pattern, call.keys) {
                Some(pattern) => meant |= glob(pattern.as_bytes(), call.resource.as_bytes()),
                None => void = true,
            }
        }
        if meant == self.not_resource || !self.conditions.iter().all(|one| holds(one, call.keys)) {
            return false;
        }
        if void {
            open.mattered.set(true);
            return !open.void_statements;
        }
        true
    }

    /// In which ways an allow means the caller.
    fn allows(&self, by: By) -> Vec<u8> {
        let Some((inverted, list)) = &self.principals else {
            return vec![3];
        };
        let ways: Vec<u8> = list.iter().filter_map(|who| names(*who, by)).collect();
        match (inverted, ways.is_empty()) {
            (true, true) => vec![0],
            (true, false) => Vec::new(),
            (false, _) => ways,
        }
    }

    fn denies(&self, by: By, bounded: bool, open: &Open) -> bool {
        let Some((inverted, list)) = &self.principals else {
            return true;
        };
        let ways: Vec<u8> = list.iter().filter_map(|who| names(*who, by)).collect();
        if !inverted {
            return !ways.is_empty();
        }
        if bounded && matches!(by, By::User | By::Session) {
            return true;
        }
        let needed: &[u8] = match by {
            By::User => &[3, 1],
            By::Session => &[3, 2, 1],
            _ => &[3],
        };
        if ways.contains(&0) || needed.iter().all(|way| ways.contains(way)) {
            return false;
        }
        if ways.is_empty() {
            return true;
        }
        open.mattered.set(true);
        open.partly_excepted_is_denied
    }
}

fn allowed_by(documents: &[Document], call: &Call<'_>, open: &Open) -> Vec<u8> {
    let statements = documents.iter().flatten();
    let applying = statements.filter(|one| !one.deny && one.applies(call, open));
    applying.flat_map(|one| one.allows(call.by)).collect()
}

fn denied_by(documents: &[Document], call: &Call<'_>, bounded: bool, open: &Open) -> bool {
    let mut statements = documents.iter().flatten();
    statements.any(|one| one.deny && one.denies(call.by, bounded, open) && one.applies(call, open))
}

fn list(document: &Option<Document>) -> &[Document] {
    document.as_ref().map_or(&[], std::slice::from_ref)
}

/// Whether the call succeeds.
pub(super) fn allowed(setup: &Setup, call: &Call<'_>, open: &Open) -> bool {
    let is_entity = matches!(call.by, By::User | By::Session | By::Root);
    let bounded = setup.boundary.is_some();
    let mut denying: Vec<&[Document]> = vec![
        list(&setup.resource),
        list(&setup.rcp),
        list(&setup.endpoint),
    ];
    if is_entity {
        denying.extend([setup.identity.as_slice(), list(&setup.session), &setup.scp]);
        if call.by != By::Root {
            denying.push(list(&setup.boundary));
        }
    }
    if denying
        .iter()
        .any(|documents| denied_by(documents, call, bounded, open))
    {
        return false;
    }
    let allows =
        |document: &Document| !allowed_by(std::slice::from_ref(document), call, open).is_empty();
    if is_entity && !setup.scp.iter().all(allows) {
        return false;
    }
    if let Some(endpoint) = &setup.endpoint {
        let ways = allowed_by(std::slice::from_ref(endpoint), call, open);
        let by_account = ways.iter().all(|way| *way == 1);
        if by_account && !ways.is_empty() {
            open.mattered.set(true);
        }
        if ways.is_empty() || (by_account && !open.endpoint_takes_accounts) {
            return false;
        }
    }
    let ways = allowed_by(list(&setup.resource), call, open);
    if !is_entity {
        return !ways.is_empty();
    }
    let boundary = call.by == By::Root || setup.boundary.as_ref().is_none_or(allows);
    let limits = boundary && setup.session.as_ref().is_none_or(allows);
    let own = call.by == By::Root || !allowed_by(&setup.identity, call, open).is_empty();
    let identity = own && limits;
    if call.owner != 0 {
        return identity && !ways.is_empty();
    }
    let direct = ways.iter().any(|way| match way {
        3 => true,
        2 => limits,
        0 if !limits => {
            open.mattered.set(true);
            !open.everybody_is_limited
        }
        0 => true,
        _ => false,
    });
    let left = identity && (!setup.required || ways.contains(&1));
    direct || left
}
