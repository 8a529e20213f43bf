//! What events add to APIs: paths, and the APIs themselves where a template names none.
//!
//! In: `Api` and `HttpApi` events. Out: the paths of each API, and permissions. What else an API is made of is not known here.

use crate::frontend::Resource;
use crate::source::Span;
use crate::syntax::{Entry, Guard, Term, Value};

use super::events::Event;
use super::function::Caller;
use super::make::{Sam, Site};
use super::values::{absent, copy, entry, list, literal, map, prop, reference, text};

/// The API of `Api` events that name none.
pub(super) const REST: &str = "ServerlessRestApi";

/// The API of `HttpApi` events that name none.
pub(super) const HTTP: &str = "ServerlessHttpApi";

/// The path and method of what no other route takes.
pub(super) const DEFAULT: (&str, &str) = ("$default", "x-amazon-apigateway-any-method");

/// What events add to an API.
#[derive(Default)]
pub(super) struct Body {
    pub(super) operations: Vec<Operation>,
    /// Where the first of them is.
    pub(super) site: Option<Site>,
}

/// What one event adds.
pub(super) struct Operation {
    path: String,
    method: String,
    owner: String,
    value: Value,
    when: Guard,
}

impl Body {
    /// When at least one path exists.
    pub(super) fn when(&self) -> Guard {
        Guard::any(self.operations.iter().map(|one| one.when.clone()))
    }

    /// The paths as a mapping of mappings.
    pub(super) fn paths(&self, span: Span) -> Value {
        let mut paths: Vec<Entry> = Vec::new();
        for one in &self.operations {
            let value = match one.when {
                Guard::Always => one.value.clone(),
                ref when => Value {
                    term: Term::Choice {
                        when: when.clone(),
                        then: Box::new(one.value.clone()),
                        otherwise: Box::new(absent(span)),
                    },
                    span: one.value.span,
                },
            };
            let at = paths.iter().position(|path| path.key == one.path);
            let at = at.unwrap_or_else(|| {
                paths.push(entry(&one.path, map(Vec::new(), one.value.span)));
                paths.len() - 1
            });
            if let Term::Map(methods) = &mut paths[at].value.term {
                methods.push(entry(&one.method, value));
            }
        }
        map(paths, span)
    }
}

impl Sam<'_, '_> {
    /// Notes the APIs that events need and the template does not name.
    pub(super) fn note_implicit_apis(
        &mut self,
        wired: &[(String, Resource)],
        globals: Option<&Value>,
    ) {
        for (_, resource) in wired {
            let events = prop(&resource.properties, "Events");
            for event in events.into_iter().flat_map(Value::entries) {
                let properties = prop(&event.value, "Properties");
                let names = |key: &str| properties.is_some_and(|one| prop(one, key).is_some());
                let (id, sort) = match text(&event.value, "Type") {
                    Some("Api") if !names("RestApiId") => (REST, "Api"),
                    Some("HttpApi") if !names("ApiId") => (HTTP, "HttpApi"),
                    _ => continue,
                };
                self.scope.resources.insert(id.to_owned());
                if self.apis.contains_key(id) {
                    continue;
                }
                let span = event.key_span;
                let mut entries = Vec::new();
                if id == REST {
                    entries.push(entry("StageName", Value::text("Prod", span)));
                }
                let shared = globals.and_then(|globals| prop(globals, sort));
                let shared = shared.into_iter().flat_map(Value::entries);
                entries.extend(shared.filter(|one| one.key != "StageName").cloned());
                let known = (sort.to_owned(), map(entries, span));
                self.apis.insert(id.to_owned(), known);
                self.bodies.entry(id.to_owned()).or_default().site = Some(Site {
                    id: id.to_owned(),
                    ..Site::of(resource).at(span)
                });
            }
        }
    }

    /// Makes the APIs that the template does not name.
    pub(super) fn implicit_apis(&mut self) {
        for id in [REST, HTTP] {
            let Some((_, properties)) = self.apis.get(id).cloned() else {
                continue;
            };
            let Some(body) = self.bodies.get(id) else {
                continue;
            };
            let Some(mut site) = body.site.clone() else {
                continue;
            };
            site.when = body.when();
            match id {
                REST => {
                    self.check_rest_api(&properties, &site);
                    self.make_rest_api(&properties, &site);
                }
                _ => {
                    self.check_http_api(&properties, &site);
                    self.make_http_api(&properties, &site);
                }
            }
        }
    }

