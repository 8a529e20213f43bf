//! GraphQL APIs: the API, its schema, sources of data, functions and resolvers.
//!
//! In: a SAM GraphQL API. Out: the resources that it becomes.

use std::collections::BTreeMap;

use crate::frontend::Resource;
use crate::syntax::{Entry, Value};

use super::make::{Sam, Site};
use super::values::{copy, entry, flag, is_open, list, literal, map, only, prop, reference, text};

/// Properties that are the same before and after.
const PASSED: [&str; 6] = [
    "IntrospectionConfig",
    "OwnerContact",
    "QueryDepthLimit",
    "ResolverCountLimit",
    "Visibility",
    "XrayEnabled",
];

/// The configuration of each sort of authorization, before and after.
const AUTHORIZERS: [(&str, &str); 3] = [
    ("LambdaAuthorizer", "LambdaAuthorizerConfig"),
    ("OpenIDConnect", "OpenIDConnectConfig"),
    ("UserPool", "UserPoolConfig"),
];

/// What the names of sources and functions stand for while the API is made.
#[derive(Default)]
pub(super) struct Known {
    pub(super) sources: BTreeMap<String, Value>,
    pub(super) functions: BTreeMap<String, Value>,
}

impl Sam<'_, '_> {
    /// What a GraphQL API becomes.
    pub(super) fn graphql_api(&mut self, resource: &Resource) {
        let site = Site::of(resource);
        let properties = &resource.properties;
        let id = &site.id;
        self.graphql_root(properties, &site);
        let api = || ("api", site.text(id.clone()));
        let (inline, uri) = (
            prop(properties, "SchemaInline"),
            prop(properties, "SchemaUri"),
        );
        if inline.is_some() == uri.is_some() {
            let message = format!("`{id}` needs one of `SchemaInline` and `SchemaUri`");
            self.refuse(site.span, message, "write one of them");
        }
        let holes = vec![
            api(),
            ("inline", copy(properties, "SchemaInline")),
            ("location", copy(properties, "SchemaUri")),
        ];
        self.make("graphql_schema", &format!("{id}Schema"), &site, holes);
        self.graphql_parts(properties, &site);
        let mut known = Known::default();
        let sources = prop(properties, "DataSources");
        for (sort, shape) in [
            ("DynamoDb", "graphql_table_source"),
            ("Lambda", "graphql_function_source"),
        ] {
            let of_sort = sources.and_then(|sources| prop(sources, sort));
            for one in of_sort.into_iter().flat_map(Value::entries) {
                self.graphql_source(sort, shape, one, &site, &mut known);
            }
        }
        let functions = prop(properties, "Functions");
        for one in functions.into_iter().flat_map(Value::entries) {
            self.graphql_function(one, &site, &mut known);
        }
        let types = prop(properties, "Resolvers");
        for sort in types.into_iter().flat_map(Value::entries) {
            for one in sort.value.entries() {
                self.graphql_resolver(&sort.key, one, &site, &known);
            }
        }
    }

    /// Keys, cache and host name.
    fn graphql_parts(&mut self, properties: &Value, site: &Site) {
        let id = &site.id;
        let api = || ("api", site.text(id.clone()));
        let keys = prop(properties, "ApiKeys");
        for key in keys.into_iter().flat_map(Value::entries) {
            let at = site.at(key.key_span);
            let holes = vec![api(), ("passed", key.value.clone())];
            self.make("graphql_key", &format!("{id}{}", key.key), &at, holes);
        }
        if let Some(cache) = prop(properties, "Cache") {
            let holes = vec![api(), ("passed", cache.clone())];
            self.make(
                "graphql_cache",
                &format!("{id}ApiCache"),
                &site.at(cache.span),
                holes,
            );
        }
        if let Some(domain) = prop(properties, "DomainName") {
            let at = site.at(domain.span);
            let name = format!("{id}DomainName");
            self.make(
                "graphql_domain",
                &name,
                &at,
                vec![("passed", domain.clone())],
            );
            let holes = vec![api(), ("domain", copy(domain, "DomainName"))];
            self.make(
                "graphql_domain_link",
                &format!("{name}ApiAssociation"),
                &at,
                holes,
            );
        }
    }

    /// The API itself, who may call it and where its log goes.
    fn graphql_root(&mut self, properties: &Value, site: &Site) {
        let id = site.id.clone();
        let nothing = map(Vec::new(), site.span);
        let auth = prop(properties, "Auth").cloned().unwrap_or(nothing);
        let mut passed = only(properties, &PASSED).entries().to_vec();
        passed.extend(authorizer(&auth));
        let additional = prop(&auth, "Additional");
        let more = additional.into_iter().flat_map(Value::items);
        let more: Vec<Value> = more
            .map(|one| {
                let mut entries = vec![entry("AuthenticationType", copy(one, "Type"))];
                entries.extend(authorizer(one));
                map(entries, one.span)
            })
            .collect();
        let mut all = vec![&auth];
        all.extend(additional.into_iter().flat_map(Value::items));
        let lambdas = all.iter().filter_map(|one| prop(one, "LambdaAuthorizer"));
        let lambdas: Vec<Value> = lambdas.map(|one| copy(one, "AuthorizerUri")).collect();
        if !more.is_empty() {
            passed.push(entry(
                "AdditionalAuthenticationProviders",
                list(more, site.span),
            ));
        }
        let logging = self.graphql_logging(properties, site);
        let name = match prop(properties, "Name") {
            Some(name) => name.clone(),
            None => site.text(id.clone()),
        };
        let holes = vec![
            ("passed", map(passed, site.span)),
            ("name", name),
            ("auth", copy(&auth, "Type")),
            ("logging", logging),
            (
                "tags",
                self.tags("graphql_created_by", prop(properties, "Tags"), site),
            ),
        ];
        self.make("graphql_api", &id, site, holes);
        for (index, arn) in lambdas.into_iter().enumerate() {
            let source = vec![entry("Id", site.text(id.clone()))];
            let sort = site.text(self.type_of("function").to_owned());
            let destination = vec![entry("Type", sort), entry("Arn", arn)];
            let link = format!("{id}ToLambdaAuthConnector{}", index + 1);
            self.link(link, source, destination, &["Write"], site);
        }
    }

