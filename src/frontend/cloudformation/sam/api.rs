//! REST APIs: the API, its deployment and its stage.
//!
//! In: a SAM API, and the paths that events add to it. Out: the resources that it becomes.

use crate::frontend::Resource;
use crate::syntax::{Entry, Term, Value};

use super::make::{Sam, Site};
use super::values::{
    absent, copy, digest, entry, is_alphanumeric, is_open, is_there, literal, map, only, prop, text,
};

/// Properties that are the same before and after.
const PASSED: [&str; 11] = [
    "ApiKeySourceType",
    "BinaryMediaTypes",
    "Description",
    "DisableExecuteApiEndpoint",
    "EndpointAccessMode",
    "FailOnWarnings",
    "MinimumCompressionSize",
    "Mode",
    "Name",
    "Policy",
    "SecurityPolicy",
];

/// Properties that the stage gets.
const OF_STAGE: [&str; 8] = [
    "AccessLogSetting",
    "CacheClusterEnabled",
    "CacheClusterSize",
    "CanarySetting",
    "MethodSettings",
    "StageName",
    "TracingEnabled",
    "Variables",
];

impl Sam<'_, '_> {
    /// What a REST API becomes.
    pub(super) fn rest_api(&mut self, resource: &Resource) {
        let site = Site::of(resource);
        self.check_rest_api(&resource.properties, &site);
        self.make_rest_api(&resource.properties, &site);
    }

    /// Makes a REST API, written or not.
    pub(super) fn make_rest_api(&mut self, properties: &Value, site: &Site) {
        let id = site.id.clone();
        let nothing = map(Vec::new(), site.span);
        let auth = prop(properties, "Auth").cloned().unwrap_or(nothing);
        self.check_auth(&auth, false, site);
        let body = self.body(properties, &auth, site);
        let (endpoint, endpoints, ip_type) = endpoint(properties, site);
        let mut passed = only(properties, &PASSED);
        let policy = self.resource_policy(&auth, site);
        if let Term::Map(entries) = &mut passed.term
            && is_there(&policy)
            && !entries.iter().any(|one| one.key == "Policy")
        {
            entries.push(entry("Policy", policy));
        }
        let content = super::super::print::print(&body);
        let holes = vec![
            ("passed", passed),
            ("body", body),
            ("location", self.body_location(properties, site)),
            ("endpoint", endpoint),
            ("endpoints", endpoints),
            ("ip_type", ip_type),
            ("tags", self.handed_on(properties, site)),
        ];
        self.make("rest_api", &id, site, holes);
        let deployment = format!("{id}Deployment{}", digest(&content));
        let stage = self.rest_stage(properties, &deployment, site);
        self.rename(&id, "Deployment", &deployment);
        self.rename(&id, "Stage", &stage);
        self.rest_domain(properties, &stage, site);
        self.authorizer_permissions(&auth, false, site);
        self.usage_plan(&auth, &stage, site);
    }

    /// The deployment and the stage; the name of the stage's resource.
    fn rest_stage(&mut self, properties: &Value, deployment: &str, site: &Site) -> String {
        let id = &site.id;
        let api = site.text(id.clone());
        let extra = match prop(properties, "OpenApiVersion") {
            Some(_) => site.absent(),
            None => site.text("Stage"),
        };
        self.make(
            "rest_deployment",
            deployment,
            site,
            vec![("api", api.clone()), ("stage", extra)],
        );
        let name = prop(properties, "StageName").and_then(Value::as_text);
        let stage = match name {
            Some(name) if is_alphanumeric(name) => format!("{id}{name}Stage"),
            Some(name) => format!("{id}Stage{}", digest(name)),
            None => format!("{id}Stage"),
        };
        let tags = super::make::tag_list(prop(properties, "Tags"));
        let tags = match tags.is_empty() {
            true => site.absent(),
            false => super::values::list(tags, site.span),
        };
        let holes = vec![
            ("passed", only(properties, &OF_STAGE)),
            ("api", api),
            ("deployment", site.text(deployment)),
            ("tags", tags),
        ];
        self.make("rest_stage", &stage, site, holes);
        stage
    }

