//! Who may call an API: authorizers, resource policies, usage plans.
//!
//! In: `Auth` of an API or event. Out: permissions of authorizers, a policy, plans and keys, and faults.

use crate::syntax::{Entry, Term, Value};

use super::events::Event;
use super::make::{Sam, Site};
use super::values::{at, copy, entry, is_open, is_set, is_there, list, literal, map, prop, text};

/// What `Auth` of a REST API can say.
const REST_KEYS: [&str; 10] = [
    "AddApiKeyRequiredToCorsPreflight",
    "AddDefaultAuthorizerToCorsPreflight",
    "ApiKeyRequired",
    "Authorizers",
    "DefaultAuthorizer",
    "InvokeRole",
    "ResourcePolicy",
    "UsagePlan",
    "Authorizer",
    "OverrideApiAuth",
];

/// What `Auth` of an HTTP API can say.
const HTTP_KEYS: [&str; 3] = ["Authorizers", "DefaultAuthorizer", "EnableIamAuthorizer"];

/// The lists of a resource policy: the key, and the shape of the statement that each makes.
const LISTS: [(&str, &str); 10] = [
    ("IpRangeWhitelist", "policy_ip_allow"),
    ("IpRangeBlacklist", "policy_ip_deny"),
    ("SourceVpcWhitelist", "policy_vpc_allow"),
    ("SourceVpcBlacklist", "policy_vpc_deny"),
    ("IntrinsicVpcWhitelist", "policy_vpc_allow"),
    ("IntrinsicVpcBlacklist", "policy_vpc_deny"),
    ("IntrinsicVpceWhitelist", "policy_vpce_allow"),
    ("IntrinsicVpceBlacklist", "policy_vpce_deny"),
    ("AwsAccountWhitelist", "policy_account_allow"),
    ("AwsAccountBlacklist", "policy_account_deny"),
];

impl Sam<'_, '_> {
    /// Refuses what the service refuses of `Auth` of an API.
    pub(super) fn check_auth(&mut self, auth: &Value, is_http: bool, site: &Site) {
        let known: &[&str] = if is_http { &HTTP_KEYS } else { &REST_KEYS };
        let stranger = auth
            .entries()
            .iter()
            .find(|one| !known.contains(&&*one.key));
        if let Some(stranger) = stranger {
            let message = format!(
                "`{}` is nothing that `Auth` of `{}` can say",
                stranger.key, site.id
            );
            self.refuse(stranger.key_span, message, "correct its name");
        }
        let authorizers = prop(auth, "Authorizers");
        let has_map = self.expect_map("`Authorizers`", authorizers);
        for one in authorizers.into_iter().flat_map(Value::entries) {
            if self.expect_map(&format!("authorizer `{}`", one.key), Some(&one.value)) {
                self.check_authorizer(one, is_http);
            }
        }
        let Some(default) = prop(auth, "DefaultAuthorizer") else {
            return;
        };
        match literal(default) {
            Some("AWS_IAM" | "NONE") => {}
            Some(name) if has_map => {
                let listed =
                    authorizers.is_some_and(|list| list.get(name).is_some() || is_open(list));
                if !listed {
                    let message =
                        format!("`DefaultAuthorizer` `{name}` is not among the authorizers");
                    self.refuse(default.span, message, "define it, or name one that is");
                }
            }
            None if !matches!(
                default.term,
                Term::Unknown(_) | Term::Parameter(_) | Term::Choice { .. }
            ) =>
            {
                self.refuse(default.span, "`DefaultAuthorizer` is no name", "write one");
            }
            _ => {}
        }
    }

    fn check_authorizer(&mut self, one: &Entry, is_http: bool) {
        let what = format!("authorizer `{}`", one.key);
        let value = &one.value;
        let identity = prop(value, "Identity");
        if !self.expect_map(&format!("`Identity` of {what}"), identity) {
            return;
        }
        for key in ["Headers", "QueryStrings", "StageVariables", "Context"] {
            let Some(names) = identity.and_then(|one| prop(one, key)) else {
                continue;
            };
            let texts = names
                .items()
                .iter()
                .all(|one| matches!(one.term, Term::Scalar(_)));
            if is_http && !(super::check::fits("list", names) && texts) {
                let message = format!("`{key}` of {what} is no list of texts");
                self.refuse(names.span, message, "write one");
            }
        }
        if is_http {
            return self.check_http_authorizer(one);
        }
        if let Some(header) = identity.and_then(|one| prop(one, "Header"))
            && literal(header).is_none()
            && !is_open(header)
        {
            self.refuse(
                header.span,
                format!("`Header` of {what} is no text"),
                "write one",
            );
        }
        let sources = ["Headers", "QueryStrings", "StageVariables", "Context"];
        let request = text(value, "FunctionPayloadType") == Some("REQUEST");
        let none = |identity: &Value| sources.iter().all(|key| prop(identity, key).is_none());
        let uncached = identity
            .and_then(|one| prop(one, "ReauthorizeEvery"))
            .and_then(literal)
            == Some("0");
        if request && !uncached && identity.is_none_or(none) {
            let message = format!("{what} has nothing to tell callers by");
            self.refuse(one.key_span, message, "write `Identity` with one of `Headers`, `QueryStrings`, `StageVariables` or `Context`");
        }
    }

