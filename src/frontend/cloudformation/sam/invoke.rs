//! What functions must and must not say, and where results of asynchronous calls go.
//!
//! In: the properties of a function. Out: faults; destinations, with queues and topics where the template names none.

use crate::syntax::{Guard, Term, Value};

use super::function::Caller;
use super::make::{Sam, Site};
use super::values::{
    absent_when, copy, is_dynamic, is_open, is_there, literal, or_else, prop, reference, text,
};

/// Sorts of destinations, with the part that permits sending there.
const DESTINATIONS: [(&str, &str); 5] = [
    ("SQS", "send_sqs"),
    ("SNS", "send_sns"),
    ("EventBridge", "send_eventbridge"),
    ("Lambda", "send_lambda"),
    ("S3Bucket", "send_s3"),
];

/// Properties of a function that exclude each other.
const EXCLUSIVE: [(&str, &str); 6] = [
    ("CapacityProviderConfig", "ProvisionedConcurrencyConfig"),
    ("CapacityProviderConfig", "VpcConfig"),
    ("TenancyConfig", "ProvisionedConcurrencyConfig"),
    ("TenancyConfig", "FunctionUrlConfig"),
    ("TenancyConfig", "SnapStart"),
    ("CodeUri", "InlineCode"),
];

/// Properties of a function that need another one.
const NEEDING: [(&str, &str); 4] = [
    ("FunctionScalingConfig", "CapacityProviderConfig"),
    ("VersionDeletionPolicy", "AutoPublishAlias"),
    ("ProvisionedConcurrencyConfig", "AutoPublishAlias"),
    ("DeadLetterQueue.TargetArn", "DeadLetterQueue.Type"),
];

impl Sam<'_, '_> {
    /// Refuses what the service refuses of a function.
    pub(super) fn check_function(&mut self, properties: &Value, site: &Site) {
        for (one, other) in EXCLUSIVE {
            let is_code = other == "InlineCode";
            if let (Some(first), Some(second)) = (prop(properties, one), prop(properties, other))
                && !is_code
            {
                let message = format!("`{}` has both `{one}` and `{other}`", site.id);
                let at = first.span.start.max(second.span.start);
                let span = if at == first.span.start {
                    first.span
                } else {
                    second.span
                };
                self.refuse(span, message, "keep one of them");
            }
        }
        for (one, other) in NEEDING {
            if !one.contains('.')
                && prop(properties, one).is_some()
                && prop(properties, other).is_none()
            {
                let message = format!("`{one}` of `{}` needs `{other}`", site.id);
                self.refuse(site.span, message, &format!("add `{other}`"));
            }
        }
        self.check_package(properties, site);
        if let Some(queue) = prop(properties, "DeadLetterQueue") {
            let known = ["SQS", "SNS"];
            if !is_open(queue)
                && (prop(queue, "Type").is_none() || prop(queue, "TargetArn").is_none())
            {
                let message = format!(
                    "`DeadLetterQueue` of `{}` lacks `Type` or `TargetArn`",
                    site.id
                );
                self.refuse(queue.span, message, "write both");
            }
            if prop(queue, "Type").is_some_and(|one| literal(one).is_none() && !is_open(one)) {
                let message = format!("`Type` of `DeadLetterQueue` of `{}` is no text", site.id);
                self.refuse(queue.span, message, "write `SQS` or `SNS`");
            }
            self.expect_one_of("`Type` of `DeadLetterQueue`", prop(queue, "Type"), &known);
        }
    }

    /// Code and how it is packaged.
    fn check_package(&mut self, properties: &Value, site: &Site) {
        let has = |key: &str| prop(properties, key).is_some();
        let kind = prop(properties, "PackageType");
        if kind.is_some_and(|kind| literal(kind).is_none()) {
            return;
        }
        // What builds images writes their place.
        let built = site.metadata.as_ref().is_some_and(|one| {
            prop(one, "Dockerfile").is_some() || prop(one, "DockerContext").is_some()
        });
        let bare = kind.is_none() && has("ImageUri") && !has("Runtime") && !has("Handler");
        let image = text(properties, "PackageType") == Some("Image") || bare;
        self.expect_one_of("`PackageType`", kind, &["Zip", "Image"]);
        let (needed, what) = match image {
            true => (has("ImageUri") || built, "`ImageUri`"),
            false => (
                has("CodeUri") || has("InlineCode"),
                "`CodeUri` or `InlineCode`",
            ),
        };
        if !needed {
            let message = format!("`{}` has no {what}", site.id);
            self.refuse(site.span, message, &format!("add {what}"));
        }
        if !(image || has("Runtime") && has("Handler")) {
            let message = format!("`{}` has no `Runtime` or no `Handler`", site.id);
            self.refuse(site.span, message, "add them");
        }
        if image && (has("Runtime") || has("Handler") || has("Layers")) {
            let message = format!(
                "`{}` is an image and has `Runtime`, `Handler` or `Layers`",
                site.id
            );
            self.refuse(site.span, message, "take them out");
        }
        if !image && (has("ImageConfig") || (has("ImageUri") && kind.is_some())) {
            let message = format!(
                "`{}` is no image and has `ImageUri` or `ImageConfig`",
                site.id
            );
            self.refuse(site.span, message, "set `PackageType` to `Image`");
        }
        for key in ["CodeUri", "ImageUri"] {
            if let Some(value) = prop(properties, key).filter(|one| is_dynamic(one)) {
                let message = format!("`{key}` of `{}` is resolved at deployment only", site.id);
                self.refuse(value.span, message, "write the place out");
            }
        }
    }

