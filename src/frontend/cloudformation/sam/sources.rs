//! Sources that call a function by themselves: buckets, topics, log groups, user pools, rules of IoT, skills.
//!
//! In: an event. Out: permissions, subscriptions and filters; buckets and user pools get what they notify.

use crate::syntax::{Guard, Term, Value};

use super::events::{Event, Source};
use super::function::Caller;
use super::make::Sam;
use super::values::{
    copy, entry, flag, is_open, is_there, list, map, prop, reference, target, without,
};

impl Sam<'_, '_> {
    /// The resource of the template that a property refers to, if it is of a type; else an error.
    fn named(&mut self, event: &Event, property: &str, word: &str, what: &str) -> Option<String> {
        let value = prop(&event.properties, property)?;
        let name = match &value.term {
            Term::Reference(one) if one.attribute.is_none() => Some(one.to.clone()),
            _ => None,
        };
        let wanted = self.language.words.get(word).cloned().unwrap_or_default();
        let known = name.filter(|name| {
            let mut made = self.made.iter();
            made.any(|one| one.name == *name && one.type_name == wanted)
        });
        if known.is_none() {
            let message = format!(
                "`{property}` of event `{}` does not refer to a {what} of this template",
                event.name
            );
            let help = format!("write a `Ref` to a {what}, or notify the function there");
            self.refuse(value.span, message, &help);
        }
        known
    }

    /// A bucket that notifies a function.
    pub(super) fn bucket_event(&mut self, caller: &Caller, event: &Event) {
        let Some(bucket) = self.named(event, "Bucket", "type_bucket", "bucket") else {
            return;
        };
        let site = &event.site;
        let account =
            super::super::reference::named("AWS::AccountId", site.span, site.span, self.scope);
        let source = Source {
            service: "s3",
            arn: site.absent(),
            account,
            token: site.absent(),
        };
        self.permit(caller, &event.id, "", site, source);
        let kinds = prop(&event.properties, "Events");
        let filter = copy(&event.properties, "Filter");
        let mut notified = Vec::new();
        for kind in kinds.into_iter().flat_map(Value::items) {
            let mut entries = vec![
                entry("Event", kind.clone()),
                entry("Function", caller.target.clone()),
            ];
            if is_there(&filter) {
                entries.push(entry("Filter", filter.clone()));
            }
            let one = map(entries, site.span);
            notified.push(match &site.when {
                Guard::Always => one,
                when => Value {
                    term: Term::Choice {
                        when: when.clone(),
                        then: Box::new(one),
                        otherwise: Box::new(site.absent()),
                    },
                    span: site.span,
                },
            });
        }
        let path = ["NotificationConfiguration", "LambdaConfigurations"];
        self.add_at(&bucket, &path, notified, site.span);
    }

    /// Adds items to a list within the properties of a resource.
    fn add_at(&mut self, id: &str, path: &[&str], items: Vec<Value>, span: crate::source::Span) {
        let Some(resource) = self.made_mut(id) else {
            return;
        };
        let mut place = &mut resource.properties;
        for key in path {
            if !matches!(place.term, Term::Map(_)) {
                *place = map(Vec::new(), span);
            }
            let Term::Map(entries) = &mut place.term else {
                return;
            };
            let at = entries.iter().position(|one| one.key == *key);
            let at = at.unwrap_or_else(|| {
                entries.push(entry(key, map(Vec::new(), span)));
                entries.len() - 1
            });
            place = &mut entries[at].value;
        }
        match &mut place.term {
            Term::List(list) => list.extend(items),
            _ => *place = list(items, span),
        }
    }

    /// A user pool that calls a function on the way.
    pub(super) fn pool_event(&mut self, caller: &Caller, event: &Event) {
        let Some(pool) = self.named(event, "UserPool", "type_user_pool", "user pool") else {
            return;
        };
        let site = &event.site;
        let source = Source {
            service: "cognito",
            arn: reference(&pool, Some("Arn"), site.span),
            account: site.absent(),
            token: site.absent(),
        };
        let prefix = format!("{}Cognito", caller.called);
        self.permit(caller, &prefix, "", site, source);
        let triggers = prop(&event.properties, "Trigger");
        for trigger in triggers.into_iter().flat_map(Value::items) {
            let Some(name) = super::values::literal(trigger) else {
                let message = format!("`Trigger` of event `{}` is no name", event.name);
                self.refuse(trigger.span, message, "write the name of a trigger");
                continue;
            };
            self.trigger(&pool, name, caller.target.clone(), event);
        }
    }

    fn trigger(&mut self, pool: &str, name: &str, target: Value, event: &Event) {
        const CONFIG: &str = "LambdaConfig";
        let span = event.site.span;
        let Some(resource) = self.made_mut(pool) else {
            return;
        };
        let properties = &mut resource.properties;
        if !matches!(properties.term, Term::Map(_)) {
            *properties = map(Vec::new(), span);
        }
        let config = prop(properties, CONFIG);
        let is_map = config.is_none_or(|config| matches!(config.term, Term::Map(_)));
        let taken = config.is_some_and(|config| config.get(name).is_some());
        let mut entries = config.map_or_else(Vec::new, |config| config.entries().to_vec());
        if taken || !is_map {
            let message = format!("trigger `{name}` of `{pool}` is set elsewhere too");
            return self.refuse(span, message, "keep one of them");
        }
        entries.push(entry(name, target));
        let mut all = without(properties, &[CONFIG]);
        if let Term::Map(list) = &mut all.term {
            list.push(entry(CONFIG, map(entries, span)));
        }
        *properties = all;
    }