    /// An authorizer of an HTTP API.
    fn check_http_authorizer(&mut self, one: &Entry) {
        let what = format!("authorizer `{}`", one.key);
        let value = &one.value;
        if value.get("OpenIdConnectUrl").is_some() {
            let message = format!("`OpenIdConnectUrl` of {what} is no longer understood");
            self.refuse(one.key_span, message, "write `JwtConfiguration`");
        }
        let jwt = prop(value, "JwtConfiguration");
        self.expect_map(&format!("`JwtConfiguration` of {what}"), jwt);
        let function = prop(value, "FunctionArn").is_some();
        if jwt.is_some() == function {
            let message = format!("{what} needs one of `JwtConfiguration` and `FunctionArn`");
            self.refuse(one.key_span, message, "write one of them");
        }
        if jwt.is_some() && prop(value, "IdentitySource").is_none() {
            let message = format!("{what} has no `IdentitySource`");
            self.refuse(one.key_span, message, "add it");
        }
        if function && prop(value, "AuthorizerPayloadFormatVersion").is_none() {
            let message = format!("{what} has no `AuthorizerPayloadFormatVersion`");
            self.refuse(one.key_span, message, "add it");
        }
    }

    /// Refuses what the service refuses of `Auth` of an event.
    pub(super) fn check_event_auth(&mut self, api: &str, event: &Event) {
        let Some(auth) = prop(&event.properties, "Auth") else {
            return;
        };
        let Some((_, properties)) = self.apis.get(api).cloned() else {
            return;
        };
        let shared = prop(&properties, "Auth");
        let of = |key: &str| shared.and_then(|shared| prop(shared, key));
        let span = auth.span;
        let is_http = event.sort == "HttpApi";
        let help = "define it under `Authorizers` of the API";
        if is_set(auth, "OverrideApiAuth") {
            let given = ["Authorizer", "ApiKeyRequired", "ResourcePolicy"];
            if given.iter().all(|key| prop(auth, key).is_none()) {
                let message = "`OverrideApiAuth` overrides with nothing";
                self.refuse(
                    span,
                    message,
                    "write `Authorizer`, `ApiKeyRequired` or `ResourcePolicy`",
                );
            }
        }
        if let Some(scopes) = prop(auth, "AuthorizationScopes")
            && !super::check::fits("list", scopes)
        {
            self.refuse(scopes.span, "`AuthorizationScopes` is no list", "write one");
        }
        let name = match prop(auth, "Authorizer") {
            Some(name) => name.clone(),
            None if is_http => match of("DefaultAuthorizer") {
                Some(name) => name.clone(),
                None => {
                    let message = format!("`Auth` of event `{}` names no authorizer", event.name);
                    return self.refuse(span, message, help);
                }
            },
            None => return,
        };
        self.check_name(api, &name, shared, is_http);
    }

    /// The name of an authorizer, which has to be one of the API.
    fn check_name(&mut self, api: &str, name: &Value, shared: Option<&Value>, is_http: bool) {
        let of = |key: &str| shared.and_then(|shared| prop(shared, key));
        let help = "define it under `Authorizers` of the API";
        let Some(written) = literal(name) else {
            if matches!(name.term, Term::Map(_) | Term::List(_)) {
                self.refuse(name.span, "`Authorizer` is no name", "write one");
            }
            return;
        };
        match written {
            "AWS_IAM" if !is_http || of("EnableIamAuthorizer").is_some() => {}
            "NONE" => {
                if of("DefaultAuthorizer").is_none() {
                    let message = "`NONE` means nothing: the API has no `DefaultAuthorizer`";
                    self.refuse(name.span, message, "take it out");
                }
            }
            _ => {
                let authorizers = of("Authorizers");
                let listed =
                    authorizers.is_some_and(|list| list.get(written).is_some() || is_open(list));
                if !listed {
                    let message = format!("authorizer `{written}` is not defined at `{api}`");
                    self.refuse(name.span, message, help);
                }
            }
        }
    }

