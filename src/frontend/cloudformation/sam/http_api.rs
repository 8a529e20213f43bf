//! HTTP APIs: the API and its stage.
//!
//! In: a SAM API, and the routes that events add to it. Out: the resources that it becomes.

use crate::frontend::Resource;
use crate::syntax::{Term, Value};

use super::make::{Sam, Site};
use super::values::{digest, is_alphanumeric, is_open, is_there, literal, map, only, prop};

/// Properties that are the same before and after.
const PASSED: [&str; 5] = [
    "CorsConfiguration",
    "Description",
    "DisableExecuteApiEndpoint",
    "FailOnWarnings",
    "Name",
];

/// Properties that the stage gets.
const OF_STAGE: [&str; 4] = [
    "AccessLogSettings",
    "DefaultRouteSettings",
    "RouteSettings",
    "StageVariables",
];

/// The stage of an API that names none.
const DEFAULT: &str = "$default";

impl Sam<'_, '_> {
    /// What an HTTP API becomes.
    pub(super) fn http_api(&mut self, resource: &Resource) {
        let site = Site::of(resource);
        self.check_http_api(&resource.properties, &site);
        self.make_http_api(&resource.properties, &site);
    }

    /// Makes an HTTP API, written or not.
    pub(super) fn make_http_api(&mut self, properties: &Value, site: &Site) {
        let id = site.id.clone();
        let nothing = map(Vec::new(), site.span);
        let auth = prop(properties, "Auth").cloned().unwrap_or(nothing);
        self.check_auth(&auth, true, site);
        let holes = vec![
            ("passed", only(properties, &PASSED)),
            ("body", self.body(properties, &auth, site)),
            ("location", self.body_location(properties, site)),
        ];
        self.make("http_api", &id, site, holes);
        if let Some(api) = self.made_mut(&id) {
            // A definition that is written out has the tags inside: what reads them finds them at the API all the same.
            if let Term::Map(entries) = &mut api.properties.term {
                let tags = properties.entry("Tags").filter(|one| is_there(&one.value));
                entries.extend(tags.cloned());
            }
        }
        let name = match prop(properties, "StageName") {
            Some(name) => name.clone(),
            None => site.text(DEFAULT),
        };
        let stage = stage_id(&id, &name, "ApiGatewayDefaultStage");
        let tags = self.tag_map("http_api_created_by", prop(properties, "Tags"), site);
        let holes = vec![
            ("passed", only(properties, &OF_STAGE)),
            ("api", site.text(id.clone())),
            ("stage", name),
            ("tags", tags),
        ];
        self.make("http_stage", &stage, site, holes);
        self.rename(&id, "Stage", &stage);
        self.http_domain(properties, &stage, "http_api_created_by", site);
        self.authorizer_permissions(&auth, true, site);
    }

    /// Refuses what the service refuses of an HTTP API.
    pub(super) fn check_http_api(&mut self, properties: &Value, site: &Site) {
        let id = &site.id;
        let (body, uri) = (
            prop(properties, "DefinitionBody"),
            prop(properties, "DefinitionUri"),
        );
        if let (Some(_), Some(uri)) = (body, uri) {
            let message = format!("`{id}` has both `DefinitionUri` and `DefinitionBody`");
            self.refuse(uri.span, message, "keep one of them");
        }
        let needing = [
            "Auth",
            "CorsConfiguration",
            "Description",
            "DisableExecuteApiEndpoint",
            "Name",
            "Tags",
        ];
        self.check_uri(properties, &needing, id);
        let known = [
            "AllowCredentials",
            "AllowHeaders",
            "AllowMethods",
            "AllowOrigins",
            "ExposeHeaders",
            "MaxAge",
        ];
        let cors = prop(properties, "CorsConfiguration");
        let odd = cors.filter(|one| {
            matches!(one.term, Term::Scalar(_)) && super::values::flag(one).is_none()
        });
        if let Some(odd) = odd {
            let message = format!("`CorsConfiguration` of `{id}` is neither a mapping nor `true`");
            self.refuse(odd.span, message, "write a mapping");
        }
        self.check_cors(cors, &known, "AllowOrigins", id);
        if let Some(body) = body.filter(|body| !is_open(body)) {
            self.check_body(body, properties, id);
        }
    }
}

/// The name of the resource of a stage.
pub(super) fn stage_id(id: &str, name: &Value, default: &str) -> String {
    match name.as_text() {
        Some(DEFAULT) => format!("{id}{default}"),
        Some(name) if is_alphanumeric(name) => format!("{id}{name}Stage"),
        Some(name) => format!("{id}Stage{}", digest(name)),
        None => format!("{id}Stage"),
    }
}

/// The name of a stage as far as it is written out.
pub(super) fn stage_name(properties: &Value) -> Option<&str> {
    prop(properties, "StageName").and_then(literal)
}
