//! Sources that a function reads from: streams, queues, brokers, databases.
//!
//! In: an event. Out: a mapping of the source to the function, and what the role of the function may do for it.

use crate::syntax::{Term, Value};

use super::events::Event;
use super::function::Caller;
use super::make::{Sam, Site};
use super::values::{copy, is_open, is_there, list, literal, only, prop, text, without};

/// Properties that are the same before and after.
const PASSED: [&str; 21] = [
    "BatchSize",
    "BisectBatchOnFunctionError",
    "DestinationConfig",
    "Enabled",
    "FilterCriteria",
    "FunctionResponseTypes",
    "KmsKeyArn",
    "LoggingConfig",
    "MaximumBatchingWindowInSeconds",
    "MaximumRecordAgeInSeconds",
    "MaximumRetryAttempts",
    "MetricsConfig",
    "ParallelizationFactor",
    "ProvisionedPollerConfig",
    "Queues",
    "ScalingConfig",
    "SourceAccessConfigurations",
    "StartingPosition",
    "StartingPositionTimestamp",
    "Topics",
    "TumblingWindowInSeconds",
];

/// How self-managed Kafka knows who reads; the last two need no secret.
const MECHANISMS: [&str; 7] = [
    "SASL_SCRAM_256_AUTH",
    "SASL_SCRAM_512_AUTH",
    "BASIC_AUTH",
    "CLIENT_CERTIFICATE_TLS_AUTH",
    "OAUTHBEARER_AUTH",
    "IAM_AUTH",
    "IAM_OAUTHBEARER_AUTH",
];

/// What else self-managed Kafka can be told of who reads.
const DETAILS: [&str; 4] = [
    "OAUTHBEARER_SCOPE",
    "OAUTHBEARER_AUDIENCE",
    "OAUTHBEARER_LOGICAL_CLUSTER",
    "OAUTHBEARER_IDENTITY_POOL",
];

impl Sam<'_, '_> {
    /// A mapping of a source to a function.
    pub(super) fn pull_event(&mut self, caller: &mut Caller, event: &Event) {
        let (site, properties) = (&event.site, &event.properties);
        let (source, managed) = match &*event.sort {
            "Kinesis" => ("Stream", "policy_kinesis"),
            "DynamoDB" => ("Stream", "policy_dynamodb"),
            "MSK" => ("Stream", "policy_msk"),
            "SQS" => ("Queue", "policy_sqs"),
            "MQ" => ("Broker", ""),
            "DocumentDB" => ("Cluster", ""),
            _ => ("", ""),
        };
        self.check_pull(event);
        let group = copy(properties, "ConsumerGroupId");
        let registry = copy(properties, "SchemaRegistryConfig");
        let of = |sort: &str, value: &Value| match event.sort == sort {
            true => value.clone(),
            false => site.absent(),
        };
        let documents = match &*event.sort {
            "DocumentDB" => only(
                properties,
                &["DatabaseName", "CollectionName", "FullDocument"],
            ),
            _ => site.absent(),
        };
        let mut passed = only(properties, &PASSED);
        self.settle_destination(caller, event, &mut passed);
        let holes = vec![
            ("passed", passed),
            ("target", caller.name.clone()),
            ("source", copy(properties, source)),
            ("servers", copy(properties, "KafkaBootstrapServers")),
            ("msk_group", of("MSK", &group)),
            ("msk_registry", of("MSK", &registry)),
            ("kafka_group", of("SelfManagedKafka", &group)),
            ("kafka_registry", of("SelfManagedKafka", &registry)),
            ("documents", documents),
        ];
        self.make("mapping", &event.id, site, holes);
        if !managed.is_empty() {
            let policy = self.managed(managed, site);
            caller.role.attach(policy);
        }
        self.grant_source(caller, event, source);
    }

    /// Where records go that could not be handled: its `Type` is for the policy alone.
    fn settle_destination(&mut self, caller: &mut Caller, event: &Event, passed: &mut Value) {
        let Some(config) = prop(&event.properties, "DestinationConfig") else {
            return;
        };
        let failure = prop(config, "OnFailure");
        if failure.is_none() && !is_open(config) {
            let message = format!(
                "`DestinationConfig` of event `{}` has no `OnFailure`",
                event.name
            );
            self.refuse(config.span, message, "write it");
        }
        let Some(failure) = failure else { return };
        self.expect_map("`OnFailure`", Some(failure));
        let sort = prop(failure, "Type");
        self.expect_one_of(
            "`Type` of `OnFailure`",
            sort,
            &["SQS", "SNS", "S3", "Kafka"],
        );
        let sends = match sort.and_then(literal) {
            Some("SQS") => "send_sqs",
            Some("SNS") => "send_sns",
            Some("S3") => "send_s3",
            _ => return,
        };
        let site = event.site.at(failure.span);
        let holes = vec![("target", copy(failure, "Destination"))];
        let statements = self.part(sends, &site, holes);
        let policy = self.policy(&format!("{}DestinationPolicy", event.id), statements, &site);
        caller.role.policies.push(policy);
        if let Term::Map(entries) = &mut passed.term {
            for entry in entries
                .iter_mut()
                .filter(|one| one.key == "DestinationConfig")
            {
                let bare = without(failure, &["Type"]);
                let made = super::values::entry("OnFailure", bare);
                entry.value = super::values::map(vec![made], entry.value.span);
            }
        }
    }

