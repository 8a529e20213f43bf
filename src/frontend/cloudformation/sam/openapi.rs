//! Specifications of APIs, as far as the service looks into them.
//!
//! In: `DefinitionBody`. Out: faults. What its operations do is not known here.

use crate::syntax::{Term, Value};

use super::events::Event;
use super::make::Sam;
use super::values::{flag, is_open, is_there, literal, prop};

impl Sam<'_, '_> {
    /// Refuses a specification that the service cannot add anything to, where it has to.
    pub(super) fn check_body(&mut self, body: &Value, properties: &Value, id: &str) {
        if is_open(body) || !matches!(body.term, Term::Map(_)) {
            return;
        }
        let adds = [
            "Auth",
            "Cors",
            "CorsConfiguration",
            "GatewayResponses",
            "Models",
            "OpenApiVersion",
            "Tags",
        ];
        let adds = adds.iter().any(|key| prop(properties, key).is_some());
        let version = prop(body, "swagger").or_else(|| prop(body, "openapi"));
        let paths = body.get("paths");
        let transformed = body.entries().iter().any(|one| one.key.starts_with("Fn::"));
        if transformed {
            return;
        }
        let valid = version.is_some() && paths.is_some_and(|paths| is_there(paths) || !adds);
        if adds && !valid {
            let message = format!("`DefinitionBody` of `{id}` is no OpenAPI specification");
            self.refuse(
                body.span,
                message,
                "write `openapi` or `swagger`, and `paths`",
            );
        }
        if let Some(version) = version.filter(|_| adds) {
            let fits = literal(version).is_none_or(|text| text.starts_with(['2', '3']));
            if !fits {
                let message = format!("`DefinitionBody` of `{id}` has an unknown version");
                self.refuse(version.span, message, "write `2.0` or `3.0.1`");
            }
        }
        for key in ["securityDefinitions", "components"] {
            if adds {
                self.expect_map(&format!("`{key}`"), prop(body, key));
            }
        }
        let Some(paths) = paths.filter(|_| adds) else {
            return;
        };
        if !self.expect_map("`paths`", Some(paths)) {
            return;
        }
        for path in paths.entries() {
            if path.key.starts_with("x-") {
                continue;
            }
            if !matches!(path.value.term, Term::Map(_) | Term::Absent) && !is_open(&path.value) {
                let message = format!("path `{}` is no mapping", path.key);
                self.refuse(path.key_span, message, "write its methods");
                continue;
            }
            let merged = super::values::is_set(properties, "MergeDefinitions");
            self.check_methods(&path.key, &path.value, !merged);
        }
    }

    fn check_methods(&mut self, path: &str, value: &Value, secured: bool) {
        for method in value.entries() {
            let known = [
                "get",
                "put",
                "post",
                "delete",
                "options",
                "head",
                "patch",
                "x-amazon-apigateway-any-method",
            ];
            if !known.contains(&&*method.key.to_lowercase()) {
                continue;
            }
            let what = format!("`{}` of path `{path}`", method.key);
            if !is_there(&method.value) {
                self.refuse(
                    method.key_span,
                    format!("{what} is empty"),
                    "write what it does",
                );
                continue;
            }
            if !self.expect_map(&what, Some(&method.value)) {
                continue;
            }
            let security = prop(&method.value, "security").filter(|_| secured);
            if let Some(security) = security {
                let fits = match &security.term {
                    Term::List(items) => items
                        .iter()
                        .all(|item| matches!(item.term, Term::Map(_)) || is_open(item)),
                    _ => is_open(security),
                };
                if !fits {
                    let message = format!("`security` of {what} is no list of mappings");
                    self.refuse(security.span, message, "write one");
                }
            }
            self.expect_map(
                &format!("`responses` of {what}"),
                prop(&method.value, "responses"),
            );
        }
    }

    /// Refuses what the service refuses of the model of a request.
    pub(super) fn check_request_model(&mut self, api: &str, event: &Event) {
        let Some(request) = prop(&event.properties, "RequestModel") else {
            return;
        };
        let properties = self.apis.get(api).map(|(_, properties)| properties.clone());
        let Some((model, properties)) = prop(request, "Model").zip(properties) else {
            return;
        };
        let models = prop(&properties, "Models");
        let defined = models.is_some_and(|models| {
            let named = literal(model).is_some_and(|name| models.get(name).is_some());
            named || is_open(models)
        });
        if !defined {
            let message = format!(
                "the model of event `{}` is not defined at `{api}`",
                event.name
            );
            self.refuse(model.span, message, "define it under `Models` of the API");
        }
        for key in ["ValidateBody", "ValidateParameters"] {
            let Some(value) = prop(request, key) else {
                continue;
            };
            let fits = match &value.term {
                Term::Scalar(scalar) => scalar.plain && flag(value).is_some(),
                _ => false,
            };
            if !fits {
                let message = format!("`{key}` of event `{}` is no boolean", event.name);
                self.refuse(value.span, message, "write `true` or `false`");
            }
        }
    }
}