    /// A topic that calls a function, or fills a queue that it reads.
    pub(super) fn topic_event(&mut self, caller: &mut Caller, event: &Event) {
        let (site, properties) = (&event.site, &event.properties);
        let topic = copy(properties, "Topic");
        if matches!(topic.term, Term::Map(_) | Term::List(_)) {
            return;
        }
        let by_queue = prop(properties, "SqsSubscription");
        let by_queue = by_queue.filter(|value| flag(value) != Some(false));
        let (protocol, endpoint) = match by_queue {
            Some(queue) => ("sqs", self.queue_of_topic(caller, event, queue, &topic)),
            None => {
                self.permit_arn(caller, event, "", "sns", topic.clone());
                ("lambda", caller.target.clone())
            }
        };
        let holes = vec![
            ("protocol", site.text(protocol)),
            ("endpoint", endpoint),
            ("topic", topic),
            ("region", copy(properties, "Region")),
            ("filter", copy(properties, "FilterPolicy")),
            ("scope", copy(properties, "FilterPolicyScope")),
            ("redrive", copy(properties, "RedrivePolicy")),
        ];
        self.make("subscription", &event.id, site, holes);
    }

    /// A queue between a topic and a function; its ARN.
    fn queue_of_topic(
        &mut self,
        caller: &mut Caller,
        event: &Event,
        written: &Value,
        topic: &Value,
    ) -> Value {
        let site = event.site.at(written.span);
        let is_map = matches!(written.term, Term::Map(_));
        let (arn, url) = match is_map {
            true => {
                if prop(written, "QueueArn").is_none() || prop(written, "QueueUrl").is_none() {
                    let message = "`SqsSubscription` has no `QueueArn` or no `QueueUrl`";
                    self.refuse(written.span, message, "write both, or `true`");
                }
                (copy(written, "QueueArn"), copy(written, "QueueUrl"))
            }
            false => {
                let id = format!("{}Queue", event.id);
                let fifo = target(topic).and_then(|topic| {
                    let made = self.made.iter().find(|one| one.name == topic)?;
                    prop(&made.properties, "FifoTopic").cloned()
                });
                let fifo = fifo.filter(|fifo| flag(fifo) != Some(false));
                let fifo = fifo.unwrap_or_else(|| site.absent());
                self.make("queue", &id, &site, vec![("fifo", fifo)]);
                (
                    reference(&id, Some("Arn"), site.span),
                    reference(&id, None, site.span),
                )
            }
        };
        let holes = vec![("queue", arn.clone()), ("source", topic.clone())];
        let statement = self.part("topic_to_queue", &site, holes);
        let id = super::values::text(written, "QueuePolicyLogicalId");
        let id = id.map_or_else(|| format!("{}QueuePolicy", event.id), str::to_owned);
        let holes = vec![("queue", url), ("statement", statement)];
        self.make("queue_policy", &id, &site, holes);
        let size = match prop(written, "BatchSize") {
            Some(size) if !is_open(size) => size.clone(),
            _ => site.text("10"),
        };
        let entries = vec![
            entry("BatchSize", size),
            entry("Enabled", site.text("true")),
        ];
        let id = format!("{}EventSourceMapping", event.id);
        let holes = vec![
            ("passed", map(entries, site.span)),
            ("target", caller.name.clone()),
            ("source", arn.clone()),
        ];
        self.make("mapping", &id, &site, holes);
        let policy = self.managed("policy_sqs", &site);
        caller.role.attach(policy);
        arn
    }

    /// A log group whose records a function gets.
    pub(super) fn log_event(&mut self, caller: &Caller, event: &Event) {
        let (site, properties) = (&event.site, &event.properties);
        let group = copy(properties, "LogGroupName");
        let arn = self.part("log_group_arn", site, vec![("group", group.clone())]);
        self.permit_arn(caller, event, "", "logs", arn);
        let holes = vec![
            ("group", group),
            ("pattern", copy(properties, "FilterPattern")),
            ("target", caller.target.clone()),
        ];
        self.make("log_subscription", &event.id, site, holes);
    }

    /// A rule of IoT that calls a function.
    pub(super) fn iot_event(&mut self, caller: &Caller, event: &Event) {
        let (site, properties) = (&event.site, &event.properties);
        let rule = site.text(event.id.clone());
        let arn = self.part("iot_rule_arn", site, vec![("rule", rule)]);
        self.permit_arn(caller, event, "", "iot", arn);
        let holes = vec![
            ("sql", copy(properties, "Sql")),
            ("version", copy(properties, "AwsIotSqlVersion")),
            ("target", caller.target.clone()),
        ];
        self.make("iot_rule", &event.id, site, holes);
    }

    /// A skill of Alexa that calls a function.
    pub(super) fn skill_event(&mut self, caller: &Caller, event: &Event) {
        let site = &event.site;
        let source = Source {
            service: "alexa",
            arn: site.absent(),
            account: site.absent(),
            token: copy(&event.properties, "SkillId"),
        };
        self.permit(caller, &event.id, "", site, source);
    }
}