    /// Lets an API call the functions that authorize for it.
    pub(super) fn authorizer_permissions(&mut self, auth: &Value, is_http: bool, site: &Site) {
        let authorizers = prop(auth, "Authorizers");
        for one in authorizers.into_iter().flat_map(Value::entries) {
            let permitted = match is_http {
                true => is_set(&one.value, "EnableFunctionDefaultPermissions"),
                false => !is_set(&one.value, "DisableFunctionDefaultPermissions"),
            };
            let function = prop(&one.value, "FunctionArn").cloned();
            let Some(function) = function.filter(|_| permitted) else {
                continue;
            };
            let at = site.at(one.key_span);
            let id = format!("{}{}AuthorizerPermission", site.id, one.key);
            self.authorizer_permission(&id, function, &at);
        }
    }

    /// Lets an API call a function that authorizes for it.
    pub(super) fn authorizer_permission(&mut self, id: &str, function: Value, site: &Site) {
        let api = site.id.clone();
        let holes = vec![
            ("target", function),
            ("principal", self.word("apigateway", site)),
            ("source", self.execute_arn(&api, "authorizers/*", site)),
        ];
        self.make("permission", id, site, holes);
    }

    /// Authorizers as the specification of an API has them.
    pub(super) fn schemes(&mut self, auth: &Value, site: &Site) -> Value {
        let mut schemes = Vec::new();
        let authorizers = prop(auth, "Authorizers");
        for one in authorizers.into_iter().flat_map(Value::entries) {
            let at = site.at(one.key_span);
            let function = prop(&one.value, "FunctionArn").cloned();
            let uri = match function {
                Some(function) => self.part("invocation_uri", &at, vec![("function", function)]),
                None => at.absent(),
            };
            let pools = match prop(&one.value, "UserPoolArn") {
                Some(pools) => list(pools.items().to_vec(), pools.span),
                None => at.absent(),
            };
            let holes = vec![
                ("uri", uri),
                ("pools", pools),
                ("jwt", copy(&one.value, "JwtConfiguration")),
                ("role", copy(&one.value, "FunctionInvokeRole")),
            ];
            let value = self.part("scheme", &at, holes);
            if is_there(&value) {
                schemes.push(Entry {
                    key: one.key.clone(),
                    key_span: one.key_span,
                    value,
                });
            }
        }
        match schemes.is_empty() {
            true => site.absent(),
            false => map(schemes, site.span),
        }
    }

    /// The policy of a REST API that its lists of callers make.
    pub(super) fn resource_policy(&mut self, auth: &Value, site: &Site) -> Value {
        let Some(policy) = prop(auth, "ResourcePolicy") else {
            return site.absent();
        };
        if !self.expect_map("`ResourcePolicy`", Some(policy)) || is_open(policy) {
            return policy.clone();
        }
        let custom = prop(policy, "CustomStatements");
        let mut statements: Vec<Value> = Vec::new();
        let (mut allows, mut others) = (Vec::new(), false);
        for (key, shape) in LISTS {
            let Some(values) = prop(policy, key) else {
                continue;
            };
            others = true;
            let texts = !key.starts_with("SourceVpc")
                || values.items().iter().all(|one| literal(one).is_some());
            if !super::check::fits("list", values) || !texts {
                self.refuse(
                    values.span,
                    format!("`{key}` is no list of texts"),
                    "write one",
                );
                continue;
            }
            let at = site.at(values.span);
            let shape = match (shape, values.items().iter().filter_map(literal).next()) {
                ("policy_vpc_allow", Some(id)) if id.starts_with("vpce-") => "policy_vpce_allow",
                ("policy_vpc_deny", Some(id)) if id.starts_with("vpce-") => "policy_vpce_deny",
                _ => shape,
            };
            let made = self.part(shape, &at, vec![("values", values.clone())]);
            match shape {
                "policy_account_allow" => allows.push(made),
                _ => statements.push(made),
            }
        }
        if others && allows.is_empty() {
            allows.push(self.part("policy_all_allow", site, Vec::new()));
        }
        statements.extend(allows);
        statements.extend(custom.into_iter().flat_map(Value::items).cloned());
        let statements = list(statements, site.span);
        self.part("policy_document", site, vec![("statements", statements)])
    }

    /// A title for the body of an API.
    pub(super) fn info(&self, properties: &Value, site: &Site) -> Value {
        let title = at(properties, &["Name"]);
        let title = title.map_or_else(|| site.text("API"), Value::clone);
        map(vec![entry("title", title)], site.span)
    }
}
