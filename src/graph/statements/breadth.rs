//! How much a pattern of a statement covers: everything, all of one sort, or what it names.

/// How much a statement covers, in the words of the vocabulary.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Breadth {
    /// What it names.
    Named,
    /// All of a service, or of one type of resource.
    Sort,
    /// Everything.
    All,
}

impl Breadth {
    pub(super) fn name(self) -> &'static str {
        match self {
            Breadth::Named => "named",
            Breadth::Sort => "sort",
            Breadth::All => "all",
        }
    }
}

/// What a pattern of actions covers: `*`, `s3:*`, or some actions.
pub(super) fn of_action(text: &str) -> Breadth {
    match text.split_once(':') {
        _ if matches!(text.trim_matches('*'), "" | ":") && !text.is_empty() => Breadth::All,
        Some((_, action)) if !action.is_empty() && action.trim_matches('*').is_empty() => {
            Breadth::Sort
        }
        _ => Breadth::Named,
    }
}

/// What a pattern of resources covers: `*`; every bucket or every table; or what it names.
pub(super) fn of_resource(text: &str) -> Breadth {
    if text == "*" {
        return Breadth::All;
    }
    let parts: Vec<&str> = text.splitn(6, ':').collect();
    let [arn, _, service, _, account, resource] = parts.as_slice() else {
        return Breadth::Named;
    };
    if *arn != "arn" {
        return Breadth::Named;
    }
    if *service == "*" && *resource == "*" {
        return Breadth::All;
    }
    // Where an ARN has no account, its resource starts with the name; else a type can stand before it.
    let name = match resource.split_once([':', '/']) {
        Some((_, name)) if !account.is_empty() => name,
        _ => resource,
    };
    match name.trim_matches(['*', '/', ':']).is_empty() && name.contains('*') {
        true => Breadth::Sort,
        false => Breadth::Named,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn actions_by_breadth() {
        assert_eq!(of_action("*"), Breadth::All);
        assert_eq!(of_action("*:*"), Breadth::All);
        assert_eq!(of_action("s3:*"), Breadth::Sort);
        assert_eq!(of_action("s3:Get*"), Breadth::Named);
        assert_eq!(of_action("s3:GetObject"), Breadth::Named);
    }

    #[test]
    fn resources_by_breadth() {
        assert_eq!(of_resource("*"), Breadth::All);
        assert_eq!(of_resource("arn:aws:s3:::*"), Breadth::Sort);
        assert_eq!(of_resource("arn:aws:s3:::*/*"), Breadth::Sort);
        assert_eq!(of_resource("arn:aws:s3:::notes/*"), Breadth::Named);
        assert_eq!(of_resource("arn:aws:s3:::notes-*"), Breadth::Named);
        assert_eq!(
            of_resource("arn:{partition}:dynamodb:{region}:{account}:table/*"),
            Breadth::Sort
        );
        assert_eq!(
            of_resource("arn:aws:dynamodb:*:*:table/Notes"),
            Breadth::Named
        );
        assert_eq!(of_resource("arn:aws:*:*:*:*"), Breadth::All);
        assert_eq!(of_resource("{Notes.Arn}"), Breadth::Named);
        assert_eq!(
            of_resource("arn:aws:logs:*:*:log-group:/aws/lambda/*"),
            Breadth::Named
        );
        assert_eq!(
            of_resource("arn:aws:secretsmanager:*:*:secret:*"),
            Breadth::Sort
        );
    }
}
