//! Functions: the function itself, its role, its versions and its address.
//!
//! In: a SAM function. Out: the resources that it becomes. What calls it is in `events`.

use crate::frontend::Resource;
use crate::syntax::{Guard, Term, Value};

use super::make::{Sam, Site};
use super::policies::Role;
use super::values::{
    absent_when, alternatives, at, copy, digest, entry, is_open, is_there, literal, map, only,
    or_else, prop, reference, text,
};

/// Properties that are the same before and after.
const PASSED: [&str; 24] = [
    "Architectures",
    "CodeSigningConfigArn",
    "Description",
    "DurableConfig",
    "Environment",
    "EphemeralStorage",
    "FileSystemConfigs",
    "FunctionName",
    "FunctionScalingConfig",
    "Handler",
    "ImageConfig",
    "KmsKeyArn",
    "Layers",
    "LoggingConfig",
    "MemorySize",
    "PackageType",
    "PublishToLatestPublished",
    "RecursiveLoop",
    "ReservedConcurrentExecutions",
    "Runtime",
    "RuntimeManagementConfig",
    "SnapStart",
    "TenancyConfig",
    "Timeout",
];

/// A function while its parts are made.
pub(super) struct Caller {
    pub(super) site: Site,
    /// The function, or its alias: what is called.
    pub(super) called: String,
    /// Its ARN.
    pub(super) target: Value,
    /// Its name, as permissions take it.
    pub(super) name: Value,
    pub(super) role: Role,
    pub(super) properties: Value,
}

impl Sam<'_, '_> {
    /// Everything that a function becomes.
    pub(super) fn function(&mut self, resource: &Resource) {
        let site = Site::of(resource);
        let properties = resource.properties.clone();
        self.check_function(&properties, &site);
        let id = &site.id;
        let alias = self.publish(&properties, &site);
        let (called, target, name) = match &alias {
            Some(alias) => {
                let alias_value = reference(alias, None, site.span);
                (alias.clone(), alias_value.clone(), alias_value)
            }
            None => (
                id.clone(),
                reference(id, Some("Arn"), site.span),
                reference(id, None, site.span),
            ),
        };
        let mut caller = Caller {
            role: self.own_role(&properties, &site),
            called,
            target,
            name,
            properties,
            site,
        };
        self.function_url(&caller, alias.as_deref());
        self.invoke_config(&mut caller, alias.as_deref());
        self.prefer(&caller, alias.as_deref());
        self.function_events(&mut caller);
        self.finish_function(caller);
    }

    /// Makes the function and its role.
    fn finish_function(&mut self, caller: Caller) {
        let Caller {
            site,
            role,
            properties,
            ..
        } = caller;
        let role_id = format!("{}Role", site.id);
        let written = prop(&properties, "Role");
        let made_when = absent_when(properties.get("Role"));
        let tags = self.tags("created_by", prop(&properties, "Tags"), &site);
        let holes = vec![
            ("passed", self.passed_to_function(&properties)),
            ("code", self.code(&properties, &site)),
            (
                "role",
                or_else(written, reference(&role_id, Some("Arn"), site.span)),
            ),
            ("tags", tags.clone()),
            ("tracing", tracing(&properties, &site)),
            (
                "dead_letter",
                at(&properties, &["DeadLetterQueue", "TargetArn"])
                    .map_or_else(|| site.absent(), Value::clone),
            ),
            (
                "capacity",
                at(&properties, &["CapacityProviderConfig", "Arn"])
                    .map_or_else(|| site.absent(), Value::clone),
            ),
        ];
        self.make("function", &site.id, &site, holes);
        if made_when == Guard::Never {
            return;
        }
        let trust = match prop(&properties, "AssumeRolePolicyDocument") {
            Some(document) => document.clone(),
            None => self.trust("lambda", &site),
        };
        let site = site.when(made_when);
        self.make_role(&role_id, &site, trust, role, &properties, tags);
    }

    fn passed_to_function(&mut self, properties: &Value) -> Value {
        let mut passed = only(properties, &PASSED);
        let vpc = properties.entry("VpcConfig").cloned();
        if let Term::Map(entries) = &mut passed.term {
            entries.extend(vpc.filter(|entry| is_there(&entry.value)));
        }
        passed
    }

    /// Where the code is.
    fn code(&mut self, properties: &Value, site: &Site) -> Value {
        if let Some(code) = prop(properties, "InlineCode") {
            return map(vec![entry("ZipFile", code.clone())], code.span);
        }
        if let Some(image) = prop(properties, "ImageUri") {
            return map(vec![entry("ImageUri", image.clone())], image.span);
        }
        let Some(code) = prop(properties, "CodeUri") else {
            return site.absent();
        };
        self.location(code, ["S3Bucket", "S3Key", "S3ObjectVersion"])
    }

    /// A place in a bucket under the names that a resource has for it. A path of the machine that packages the template says
    /// nothing of it.
    pub(super) fn location(&mut self, value: &Value, names: [&str; 3]) -> Value {
        let span = value.span;
        if let Term::Map(_) = value.term {
            let written = ["Bucket", "Key", "Version"].into_iter().zip(names);
            let entries =
                written.filter_map(|(from, to)| Some(entry(to, prop(value, from)?.clone())));
            return map(entries.collect(), span);
        }
        let Some((bucket, rest)) = literal(value)
            .and_then(|text| text.strip_prefix("s3://"))
            .and_then(|text| text.split_once('/'))
        else {
            return super::values::absent(span);
        };
        let (key, version) = rest.split_once("?versionId=").unwrap_or((rest, ""));
        let texts = [bucket, key, version].into_iter().zip(names);
        let texts = texts.filter(|(text, _)| !text.is_empty());
        let entries = texts.map(|(text, name)| entry(name, Value::text(text, span)));
        map(entries.collect(), span)
    }