    /// Refuses what the service refuses of the address of a function.
    pub(super) fn check_url(&mut self, config: &Value, site: &Site) {
        const CORS: [&str; 6] = [
            "AllowCredentials",
            "AllowHeaders",
            "AllowMethods",
            "AllowOrigins",
            "ExposeHeaders",
            "MaxAge",
        ];
        let auth = prop(config, "AuthType");
        if auth.is_none() && !is_open(config) {
            let message = format!("`FunctionUrlConfig` of `{}` has no `AuthType`", site.id);
            self.refuse(config.span, message, "write `AWS_IAM` or `NONE`");
        }
        self.expect_one_of(
            "`AuthType` of `FunctionUrlConfig`",
            auth,
            &["AWS_IAM", "NONE"],
        );
        let Some(cors) = prop(config, "Cors") else {
            return;
        };
        if !self.expect_map("`Cors` of `FunctionUrlConfig`", Some(cors)) {
            return;
        }
        for entry in cors.entries() {
            let sort = match &*entry.key {
                "AllowCredentials" => "flag",
                "MaxAge" => "number",
                _ => "list",
            };
            let is_known = CORS.contains(&&*entry.key);
            let quoted = match &entry.value.term {
                Term::Scalar(scalar) => sort == "number" && !scalar.plain,
                _ => false,
            };
            if !is_known || quoted || !super::check::fits(sort, &entry.value) {
                let message = format!("`{}` of `Cors` is not understood", entry.key);
                self.refuse(
                    entry.key_span,
                    message,
                    "see the names and sorts that function URLs take",
                );
            }
        }
    }

    /// Where results of asynchronous calls go.
    pub(super) fn invoke_config(&mut self, caller: &mut Caller, alias: Option<&str>) {
        let Some(entry) = caller.properties.entry("EventInvokeConfig").cloned() else {
            return;
        };
        let config = &entry.value;
        if !is_there(config) {
            return;
        }
        let site = caller.site.at(entry.key_span);
        let id = format!("{}EventInvokeConfig", site.id);
        let destinations = prop(config, "DestinationConfig");
        self.expect_map("`DestinationConfig` of `EventInvokeConfig`", destinations);
        let mut found = Vec::new();
        for event in ["OnSuccess", "OnFailure"] {
            let destination = destinations.and_then(|value| prop(value, event));
            found.push(match destination {
                Some(destination) => self.destination(caller, &id, event, destination),
                None => site.absent(),
            });
        }
        let [success, failure] = [found.remove(0), found.remove(0)];
        let qualifier =
            match prop(&caller.properties, "AutoPublishAlias").filter(|_| alias.is_some()) {
                Some(alias) => alias.clone(),
                None => site.text("$LATEST"),
            };
        let holes = vec![
            ("function", site.text(site.id.clone())),
            ("qualifier", qualifier),
            ("success", success),
            ("failure", failure),
            ("age", copy(config, "MaximumEventAgeInSeconds")),
            ("attempts", copy(config, "MaximumRetryAttempts")),
        ];
        self.make("invoke_config", &id, &site, holes);
    }

    fn destination(&mut self, caller: &mut Caller, id: &str, event: &str, config: &Value) -> Value {
        let site = caller.site.at(config.span);
        let what = format!("`{event}` of `EventInvokeConfig`");
        if !self.expect_map(&what, Some(config)) {
            return site.absent();
        }
        let sort = text(config, "Type").unwrap_or_default().to_owned();
        let Some((_, sends)) = DESTINATIONS.iter().find(|(name, _)| *name == sort) else {
            let names = DESTINATIONS.map(|(name, _)| name).join(", ");
            let message = format!("`Type` of {what} is none of {names}");
            self.refuse(config.span, message, "write one of them");
            return site.absent();
        };
        let (shape, suffix, property) = match &*sort {
            "SQS" => ("queue", "Queue", "DestinationQueue"),
            _ => ("topic", "Topic", "DestinationTopic"),
        };
        let made_when = absent_when(config.get("Destination"));
        let made = format!("{id}{event}{suffix}");
        let mut target = copy(config, "Destination");
        if made_when != Guard::Never {
            if !matches!(&*sort, "SQS" | "SNS") {
                let message = format!("{what} has no `Destination`");
                self.refuse(config.span, message, "write its ARN");
                return site.absent();
            }
            let tags = self.handed_on(&caller.properties, &site);
            self.make(shape, &made, &site.when(made_when), vec![("tags", tags)]);
            self.rename(&site.id, property, &made);
            let attribute = if shape == "queue" { Some("Arn") } else { None };
            let own = reference(&made, attribute, site.span);
            target = or_else(config.get("Destination"), own);
        }
        let statements = self.part(sends, &site, vec![("target", target.clone())]);
        let policy = self.policy(&format!("{id}{event}Policy"), statements, &site);
        caller.role.policies.push(policy);
        target
    }
}
