//! Tables, layers, nested applications and capacity providers.
//!
//! In: SAM resources that become one resource, or one and a role. Out: those.

use crate::frontend::Resource;
use crate::syntax::{Term, Value};

use super::make::{Sam, Site, tag_list};
use super::policies::Role;
use super::values::{
    copy, digest, entry, is_dynamic, is_open, list, literal, map, only, prop, reference, text,
    without,
};

impl Sam<'_, '_> {
    /// A table with one key.
    pub(super) fn simple_table(&mut self, resource: &Resource) {
        let site = Site::of(resource);
        let properties = &resource.properties;
        let key = prop(properties, "PrimaryKey");
        let (name, sort) = match key {
            Some(key) => {
                for part in ["Name", "Type"] {
                    if prop(key, part).is_none() && !is_open(key) {
                        let message = format!("`PrimaryKey` of `{}` has no `{part}`", site.id);
                        self.refuse(key.span, message, &format!("add `{part}`"));
                    }
                }
                self.expect_one_of(
                    "`Type` of `PrimaryKey`",
                    prop(key, "Type"),
                    &["String", "Number", "Binary"],
                );
                let sort = text(key, "Type").and_then(|text| text.get(..1));
                let sort =
                    sort.map_or_else(|| copy(key, "Type"), |sort| Value::text(sort, key.span));
                (copy(key, "Name"), sort)
            }
            None => (site.text("id"), site.text("S")),
        };
        let billing = match prop(properties, "ProvisionedThroughput") {
            Some(_) => site.absent(),
            None => site.text("PAY_PER_REQUEST"),
        };
        let passed = [
            "PointInTimeRecoverySpecification",
            "ProvisionedThroughput",
            "SSESpecification",
            "TableName",
        ];
        let tags = tag_list(prop(properties, "Tags"));
        let tags = match tags.is_empty() {
            true => site.absent(),
            false => list(tags, site.span),
        };
        let holes = vec![
            ("passed", only(properties, &passed)),
            ("key", name),
            ("sort", sort),
            ("billing", billing),
            ("tags", tags),
        ];
        self.make("table", &site.id.clone(), &site, holes);
    }

    /// A layer, under a name that changes with what it is.
    pub(super) fn layer(&mut self, resource: &Resource) {
        let site = Site::of(resource);
        let properties = &resource.properties;
        let id = format!(
            "{}{}",
            site.id,
            digest(&super::super::print::print(properties))
        );
        if let Some(policy) = prop(properties, "RetentionPolicy").and_then(literal)
            && !matches!(&*policy.to_lowercase(), "retain" | "delete")
        {
            let message = format!("`RetentionPolicy` of `{}` is `{policy}`", site.id);
            self.refuse(site.span, message, "write `Retain` or `Delete`");
        }
        let content = match prop(properties, "ContentUri") {
            Some(uri) => {
                self.check_location(uri, "ContentUri", &site.id);
                self.location(uri, ["S3Bucket", "S3Key", "S3ObjectVersion"])
            }
            None => site.absent(),
        };
        let name = match prop(properties, "LayerName") {
            Some(name) => name.clone(),
            None => site.text(site.id.clone()),
        };
        let passed = [
            "CompatibleArchitectures",
            "CompatibleRuntimes",
            "Description",
            "LicenseInfo",
        ];
        let holes = vec![
            ("passed", only(properties, &passed)),
            ("name", name),
            ("content", content),
        ];
        self.make("layer", &id, &site, holes);
        self.renamed.insert(site.id.clone(), id);
    }

