//! Events of functions: which sort each is, and what all of them need.
//!
//! In: `Events` of a function. Out: what its sources become, and permissions. Each sort is in a file next door.

use crate::source::closest_name;
use crate::syntax::{Entry, Term, Value};

use super::Sorts;
use super::function::Caller;
use super::make::{Sam, Site};
use super::values::{copy, digest, is_alphanumeric, is_there, literal, prop, text};

/// One event of a function or state machine.
pub(super) struct Event {
    /// Its name.
    pub(super) name: String,
    /// The name of what it makes: the one of its owner and its own.
    pub(super) id: String,
    pub(super) sort: String,
    pub(super) properties: Value,
    pub(super) site: Site,
}

/// Who may call a function, in a permission.
pub(super) struct Source<'w> {
    pub(super) service: &'w str,
    pub(super) arn: Value,
    pub(super) account: Value,
    pub(super) token: Value,
}

impl Sam<'_, '_> {
    /// The events of a resource that are understood.
    pub(super) fn events(
        &mut self,
        properties: &Value,
        site: &Site,
        known: &std::collections::BTreeMap<String, Sorts>,
    ) -> Vec<Event> {
        let Some(events) = prop(properties, "Events") else {
            return Vec::new();
        };
        let mut found = Vec::new();
        for entry in events.entries() {
            found.extend(self.event(entry, site, known));
        }
        found
    }

    fn event(
        &mut self,
        entry: &Entry,
        site: &Site,
        known: &std::collections::BTreeMap<String, Sorts>,
    ) -> Option<Event> {
        let what = format!("event `{}` of `{}`", entry.key, site.id);
        if !is_there(&entry.value) || !matches!(entry.value.term, Term::Map(_)) {
            let message = format!("{what} is not a mapping");
            self.refuse(entry.key_span, message, "write its `Type` and `Properties`");
            return None;
        }
        if !entry.key.chars().all(|one| one.is_ascii_alphanumeric()) {
            let message = format!("the name of {what} has something else than letters and digits");
            self.refuse(entry.key_span, message, "rename it");
        }
        let sort = text(&entry.value, "Type").unwrap_or_default();
        let Some(sorts) = known.get(sort) else {
            let names = known.keys().map(String::as_str);
            let message = match sort.is_empty() {
                true => format!("{what} has no `Type`"),
                false => format!("`{sort}` of {what} is no type of events"),
            };
            let help = match closest_name(sort, names) {
                Some(name) => format!("did you mean `{name}`?"),
                None => known.keys().cloned().collect::<Vec<_>>().join(", "),
            };
            self.refuse(entry.key_span, message, &help);
            return None;
        };
        let empty = super::values::map(Vec::new(), entry.value.span);
        let written = prop(&entry.value, "Properties");
        let properties = written.cloned().unwrap_or(empty);
        let mut sorts = sorts.clone();
        // The API that an event without one belongs to is made for it.
        sorts.required.retain(|name| name != "RestApiId");
        self.check_properties(&what, &sorts, &properties, entry.key_span);
        Some(Event {
            name: entry.key.clone(),
            id: format!("{}{}", site.id, entry.key),
            sort: sort.to_owned(),
            properties,
            site: site.at(entry.key_span),
        })
    }

    /// What the events of a function become.
    pub(super) fn function_events(&mut self, caller: &mut Caller) {
        let language = self.language;
        let site = caller.site.clone();
        let mut events = self.events(&caller.properties, &site, &language.function_events);
        // Events are taken by their path, so that a default route is known before the others.
        events.sort_by_key(|event| {
            let path = text(&event.properties, "Path");
            let default = match &*event.sort {
                "HttpApi" => super::bodies::DEFAULT.0,
                _ => &event.name,
            };
            path.unwrap_or(default).to_owned()
        });
        let closed = prop(&caller.properties, "TenancyConfig").is_some();
        for event in &events {
            if closed && !matches!(&*event.sort, "Api" | "HttpApi") {
                let message = format!(
                    "`{}` cannot call a function with `TenancyConfig`",
                    event.sort
                );
                self.refuse(event.site.span, message, "use an `Api` or `HttpApi` event");
            }
            match &*event.sort {
                "Api" => self.api_event(caller, event),
                "HttpApi" => self.http_api_event(caller, event),
                "S3" => self.bucket_event(caller, event),
                "SNS" => self.topic_event(caller, event),
                "Schedule" | "CloudWatchEvent" | "EventBridgeRule" => {
                    self.rule_event(caller, event)
                }
                "ScheduleV2" => self.schedule_event(caller, event),
                "CloudWatchLogs" => self.log_event(caller, event),
                "IoTRule" => self.iot_event(caller, event),
                "Cognito" => self.pool_event(caller, event),
                "AlexaSkill" => self.skill_event(caller, event),
                _ => self.pull_event(caller, event),
            }
        }
    }