    /// Where the specification of an API lies in a bucket.
    pub(super) fn body_location(&mut self, properties: &Value, site: &Site) -> Value {
        match prop(properties, "DefinitionUri") {
            Some(uri) => self.location(uri, ["Bucket", "Key", "Version"]),
            None => site.absent(),
        }
    }

    /// The specification of an API: as written, or made of its events.
    pub(super) fn body(&mut self, properties: &Value, auth: &Value, site: &Site) -> Value {
        if prop(properties, "DefinitionUri").is_some() {
            return site.absent();
        }
        let merged = super::values::is_set(properties, "MergeDefinitions");
        let written = prop(properties, "DefinitionBody").cloned();
        if let Some(written) = &written
            && !merged
        {
            return written.clone();
        }
        let made = self.bodies.get(&site.id);
        let paths = made.map_or_else(|| map(Vec::new(), site.span), |body| body.paths(site.span));
        if let Some(Value {
            term: Term::Map(entries),
            span,
        }) = written
        {
            return map(merge_paths(entries, paths), span);
        }
        let schemes = self.schemes(auth, site);
        let mut entries = vec![
            entry("swagger", site.text("2.0")),
            entry("info", self.info(properties, site)),
            entry("paths", paths),
        ];
        if is_there(&schemes) {
            entries.push(entry("securityDefinitions", schemes));
        }
        map(entries, site.span)
    }

    /// Refuses what the service refuses of a REST API.
    pub(super) fn check_rest_api(&mut self, properties: &Value, site: &Site) {
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
            "Cors",
            "DisableExecuteApiEndpoint",
            "GatewayResponses",
            "MergeDefinitions",
            "Models",
        ];
        self.check_uri(properties, &needing, id);
        if text(properties, "StageName") == Some("") {
            self.refuse(
                site.span,
                format!("`StageName` of `{id}` is empty"),
                "write a name",
            );
        }
        if let Some(version) = prop(properties, "OpenApiVersion") {
            let fits = literal(version).is_some_and(|text| {
                let digits = text.chars().all(|one| one.is_ascii_digit() || one == '.');
                digits && (text == "2.0" || text.starts_with("3."))
            });
            if !fits && literal(version).is_some() {
                let message = format!("`OpenApiVersion` of `{id}` is no version");
                self.refuse(version.span, message, "write one such as `3.0.1`");
            }
        }
        let cors = [
            "AllowCredentials",
            "AllowHeaders",
            "AllowMethods",
            "AllowOrigin",
            "MaxAge",
        ];
        self.check_cors(prop(properties, "Cors"), &cors, "AllowOrigin", id);
        self.check_responses(properties);
        if let Some(models) = prop(properties, "Models") {
            for one in models.entries() {
                self.expect_map(&format!("model `{}`", one.key), Some(&one.value));
            }
        }
        if let Some(body) = body {
            self.check_body(body, properties, id);
        }
    }

    /// A definition that lies elsewhere: nothing can be added to it.
    pub(super) fn check_uri(&mut self, properties: &Value, needing: &[&str], id: &str) {
        let Some(uri) = prop(properties, "DefinitionUri") else {
            return;
        };
        self.check_location(uri, "DefinitionUri", id);
        for key in needing {
            if let Some(entry) = properties.entry(key).filter(|one| is_there(&one.value)) {
                let message = format!("`{key}` of `{id}` needs `DefinitionBody`");
                self.refuse(entry.key_span, message, "write the definition out");
            }
        }
    }

    /// A place in a bucket, as text or as a mapping.
    pub(super) fn check_location(&mut self, value: &Value, what: &str, id: &str) {
        let broken = match &value.term {
            Term::Map(_) => prop(value, "Bucket").is_none() || prop(value, "Key").is_none(),
            Term::Scalar(scalar) => scalar
                .text
                .strip_prefix("s3://")
                .is_some_and(|rest| !rest.contains('/')),
            Term::List(_) => true,
            _ => false,
        };
        if broken {
            let message = format!("`{what}` of `{id}` is no place in a bucket");
            self.refuse(
                value.span,
                message,
                "write `s3://bucket/key`, or `Bucket` and `Key`",
            );
        }
    }

    /// Who may call from a page of another host.
    pub(super) fn check_cors(
        &mut self,
        cors: Option<&Value>,
        known: &[&str],
        origin: &str,
        id: &str,
    ) {
        let Some(cors) = cors else { return };
        if matches!(cors.term, Term::List(_)) {
            let message = format!("the cross-origin rules of `{id}` are no mapping");
            return self.refuse(cors.span, message, "write one");
        }
        let stranger = cors
            .entries()
            .iter()
            .find(|one| !known.contains(&&*one.key));
        if let Some(stranger) = stranger {
            let message = format!("`{}` is no cross-origin rule", stranger.key);
            self.refuse(stranger.key_span, message, &known.join(", "));
        }
        let everybody = |value: &Value| {
            let items = value.items();
            items.len() == 1 && matches!(literal(&items[0]), Some("*" | "'*'"))
        };
        let open = prop(cors, origin).is_none_or(everybody);
        if open && super::values::is_set(cors, "AllowCredentials") {
            let message = format!("`{id}` lets pages of every host call with credentials");
            self.refuse(cors.span, message, &format!("name hosts under `{origin}`"));
        }
    }

    fn check_responses(&mut self, properties: &Value) {
        const KEYS: [&str; 3] = ["ResponseParameters", "ResponseTemplates", "StatusCode"];
        const PARAMETERS: [&str; 3] = ["Headers", "Paths", "QueryStrings"];
        let responses = prop(properties, "GatewayResponses");
        for one in responses.into_iter().flat_map(Value::entries) {
            let what = format!("gateway response `{}`", one.key);
            if is_open(&one.value) || !matches!(one.value.term, Term::Map(_)) {
                self.refuse(one.value.span, format!("{what} is no mapping"), "write one");
                continue;
            }
            let entries = one.value.entries().iter();
            if let Some(stranger) = entries.clone().find(|one| !KEYS.contains(&&*one.key)) {
                let message = format!("`{}` is nothing that {what} can say", stranger.key);
                self.refuse(stranger.key_span, message, &KEYS.join(", "));
            }
            let code = prop(&one.value, "StatusCode");
            if let Some(code) =
                code.filter(|code| literal(code).is_some_and(|text| text.parse::<u32>().is_err()))
            {
                self.refuse(
                    code.span,
                    format!("`StatusCode` of {what} is no number"),
                    "write one",
                );
            }
            let parameters = prop(&one.value, "ResponseParameters");
            self.expect_map(&format!("`ResponseParameters` of {what}"), parameters);
            for one in parameters.into_iter().flat_map(Value::entries) {
                if !PARAMETERS.contains(&&*one.key) {
                    let message = format!("`{}` is no parameter of {what}", one.key);
                    self.refuse(one.key_span, message, &PARAMETERS.join(", "));
                } else {
                    self.expect_map(&format!("`{}` of {what}", one.key), Some(&one.value));
                }
            }
        }
    }
}