    /// An application of its own: a nested stack.
    pub(super) fn application(&mut self, resource: &Resource) {
        let site = Site::of(resource);
        let properties = &resource.properties;
        let location = prop(properties, "Location");
        let mut tags = Vec::new();
        if let Some(location) = location.filter(|one| matches!(one.term, Term::Map(_))) {
            for (key, word) in [
                ("ApplicationId", "serverless_repo_application"),
                ("SemanticVersion", "serverless_repo_version"),
            ] {
                match prop(location, key) {
                    Some(value) => {
                        let name = self.language.words.get(word).cloned().unwrap_or_default();
                        tags.push(entry(&name, value.clone()));
                        if is_dynamic(value) || matches!(value.term, Term::Map(_) | Term::List(_)) {
                            let message = format!("`{key}` of `{}` is no text", site.id);
                            self.refuse(value.span, message, "write it out");
                        }
                    }
                    None => {
                        let message = format!("`Location` of `{}` has no `{key}`", site.id);
                        self.refuse(location.span, message, &format!("add `{key}`"));
                    }
                }
            }
        }
        let url = match location {
            Some(one) if !matches!(one.term, Term::Map(_)) => one.clone(),
            _ => copy(properties, "TemplateUrl"),
        };
        let own = map(tags, site.span);
        let mut all = self.tags("created_by", prop(properties, "Tags"), &site);
        if let Term::List(items) = &mut all.term {
            items.extend(tag_list(Some(&own)));
        }
        let passed = ["NotificationARNs", "Parameters", "TimeoutInMinutes"];
        let holes = vec![
            ("passed", only(properties, &passed)),
            ("url", url),
            ("tags", all),
        ];
        self.make("stack", &site.id.clone(), &site, holes);
    }

    /// Machines of one's own on which functions run.
    pub(super) fn capacity_provider(&mut self, resource: &Resource) {
        let site = Site::of(resource);
        let properties = &resource.properties;
        self.check_capacity(properties, &site);
        let tags = self.tags("created_by", prop(properties, "Tags"), &site);
        let role = match prop(properties, "OperatorRole") {
            Some(role) => role.clone(),
            None => {
                let id = format!("{}OperatorRole", site.id);
                let mut role = Role::default();
                let policy = self.managed("policy_capacity", &site);
                role.attach(policy);
                let trust = self.trust("lambda", &site);
                let none = site.absent();
                let own = self.tags("created_by", None, &site);
                self.make_role(&id, &site, trust, role, &none, own);
                reference(&id, Some("Arn"), site.span)
            }
        };
        let instances = prop(properties, "InstanceRequirements");
        let instances = instances.map_or_else(
            || site.absent(),
            |one| {
                let renamed = [
                    ("Architectures", "Architectures"),
                    ("AllowedTypes", "AllowedInstanceTypes"),
                    ("ExcludedTypes", "ExcludedInstanceTypes"),
                ];
                let entries = renamed.iter();
                let entries =
                    entries.filter_map(|(from, to)| Some(entry(to, prop(one, from)?.clone())));
                map(entries.collect(), one.span)
            },
        );
        let holes = vec![
            ("name", copy(properties, "CapacityProviderName")),
            ("vpc", copy(properties, "VpcConfig")),
            ("role", role),
            ("tags", tags),
            ("instances", instances),
            ("scaling", copy(properties, "ScalingConfig")),
            ("key", copy(properties, "KmsKeyArn")),
            ("logging", copy(properties, "LoggingConfig")),
        ];
        self.make("capacity_provider", &site.id.clone(), &site, holes);
    }

    /// Refuses what the service refuses of machines of one's own.
    fn check_capacity(&mut self, properties: &Value, site: &Site) {
        let known: [(&str, &[&str]); 3] = [
            ("VpcConfig", &["SubnetIds", "SecurityGroupIds"]),
            (
                "InstanceRequirements",
                &["Architectures", "AllowedTypes", "ExcludedTypes"],
            ),
            ("ScalingConfig", &["MaxVCpuCount", "AverageCPUUtilization"]),
        ];
        for (key, names) in known {
            let Some(value) = prop(properties, key) else {
                continue;
            };
            for stranger in without(value, names).entries() {
                let message = format!(
                    "`{}` is nothing that `{key}` of `{}` can say",
                    stranger.key, site.id
                );
                self.refuse(stranger.key_span, message, &names.join(", "));
            }
        }
        if let Some(vpc) = prop(properties, "VpcConfig")
            && prop(vpc, "SubnetIds").is_none()
            && !is_open(vpc)
        {
            let message = format!("`VpcConfig` of `{}` has no `SubnetIds`", site.id);
            self.refuse(vpc.span, message, "add them");
        }
        if let Some(one) = prop(properties, "InstanceRequirements")
            && prop(one, "AllowedTypes").is_some()
            && prop(one, "ExcludedTypes").is_some()
        {
            let message = "`AllowedTypes` and `ExcludedTypes` exclude each other";
            self.refuse(one.span, message, "keep one of them");
        }
    }
}
