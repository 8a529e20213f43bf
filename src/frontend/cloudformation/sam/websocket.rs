//! WebSocket APIs: the API, its routes and what they call, its authorizer and its stage.
//!
//! In: a SAM API. Out: the resources that it becomes.

use crate::frontend::Resource;
use crate::syntax::{Entry, Value};

use super::http_api::{stage_id, stage_name};
use super::make::{Sam, Site};
use super::values::{copy, is_alphanumeric, is_open, literal, only, prop, text};

/// Properties that are the same before and after.
const PASSED: [&str; 6] = [
    "ApiKeySelectionExpression",
    "Description",
    "DisableExecuteApiEndpoint",
    "DisableSchemaValidation",
    "IpAddressType",
    "RouteSelectionExpression",
];

/// Properties that the stage gets.
const OF_STAGE: [&str; 4] = [
    "AccessLogSettings",
    "DefaultRouteSettings",
    "RouteSettings",
    "StageVariables",
];

/// Properties of a route that are the same before and after.
const OF_ROUTE: [&str; 6] = [
    "ApiKeyRequired",
    "ModelSelectionExpression",
    "OperationName",
    "RequestModels",
    "RequestParameters",
    "RouteResponseSelectionExpression",
];

/// The route by which a connection begins, and the only one that asks who it is.
const CONNECT: &str = "$connect";

impl Sam<'_, '_> {
    /// What a WebSocket API becomes.
    pub(super) fn websocket_api(&mut self, resource: &Resource) {
        let site = Site::of(resource);
        let properties = &resource.properties;
        let id = &site.id;
        let name = match prop(properties, "Name") {
            Some(name) => name.clone(),
            None => site.text(id.clone()),
        };
        let tags = self.tag_map("websocket_created_by", prop(properties, "Tags"), &site);
        let holes = vec![
            ("passed", only(properties, &PASSED)),
            ("name", name),
            ("tags", tags),
        ];
        self.make("websocket_api", id, &site, holes);
        let auth = prop(properties, "Auth");
        self.check_websocket_auth(auth, &site);
        let routes = prop(properties, "Routes");
        let has_connect = routes.is_some_and(|routes| routes.get(CONNECT).is_some());
        if let Some(auth) = auth.filter(|_| !has_connect) {
            let message = format!("`Auth` of `{id}` needs a route `{CONNECT}`");
            self.refuse(auth.span, message, "add the route");
        }
        for route in routes.into_iter().flat_map(Value::entries) {
            self.websocket_route(route, properties, auth, &site);
        }
        self.websocket_stage(properties, &site);
    }

    fn websocket_stage(&mut self, properties: &Value, site: &Site) {
        let id = &site.id;
        if stage_name(properties) == Some("$default") {
            let message = format!("the stage of `{id}` cannot be `$default`");
            self.refuse(site.span, message, "give it another name");
        }
        for key in ["DefaultRouteSettings", "RouteSettings"] {
            self.expect_map(&format!("`{key}`"), prop(properties, key));
        }
        let name = match prop(properties, "StageName") {
            Some(name) => name.clone(),
            None => site.text("default"),
        };
        let stage = match (prop(properties, "StageName"), name.as_text()) {
            (None, _) => format!("{id}DefaultStage"),
            (_, Some("default")) => format!("{id}DefaultStage"),
            (_, Some(name)) => format!("{id}{name}Stage"),
            _ => stage_id(id, &name, "DefaultStage"),
        };
        let holes = vec![
            ("passed", only(properties, &OF_STAGE)),
            ("api", site.text(id.clone())),
            ("stage", name),
            ("tags", self.tag_map("websocket_created_by", None, site)),
        ];
        self.make("http_stage", &stage, site, holes);
        self.rename(id, "Stage", &stage);
        self.http_domain(properties, &stage, "websocket_created_by", site);
    }