    /// The role that is made for a function, before its events add to it.
    fn own_role(&mut self, properties: &Value, site: &Site) -> Role {
        let mut role = Role::default();
        let basic = match prop(properties, "DurableConfig") {
            Some(_) => "policy_durable",
            None => "policy_basic",
        };
        let basic = self.managed(basic, site);
        role.attach(basic);
        if let Some(entry) = properties.entry("Tracing")
            && is_there(&tracing(properties, site))
        {
            let at = site.at(entry.key_span);
            let policy = self.managed("policy_tracing", &at);
            role.attach(policy);
        }
        if let Some(entry) = properties
            .entry("VpcConfig")
            .filter(|one| is_there(&one.value))
        {
            let at = site.at(entry.key_span);
            let policy = self.managed("policy_vpc", &at);
            role.attach(policy);
        }
        if let Some(queue) = prop(properties, "DeadLetterQueue") {
            let at = site.at(queue.span);
            let word = match text(queue, "Type") {
                Some("SNS") => "dead_letter_sns",
                _ => "dead_letter_sqs",
            };
            let action = self.word(word, &at);
            let holes = vec![("action", action), ("resource", copy(queue, "TargetArn"))];
            let statement = self.part("statement", &at, holes);
            let policy = self.policy("DeadLetterQueuePolicy", statement, &at);
            role.policies.push(policy);
        }
        self.add_policies(&mut role, prop(properties, "Policies"), site);
        role
    }

    /// A version and an alias, where the function publishes one; the name of the alias.
    fn publish(&mut self, properties: &Value, site: &Site) -> Option<String> {
        let alias = prop(properties, "AutoPublishAlias")?;
        let at = site.at(alias.span);
        let name = match literal(alias) {
            // The name is given at deployment.
            None if matches!(alias.term, Term::Parameter(_) | Term::Unknown(_)) => Some(""),
            name => name.filter(|name| is_alias(name)),
        };
        let Some(name) = name else {
            let message = format!("`AutoPublishAlias` of `{}` is no name of an alias", site.id);
            let help = "write letters, digits, `-` and `_`, or name a parameter with a default";
            self.refuse(alias.span, message, help);
            return None;
        };
        let content = super::super::print::print(properties);
        let version = format!("{}Version{}", site.id, digest(&content));
        let alias_id = format!(
            "{}Alias{}",
            site.id,
            name.replace('-', "D").replace('_', "U")
        );
        let function = site.text(site.id.clone());
        let description = copy(properties, "VersionDescription");
        let holes = vec![("function", function.clone()), ("description", description)];
        self.make("version", &version, &at, holes);
        let holes = vec![
            ("name", alias.clone()),
            ("function", function),
            ("version", at.text(version.clone())),
            (
                "provisioned",
                copy(properties, "ProvisionedConcurrencyConfig"),
            ),
        ];
        self.make("alias", &alias_id, &at, holes);
        self.rename(&site.id, "Version", &version);
        self.rename(&site.id, "Alias", &alias_id);
        Some(alias_id)
    }

    /// Notes what `Name.Property` stands for.
    pub(super) fn rename(&mut self, name: &str, property: &str, id: &str) {
        self.renamed
            .insert(format!("{name}.{property}"), id.to_owned());
    }

    /// The address of a function, and who may call it there.
    fn function_url(&mut self, caller: &Caller, alias: Option<&str>) {
        let Some(entry) = caller.properties.entry("FunctionUrlConfig") else {
            return;
        };
        let config = &entry.value;
        if !is_there(config) {
            return;
        }
        let site = caller.site.at(entry.key_span);
        self.check_url(config, &site);
        let id = &site.id;
        let auth = copy(config, "AuthType");
        let target = match alias {
            Some(alias) => reference(alias, None, site.span),
            None => reference(id, None, site.span),
        };
        let holes = vec![
            ("auth", auth.clone()),
            ("cors", copy(config, "Cors")),
            ("mode", copy(config, "InvokeMode")),
            ("target", target.clone()),
        ];
        self.make("url", &format!("{id}Url"), &site, holes);
        let open = alternatives(&auth).into_iter();
        let open = open.filter(|(_, value)| literal(value) == Some("NONE"));
        let open = Guard::any(open.map(|(when, _)| when));
        if open == Guard::Never {
            return;
        }
        let site = site.when(open);
        let holes = vec![("target", target.clone()), ("auth", auth)];
        self.make(
            "url_permission",
            &format!("{id}UrlPublicPermissions"),
            &site,
            holes,
        );
        let id = format!("{id}URLInvokeAllowPublicAccess");
        self.make(
            "url_invoke_permission",
            &id,
            &site,
            vec![("target", target)],
        );
    }
}

/// Whether the service takes a name for an alias.
fn is_alias(name: &str) -> bool {
    let fits = |one: char| one.is_ascii_alphanumeric() || one == '-' || one == '_';
    !name.is_empty() && name.chars().all(fits) && !name.chars().all(|one| one.is_ascii_digit())
}

/// How a function is traced; `Disabled` is as good as nothing.
fn tracing(properties: &Value, site: &Site) -> Value {
    let value = prop(properties, "Tracing");
    match value {
        Some(value) if is_open(value) || literal(value) != Some("Disabled") => match literal(value)
        {
            Some("Disabled") => site.absent(),
            _ => value.clone(),
        },
        _ => site.absent(),
    }
}