    /// The API that an event belongs to.
    pub(super) fn api_of(&mut self, event: &Event, property: &str, own: &str) -> Option<String> {
        let Some(written) = prop(&event.properties, property) else {
            return Some(own.to_owned());
        };
        let name = match &written.term {
            Term::Reference(one) if one.attribute.is_none() => Some(one.to.clone()),
            Term::Scalar(scalar) => Some(scalar.text.clone()),
            _ => None,
        };
        let (sort, shape) = match own {
            REST => ("Api", "rest_api"),
            _ => ("HttpApi", "http_api"),
        };
        let wanted = self.type_of(shape).to_owned();
        let known = name.filter(|name| {
            let is_sam = self
                .apis
                .get(name)
                .is_some_and(|(one, _)| one == sort || own == HTTP);
            let mut made = self.made.iter();
            is_sam || made.any(|one| one.name == *name && one.type_name == wanted)
        });
        if known.is_none() {
            let message = format!(
                "`{property}` of event `{}` does not refer to an API of its sort in this template",
                event.name
            );
            let help = "write a `Ref` to one, or leave it out";
            self.refuse(written.span, message, help);
        }
        known
    }

    /// Adds a path to an API.
    pub(super) fn add_operation(
        &mut self,
        api: &str,
        owner: &str,
        event: &Event,
        (path, method): (&str, &str),
        value: Value,
    ) {
        let method = method.to_lowercase();
        let body = self.bodies.entry(api.to_owned()).or_default();
        let mut operations = body.operations.iter();
        let taken = operations.any(|one| one.path == path && one.method == method);
        body.operations.push(Operation {
            path: path.to_owned(),
            owner: owner.to_owned(),
            value,
            when: event.site.when.clone(),
            method: method.clone(),
        });
        let managed = self.apis.get(api).is_some_and(|(_, properties)| {
            prop(properties, "DefinitionBody").is_none()
                && prop(properties, "DefinitionUri").is_none()
        });
        if taken && managed {
            let message = format!("`{method}` of `{path}` of `{api}` is written twice");
            self.refuse(event.site.span, message, "keep one of them");
        }
    }

    /// An `Api` event: a path of a REST API and the permission to call.
    pub(super) fn api_event(&mut self, caller: &Caller, event: &Event) {
        let Some((api, path, method)) = self.route(event, "RestApiId", REST) else {
            return;
        };
        let suffix = self.stage_suffix(&api);
        let verb = match &*method.to_lowercase() {
            "any" => "*".to_owned(),
            other => other.to_uppercase(),
        };
        let arn = self.execute_arn(&api, &format!("*/{verb}{}", tidy(&path)), &event.site);
        self.permit_arn(caller, event, &suffix, "apigateway", arn);
        self.check_event_auth(&api, event);
        self.check_request_model(&api, event);
        let value = self.operation(caller, event, &api, None);
        self.add_operation(&api, &caller.site.id, event, (&path, &method), value);
    }

    /// The API, path and method of an event.
    pub(super) fn route(
        &mut self,
        event: &Event,
        property: &str,
        own: &str,
    ) -> Option<(String, String, String)> {
        let api = self.api_of(event, property, own)?;
        let path = prop(&event.properties, "Path");
        let method = prop(&event.properties, "Method");
        if own == HTTP && path.is_none() && method.is_none() {
            let (path, method) = DEFAULT;
            return Some((api, path.to_owned(), method.to_owned()));
        }
        let mut read = |value: Option<&Value>, what: &str| {
            let text = value.and_then(literal).map(str::to_owned);
            if text.is_none() {
                let span = value.map_or(event.site.span, |value| value.span);
                let message = format!("`{what}` of event `{}` is no text", event.name);
                self.refuse(span, message, "write it out");
            }
            text
        };
        let (path, method) = (read(path, "Path")?, read(method, "Method")?);
        Some((api, path, method))
    }

    /// How the permission of an event of a REST API is told from others: by its stage.
    pub(super) fn stage_suffix(&self, api: &str) -> String {
        let properties = self.apis.get(api).map(|(_, properties)| properties);
        let mut made = self.made.iter();
        let made = made.find(|one| one.name == api).map(|one| &one.properties);
        let stage = properties.or(made).and_then(|one| prop(one, "StageName"));
        match stage.and_then(Value::as_text) {
            Some(stage) => stage.to_owned(),
            None => "Stage".to_owned(),
        }
    }