    fn graphql_logging(&mut self, properties: &Value, site: &Site) -> Value {
        let written = prop(properties, "Logging");
        if written.and_then(flag) == Some(false) {
            return site.absent();
        }
        let own = written.filter(|one| prop(one, "CloudWatchLogsRoleArn").is_some());
        if let Some(own) = own {
            return own.clone();
        }
        let at = site.at(written.map_or(site.span, |one| one.span));
        let role = format!("{}CloudWatchRole", site.id);
        let made = self.appsync_role(&role, Some("policy_graphql_logs"), &at);
        let mut config = self.part("graphql_log_config", &at, vec![("role", made)]);
        if let Some(written) = written.filter(|one| !one.entries().is_empty()) {
            let mut entries = written.entries().to_vec();
            let role = config
                .entries()
                .iter()
                .find(|one| one.key == "CloudWatchLogsRoleArn");
            entries.extend(role.cloned());
            config = map(entries, written.span);
        }
        config
    }

    fn graphql_function(&mut self, one: &Entry, site: &Site, known: &mut Known) {
        let at = site.at(one.key_span);
        if let Some(id) = prop(&one.value, "Id") {
            if one.value.entries().len() > 1 {
                let message = format!("function `{}` has `Id` and more", one.key);
                self.refuse(one.key_span, message, "keep `Id` alone");
            }
            known.functions.insert(one.key.clone(), id.clone());
            return;
        }
        let id = format!("{}{}", site.id, one.key);
        let source = prop(&one.value, "DataSource");
        let name = source.and_then(literal).unwrap_or_default();
        let source = match source {
            Some(source) if is_open(source) => source.clone(),
            Some(source) if name.eq_ignore_ascii_case("none") => {
                let none = format!("{}NoneDataSource", site.id);
                let holes = vec![
                    ("api", at.text(site.id.clone())),
                    ("name", at.text(none.clone())),
                ];
                self.make("graphql_no_source", &none, &at, holes);
                reference(&none, Some("Name"), source.span)
            }
            _ => match known.sources.get(name) {
                Some(known) => known.clone(),
                None => {
                    let message = format!("function `{}` has no known `DataSource`", one.key);
                    self.refuse(
                        one.key_span,
                        message,
                        "name one of `DataSources`, or `NONE`",
                    );
                    return;
                }
            },
        };
        let own = match prop(&one.value, "Name") {
            Some(name) => name.clone(),
            None => at.text(one.key.clone()),
        };
        let passed = ["Description", "MaxBatchSize", "Runtime"];
        let mut passed = only(&one.value, &passed).entries().to_vec();
        passed.extend(code(&one.value));
        let holes = vec![
            ("api", at.text(site.id.clone())),
            ("name", own),
            ("source", source),
            ("passed", map(passed, at.span)),
        ];
        self.make("graphql_function", &id, &at, holes);
        let made = reference(&id, Some("FunctionId"), at.span);
        known.functions.insert(one.key.clone(), made);
    }

    fn graphql_resolver(&mut self, sort: &str, one: &Entry, site: &Site, known: &Known) {
        let at = site.at(one.key_span);
        let pipeline = prop(&one.value, "Pipeline");
        if pipeline.is_none() {
            let message = format!("resolver `{}` has no `Pipeline`", one.key);
            self.refuse(one.key_span, message, "name the functions that it calls");
        }
        let mut functions = Vec::new();
        for step in pipeline.into_iter().flat_map(Value::items) {
            let name = literal(step).unwrap_or_default();
            match known.functions.get(name) {
                Some(function) => functions.push(function.clone()),
                None => {
                    let message = format!("resolver `{}` calls an unknown function", one.key);
                    self.refuse(step.span, message, "name one of `Functions`");
                }
            }
        }
        let field = match text(&one.value, "FieldName") {
            Some(name) => Value::text(name, one.value.span),
            None => at.text(one.key.clone()),
        };
        let mut passed = only(&one.value, &["MaxBatchSize", "Runtime"])
            .entries()
            .to_vec();
        passed.extend(code(&one.value));
        let holes = vec![
            ("api", at.text(site.id.clone())),
            ("type", at.text(sort)),
            ("field", field),
            ("functions", list(functions, at.span)),
            ("passed", map(passed, at.span)),
        ];
        let id = format!("{}{sort}{}", site.id, one.key);
        self.make("graphql_resolver", &id, &at, holes);
    }
}

/// The configuration of an authorization under its later name.
fn authorizer(auth: &Value) -> Vec<Entry> {
    let known = AUTHORIZERS.iter();
    let found = known.filter_map(|(from, to)| Some(entry(to, prop(auth, from)?.clone())));
    found.collect()
}

/// Code under its later names.
fn code(value: &Value) -> Vec<Entry> {
    let names = [("InlineCode", "Code"), ("CodeUri", "CodeS3Location")];
    let found = names.iter();
    let found = found.filter_map(|(from, to)| Some(entry(to, prop(value, from)?.clone())));
    found.collect()
}