    /// Lets a service call a function. The suffix is a part of the name that not every name can have.
    pub(super) fn permit(
        &mut self,
        caller: &Caller,
        prefix: &str,
        suffix: &str,
        site: &Site,
        source: Source<'_>,
    ) {
        let id = match is_alphanumeric(suffix) || suffix.is_empty() {
            true => format!("{prefix}Permission{suffix}"),
            false => format!("{prefix}Permission{}", digest(suffix)),
        };
        let holes = vec![
            ("target", caller.name.clone()),
            ("principal", self.word(source.service, site)),
            ("source", source.arn),
            ("account", source.account),
            ("token", source.token),
        ];
        self.make("permission", &id, site, holes);
    }

    /// The same for a source that is known by an ARN alone.
    pub(super) fn permit_arn(
        &mut self,
        caller: &Caller,
        event: &Event,
        suffix: &str,
        service: &str,
        arn: Value,
    ) {
        let site = &event.site;
        let source = Source {
            service,
            arn,
            account: site.absent(),
            token: site.absent(),
        };
        self.permit(caller, &event.id, suffix, site, source);
    }

    /// Where events go that could not be delivered: an ARN as written, or a queue that is made for them.
    pub(super) fn dead_letters(&mut self, event: &Event, rule: Option<&Value>) -> Value {
        let site = &event.site;
        let Some(config) = prop(&event.properties, "DeadLetterConfig") else {
            return site.absent();
        };
        let (arn, sort) = (config.get("Arn"), prop(config, "Type"));
        let help = "write one of `Arn` and `Type: SQS`";
        match (arn, sort) {
            (Some(_), Some(_)) => {
                let message = "`DeadLetterConfig` has both `Arn` and `Type`";
                self.refuse(config.span, message, help);
            }
            (None, None) if !super::values::is_open(config) => {
                let message = "`DeadLetterConfig` has neither `Arn` nor `Type`";
                self.refuse(config.span, message, help);
            }
            _ => {}
        }
        self.expect_one_of("`Type` of `DeadLetterConfig`", sort, &["SQS"]);
        if let Some(arn) = arn {
            return arn.clone();
        }
        let id = prop(config, "QueueLogicalId");
        if let Some(value) = id.filter(|value| literal(value).is_none()) {
            let message = "`QueueLogicalId` is no text";
            self.refuse(value.span, message, "write a name");
        }
        let id = id.and_then(literal).map(str::to_owned);
        let id = id.unwrap_or_else(|| format!("{}Queue", event.id));
        let at = site.at(config.span);
        self.make("queue", &id, &at, Vec::new());
        let queue = super::values::reference(&id, Some("Arn"), at.span);
        if let Some(rule) = rule {
            let principal = self.word("events", &at);
            let holes = vec![
                ("principal", principal),
                ("queue", queue.clone()),
                ("source", rule.clone()),
            ];
            let statement = self.part("queue_statement", &at, holes);
            let url = super::values::reference(&id, None, at.span);
            let holes = vec![("queue", url), ("statement", statement)];
            self.make(
                "queue_policy",
                &format!("{}QueuePolicy", event.id),
                &at,
                holes,
            );
        }
        queue
    }

    /// Whether a rule is on, by either way of saying so.
    pub(super) fn rule_state(&mut self, event: &Event) -> Value {
        let (state, enabled) = (
            prop(&event.properties, "State"),
            prop(&event.properties, "Enabled"),
        );
        if let (Some(state), Some(_)) = (state, enabled) {
            let message = format!("event `{}` has both `State` and `Enabled`", event.name);
            self.refuse(state.span, message, "keep one of them");
        }
        match (state, enabled) {
            (Some(_), _) => copy(&event.properties, "State"),
            (None, Some(enabled)) => match super::values::flag(enabled) {
                Some(true) => Value::text("ENABLED", enabled.span),
                Some(false) => Value::text("DISABLED", enabled.span),
                None => enabled.clone(),
            },
            (None, None) => event.site.absent(),
        }
    }
}