    /// What the role of the function may do with a source that has no managed policy.
    fn grant_source(&mut self, caller: &mut Caller, event: &Event, source: &str) {
        let (site, properties) = (&event.site, &event.properties);
        let mut statements = Vec::new();
        match &*event.sort {
            "MQ" | "DocumentDB" => {
                let secret = self.basic_secret(event);
                let holes = vec![("secret", secret), ("source", copy(properties, source))];
                let (shape, network) = match &*event.sort {
                    "MQ" => ("read_mq", false),
                    _ => ("read_documentdb", true),
                };
                statements.extend(self.part(shape, site, holes).items().to_vec());
                if network {
                    statements.push(self.part("read_network", site, Vec::new()));
                }
            }
            "SelfManagedKafka" => statements.extend(self.kafka_access(event)),
            "MSK" => statements.extend(self.certificates(event)),
            _ => return,
        }
        if let Some(key) = prop(properties, "SecretsManagerKmsKeyId") {
            let at = site.at(key.span);
            statements.push(self.part("decrypt", &at, vec![("key", key.clone())]));
        }
        statements.extend(self.registry_access(event));
        statements.retain(is_there);
        if statements.is_empty() {
            return;
        }
        let statements = list(statements, site.span);
        let policy = self.policy(&format!("{}Policy", event.id), statements, site);
        caller.role.policies.push(policy);
    }

    /// The secret by which a broker or database knows who reads.
    fn basic_secret(&mut self, event: &Event) -> Value {
        let site = event.site.clone();
        let known: &[&str] = match &*event.sort {
            "MQ" => &["BASIC_AUTH", "VIRTUAL_HOST"],
            _ => &["BASIC_AUTH"],
        };
        let Some(configurations) = prop(&event.properties, "SourceAccessConfigurations") else {
            let message = format!("event `{}` has no `SourceAccessConfigurations`", event.name);
            self.refuse(site.span, message, "write one of the type `BASIC_AUTH`");
            return site.absent();
        };
        if is_open(configurations) {
            return configurations.clone();
        }
        let mut found: Vec<Value> = Vec::new();
        for one in configurations.items() {
            self.expect_map("an entry of `SourceAccessConfigurations`", Some(one));
            let sort = prop(one, "Type");
            self.expect_one_of("`Type` of `SourceAccessConfigurations`", sort, known);
            if sort.and_then(literal) == Some("BASIC_AUTH") {
                match prop(one, "URI") {
                    Some(secret) => found.push(secret.clone()),
                    None => self.refuse(one.span, "`BASIC_AUTH` has no `URI`", "name the secret"),
                }
            }
        }
        if found.len() != 1 {
            let message = format!(
                "event `{}` has not just one secret of `BASIC_AUTH`",
                event.name
            );
            self.refuse(configurations.span, message, "name one");
        }
        found.pop().unwrap_or_else(|| site.absent())
    }

    /// What a function may do for a Kafka that nobody manages.
    fn kafka_access(&mut self, event: &Event) -> Vec<Value> {
        let (site, properties) = (&event.site, &event.properties);
        self.check_kafka(event);
        let Some(configurations) = prop(properties, "SourceAccessConfigurations") else {
            return Vec::new();
        };
        let (mut statements, mut mechanisms) = (Vec::new(), 0);
        let (mut subnet, mut group) = (false, false);
        for one in configurations.items() {
            let sort = text(one, "Type").unwrap_or_default();
            let bare = MECHANISMS[5..].contains(&sort);
            if is_open(one) {
                continue;
            }
            if prop(one, "URI").is_none_or(|uri| matches!(uri.term, Term::Map(_) | Term::List(_)))
                && !bare
            {
                let message = format!("`{sort}` of event `{}` has no `URI`", event.name);
                self.refuse(one.span, message, "write one");
            }
            match sort {
                "VPC_SUBNET" => subnet = true,
                "VPC_SECURITY_GROUP" => group = true,
                _ if DETAILS.contains(&sort) => {}
                _ if MECHANISMS.contains(&sort) || sort == "SERVER_ROOT_CA_CERTIFICATE" => {
                    mechanisms += usize::from(MECHANISMS.contains(&sort));
                    if !bare {
                        let at = site.at(one.span);
                        let holes = vec![("secret", copy(one, "URI"))];
                        statements.push(self.part("kafka_secret", &at, holes));
                    }
                }
                _ => {
                    let message = format!("`{sort}` is no access configuration of Kafka");
                    self.refuse(one.span, message, "correct its `Type`");
                }
            }
        }
        if mechanisms > 1 {
            let message = format!("event `{}` signs in in more than one way", event.name);
            self.refuse(configurations.span, message, "keep one");
        }
        if subnet != group {
            let message = "a subnet needs a security group, and the other way round";
            self.refuse(configurations.span, message, "name both");
        }
        if subnet && group {
            statements.push(self.part("read_network", site, Vec::new()));
        }
        statements
    }