    pub(super) fn execute_arn(&mut self, api: &str, rest: &str, site: &Site) -> Value {
        let holes = vec![("api", site.text(api)), ("rest", site.text(rest))];
        self.part("execute_api_arn", site, holes)
    }

    /// What a path does when it is called.
    fn operation(
        &mut self,
        caller: &Caller,
        event: &Event,
        api: &str,
        version: Option<Value>,
    ) -> Value {
        let site = &event.site;
        let uri = self.part(
            "invocation_uri",
            site,
            vec![("function", caller.target.clone())],
        );
        let holes = vec![
            ("uri", uri),
            ("version", version.unwrap_or_else(|| site.absent())),
            ("security", self.security(api, event)),
        ];
        self.part("function_integration", site, holes)
    }

    /// Who may call a path, as the specification says it: the authorizer of the event, or of the API.
    pub(super) fn security(&self, api: &str, event: &Event) -> Value {
        let span = event.site.span;
        let auth = self.apis.get(api).and_then(|(_, one)| prop(one, "Auth"));
        let own = prop(&event.properties, "Auth").and_then(|one| prop(one, "Authorizer"));
        let default = auth.and_then(|one| prop(one, "DefaultAuthorizer"));
        match own.or(default).and_then(literal) {
            Some("NONE") => list(Vec::new(), span),
            Some(name) => {
                let scopes = list(Vec::new(), span);
                list(vec![map(vec![entry(name, scopes)], span)], span)
            }
            None => absent(span),
        }
    }

    /// An `HttpApi` event: a route of an HTTP API and the permission to call.
    pub(super) fn http_api_event(&mut self, caller: &Caller, event: &Event) {
        let Some((api, path, method)) = self.route(event, "ApiId", HTTP) else {
            return;
        };
        self.check_event_auth(&api, event);
        let any = matches!(
            &*method.to_lowercase(),
            "any" | "x-amazon-apigateway-any-method"
        );
        let is_default = path == DEFAULT.0;
        let body = self.bodies.get(&api);
        let mut operations = body.into_iter().flat_map(|body| &body.operations);
        let covered = operations.any(|one| {
            one.path == DEFAULT.0 && one.method == DEFAULT.1 && one.owner == caller.site.id
        });
        if is_default || !covered {
            let verb = if any {
                "*".to_owned()
            } else {
                method.to_uppercase()
            };
            let path = if is_default {
                String::new()
            } else {
                tidy(&path)
            };
            let arn = self.execute_arn(&api, &format!("*/{verb}{path}"), &event.site);
            self.permit_arn(caller, event, "", "apigateway", arn);
        }
        let version = match prop(&event.properties, "PayloadFormatVersion") {
            Some(_) => copy(&event.properties, "PayloadFormatVersion"),
            None => event.site.text("2.0"),
        };
        let value = self.operation(caller, event, &api, Some(version));
        let method = if any { DEFAULT.1 } else { &method };
        self.add_operation(&api, &caller.site.id, event, (&path, method), value);
        if let Some(settings) = prop(&event.properties, "RouteSettings") {
            self.expect_map("`RouteSettings`", Some(settings));
        }
    }

    /// An `Api` event of a state machine.
    pub(super) fn start_event(&mut self, event: &Event, target: &Value, boundary: &Value) {
        let Some((api, path, method)) = self.route(event, "RestApiId", REST) else {
            return;
        };
        self.start_role(event, "apigateway", target, boundary);
        self.check_event_auth(&api, event);
        let site = &event.site;
        let uri = self.part("start_uri", site, Vec::new());
        let role = reference(&format!("{}Role", event.id), Some("Arn"), site.span);
        let holes = vec![
            ("uri", uri),
            ("role", role),
            ("security", self.security(&api, event)),
        ];
        let value = self.part("state_machine_integration", site, holes);
        let owner = event.id.clone();
        self.add_operation(&api, &owner, event, (&path, &method), value);
    }
}

/// A path as ARNs of requests have it: without a slash at its end, and `*` for what can vary.
fn tidy(path: &str) -> String {
    let path = match path.strip_suffix('/') {
        Some(rest) if !rest.is_empty() => rest,
        _ => path,
    };
    let mut out = String::new();
    let mut inside = false;
    for one in path.chars() {
        match one {
            '{' => {
                inside = true;
                out.push('*');
            }
            '}' => inside = false,
            _ if inside => {}
            _ => out.push(one),
        }
    }
    out
}