    fn check_websocket_auth(&mut self, auth: Option<&Value>, site: &Site) {
        let Some(auth) = auth.filter(|auth| !is_open(auth)) else {
            return;
        };
        let sort = prop(auth, "AuthType");
        if sort.is_none() {
            let message = format!("`Auth` of `{}` has no `AuthType`", site.id);
            self.refuse(auth.span, message, "write `AWS_IAM`, `CUSTOM` or `NONE`");
        }
        self.expect_one_of("`AuthType`", sort, &["AWS_IAM", "CUSTOM", "NONE"]);
        match sort.and_then(literal) {
            Some("CUSTOM") if prop(auth, "AuthArn").is_none() => {
                let message = format!("`Auth` of `{}` has no `AuthArn`", site.id);
                self.refuse(auth.span, message, "name the function that authorizes");
            }
            Some("AWS_IAM" | "NONE") if auth.entries().len() > 1 => {
                let message = format!("`Auth` of `{}` says more than its type can take", site.id);
                self.refuse(auth.span, message, "keep `AuthType` alone");
            }
            _ => {}
        }
    }

    /// A route with what it calls and the permission to.
    fn websocket_route(
        &mut self,
        route: &Entry,
        properties: &Value,
        auth: Option<&Value>,
        site: &Site,
    ) {
        let at = site.at(route.key_span);
        let key = &route.key;
        let bare = key.strip_prefix('$').unwrap_or(key);
        let special = [CONNECT, "$disconnect", "$default"].contains(&&**key);
        if !special && !is_alphanumeric(key) {
            let message = format!("route `{key}` has something else than letters and digits");
            self.refuse(route.key_span, message, "rename it");
        }
        let Some(function) = prop(&route.value, "FunctionArn").cloned() else {
            let message = format!("route `{key}` of `{}` calls no function", site.id);
            return self.refuse(route.key_span, message, "add `FunctionArn`");
        };
        let base = format!("{}{}", site.id, capitalized(bare));
        let (call, api) = (format!("{base}Integration"), at.text(site.id.clone()));
        let (sort, authorizer) = match auth.filter(|_| key == CONNECT) {
            Some(auth) => (
                copy(auth, "AuthType"),
                self.websocket_authorizer(auth, site),
            ),
            None => (at.absent(), at.absent()),
        };
        let holes = vec![
            ("passed", only(&route.value, &OF_ROUTE)),
            ("api", api.clone()),
            ("key", at.text(key.clone())),
            ("integration", at.text(call.clone())),
            ("auth", sort),
            ("authorizer", authorizer),
        ];
        self.make("route", &format!("{base}Route"), &at, holes);
        let uri = self.part("invocation_uri", &at, vec![("function", function.clone())]);
        let holes = vec![
            ("api", api),
            ("uri", uri),
            ("timeout", copy(&route.value, "IntegrationTimeout")),
        ];
        self.make("integration", &call, &at, holes);
        let stage = stage_name(properties).unwrap_or("*");
        let source = self.execute_arn(&site.id, &format!("{stage}/{key}"), &at);
        let holes = vec![
            ("target", function),
            ("principal", self.word("apigateway", &at)),
            ("source", source),
        ];
        self.make("permission", &format!("{base}Permission"), &at, holes);
    }

    /// What authorizes connections: the name of its resource.
    fn websocket_authorizer(&mut self, auth: &Value, site: &Site) -> Value {
        let at = site.at(auth.span);
        if text(auth, "AuthType") != Some("CUSTOM") {
            return at.absent();
        }
        let Some(function) = prop(auth, "AuthArn").cloned() else {
            return at.absent();
        };
        let id = format!("{}ConnectAuthorizer", site.id);
        let name = match prop(auth, "Name") {
            Some(name) => name.clone(),
            None => at.text(id.clone()),
        };
        let uri = self.part("invocation_uri", &at, vec![("function", function.clone())]);
        let holes = vec![
            ("api", at.text(site.id.clone())),
            ("name", name),
            ("uri", uri),
            ("role", copy(auth, "InvokeRole")),
            ("source", copy(auth, "IdentitySource")),
        ];
        self.make("authorizer", &id, &at, holes);
        if prop(auth, "InvokeRole").is_none() {
            let permission = format!("{}AuthorizerPermission", site.id);
            self.authorizer_permission(&permission, function, &at);
        }
        at.text(id)
    }
}

/// A word with its first letter large and the others small.
fn capitalized(word: &str) -> String {
    let mut letters = word.chars();
    let first = letters.next().map(|one| one.to_uppercase().to_string());
    first.unwrap_or_default() + &letters.as_str().to_lowercase()
}