    /// What a Kafka that nobody manages has to say.
    fn check_kafka(&mut self, event: &Event) {
        let (site, properties) = (&event.site, &event.properties);
        for needed in [
            "KafkaBootstrapServers",
            "Topics",
            "SourceAccessConfigurations",
        ] {
            if prop(properties, needed).is_none() {
                let message = format!("event `{}` has no `{needed}`", event.name);
                self.refuse(site.span, message, &format!("add `{needed}`"));
            }
        }
        let topics = prop(properties, "Topics");
        if let Some(topics) = topics.filter(|one| !is_open(one) && one.items().len() != 1) {
            let message = format!("`Topics` of event `{}` has not just one", event.name);
            self.refuse(topics.span, message, "name one topic");
        }
    }

    /// Secrets with the certificates that a function shows a managed Kafka.
    fn certificates(&mut self, event: &Event) -> Vec<Value> {
        let configurations = prop(&event.properties, "SourceAccessConfigurations");
        let mut statements = Vec::new();
        for one in configurations.into_iter().flat_map(Value::items) {
            if text(one, "Type") == Some("CLIENT_CERTIFICATE_TLS_AUTH") {
                let at: Site = event.site.at(one.span);
                let holes = vec![("secret", copy(one, "URI"))];
                statements.push(self.part("kafka_secret", &at, holes));
            }
        }
        statements
    }

    /// What a function may do with the registry of the schemas.
    fn registry_access(&mut self, event: &Event) -> Vec<Value> {
        let Some(config) = prop(&event.properties, "SchemaRegistryConfig") else {
            return Vec::new();
        };
        let site = event.site.at(config.span);
        for key in [
            "SchemaRegistryURI",
            "EventRecordFormat",
            "SchemaValidationConfigs",
        ] {
            if prop(config, key).is_none() && !is_open(config) {
                let message = format!(
                    "`SchemaRegistryConfig` of event `{}` has no `{key}`",
                    event.name
                );
                self.refuse(config.span, message, &format!("add `{key}`"));
            }
        }
        let mut statements = Vec::new();
        let access = prop(config, "AccessConfigs");
        for one in access.into_iter().flat_map(Value::items) {
            let holes = vec![("secret", copy(one, "URI"))];
            statements.push(self.part("kafka_secret", &site, holes));
        }
        let uri = prop(config, "SchemaRegistryURI");
        if let Some(uri) =
            uri.filter(|uri| !literal(uri).is_some_and(|text| text.starts_with("http")))
        {
            let name = literal(uri).and_then(|text| text.rsplit_once('/'));
            let name = name.map_or_else(|| site.text("*"), |(_, name)| Value::text(name, uri.span));
            let holes = vec![("registry", uri.clone()), ("name", name)];
            statements.push(self.part("registry_glue", &site, holes.clone()));
            statements.push(self.part("registry_schema", &site, holes));
        }
        statements
    }

    /// What the service refuses of every source.
    fn check_pull(&mut self, event: &Event) {
        let properties = &event.properties;
        if let Some(criteria) = prop(properties, "FilterCriteria") {
            let stranger = criteria.entries().iter().find(|one| one.key != "Filters");
            if let Some(stranger) = stranger {
                let message = format!(
                    "`FilterCriteria` of event `{}` has more than `Filters`",
                    event.name
                );
                self.refuse(stranger.key_span, message, "write a list under `Filters`");
            }
        }
        let kafka = matches!(&*event.sort, "MSK" | "SelfManagedKafka");
        if let Some(group) = prop(properties, "ConsumerGroupId").filter(|_| !kafka) {
            let message = format!("`ConsumerGroupId` means nothing to `{}`", event.sort);
            self.refuse(group.span, message, "take it out");
        }
        for (key, known) in [("SchemaRegistryConfig", kafka)] {
            if let Some(value) = prop(properties, key).filter(|_| !known) {
                let message = format!("`{key}` means nothing to `{}`", event.sort);
                self.refuse(value.span, message, "take it out");
            }
        }
        if let Some(key) = prop(properties, "SecretsManagerKmsKeyId")
            && matches!(key.term, Term::Map(_) | Term::List(_) | Term::Reference(_))
        {
            let message = "`SecretsManagerKmsKeyId` is no id of a key";
            self.refuse(key.span, message, "write the id as text");
        }
    }
}