/// The sort of endpoint, its interface endpoints and its sort of addresses.
fn endpoint(properties: &Value, site: &Site) -> (Value, Value, Value) {
    let none = || absent(site.span);
    match prop(properties, "EndpointConfiguration") {
        None => (none(), none(), none()),
        Some(one) if matches!(one.term, Term::Map(_)) => {
            let endpoints = match prop(one, "VPCEndpointIds") {
                Some(endpoints) => endpoints.clone(),
                None => copy(one, "VpcEndpointIds"),
            };
            (copy(one, "Type"), endpoints, copy(one, "IpAddressType"))
        }
        Some(one) => (one.clone(), none(), none()),
    }
}

/// A specification with more paths.
fn merge_paths(mut entries: Vec<Entry>, more: Value) -> Vec<Entry> {
    let Some(paths) = entries.iter_mut().find(|one| one.key == "paths") else {
        entries.push(entry("paths", more));
        return entries;
    };
    if !matches!(paths.value.term, Term::Map(_)) {
        paths.value = more;
        return entries;
    }
    let Term::Map(known) = &mut paths.value.term else {
        return entries;
    };
    for path in more.entries() {
        match known.iter_mut().find(|one| one.key == path.key) {
            Some(one) => match &mut one.value.term {
                Term::Map(methods) => {
                    let added = path.value.entries();
                    methods.retain(|one| !added.iter().any(|other| other.key == one.key));
                    methods.extend(added.iter().cloned());
                }
                _ => one.value = path.value.clone(),
            },
            None => known.push(path.clone()),
        }
    }
    entries
}
