//! Rules of EventBridge and schedules, for functions and state machines alike.
//!
//! In: an event, and what it calls. Out: a rule or schedule, its queue of what could not be delivered, and its role.

use crate::syntax::Value;

use super::events::{Event, Source};
use super::function::Caller;
use super::make::Sam;
use super::policies::Role;
use super::values::{at, copy, is_set, is_there, only, prop, reference};

/// Properties of a schedule that are the same before and after.
const PASSED: [&str; 8] = [
    "Description",
    "EndDate",
    "GroupName",
    "KmsKeyArn",
    "ScheduleExpression",
    "ScheduleExpressionTimezone",
    "StartDate",
    "State",
];

/// What a rule or schedule calls, and how.
pub(super) struct Aim {
    /// The ARN.
    pub(super) target: Value,
    /// The role that calls; absent where a permission lets the service in.
    pub(super) role: Value,
    /// What the target is called in the rule.
    pub(super) suffix: &'static str,
}

impl Sam<'_, '_> {
    /// A rule that calls a function.
    pub(super) fn rule_event(&mut self, caller: &Caller, event: &Event) {
        let aim = Aim {
            target: caller.target.clone(),
            role: event.site.absent(),
            suffix: "LambdaTarget",
        };
        let rule = self.rule(event, aim);
        let source = Source {
            service: "events",
            arn: rule,
            account: event.site.absent(),
            token: event.site.absent(),
        };
        self.permit(caller, &event.id, "", &event.site, source);
    }

    /// A rule; its ARN.
    pub(super) fn rule(&mut self, event: &Event, aim: Aim) -> Value {
        let (site, properties) = (&event.site, &event.properties);
        let rule = reference(&event.id, Some("Arn"), site.span);
        let dead_letter = self.dead_letters(event, Some(&rule));
        let state = self.rule_state(event);
        let name = match &*event.sort {
            "Schedule" => copy(properties, "Name"),
            _ => copy(properties, "RuleName"),
        };
        let target_id = match at(properties, &["Target", "Id"]) {
            Some(id) => id.clone(),
            None => site.text(format!("{}{}", event.id, aim.suffix)),
        };
        let holes = vec![
            ("name", name),
            ("description", copy(properties, "Description")),
            ("bus", copy(properties, "EventBusName")),
            ("pattern", copy(properties, "Pattern")),
            ("schedule", copy(properties, "Schedule")),
            ("state", state),
            ("target", aim.target),
            ("target_id", target_id),
            ("role", aim.role),
            ("input", copy(properties, "Input")),
            ("input_path", copy(properties, "InputPath")),
            ("transformer", copy(properties, "InputTransformer")),
            ("dead_letter", dead_letter),
            ("retry", copy(properties, "RetryPolicy")),
        ];
        self.make("rule", &event.id, site, holes);
        rule
    }

    /// A schedule that calls a function.
    pub(super) fn schedule_event(&mut self, caller: &Caller, event: &Event) {
        self.schedule(event, &caller.target, "send_lambda");
    }

    /// A schedule, with a role unless it names one.
    pub(super) fn schedule(&mut self, event: &Event, target: &Value, permits: &str) {
        let (site, properties) = (&event.site, &event.properties);
        let name = match (is_set(properties, "OmitName"), prop(properties, "Name")) {
            (true, Some(name)) => {
                let message = format!("event `{}` has both `OmitName` and `Name`", event.name);
                self.refuse(name.span, message, "keep one of them");
                name.clone()
            }
            (true, None) => site.absent(),
            (false, Some(name)) => name.clone(),
            (false, None) => site.text(event.id.clone()),
        };
        let window = match prop(properties, "FlexibleTimeWindow") {
            Some(window) => window.clone(),
            None => {
                let off = super::values::entry("Mode", site.text("OFF"));
                super::values::map(vec![off], site.span)
            }
        };
        let dead_letter = self.dead_letters(event, None);
        let role = match prop(properties, "RoleArn") {
            Some(role) => role.clone(),
            None => self.schedule_role(event, target, permits, &dead_letter),
        };
        let holes = vec![
            ("passed", only(properties, &PASSED)),
            ("name", name),
            ("window", window),
            ("target", target.clone()),
            ("role", role),
            ("input", copy(properties, "Input")),
            ("dead_letter", dead_letter),
            ("retry", copy(properties, "RetryPolicy")),
        ];
        self.make("schedule", &event.id, site, holes);
    }

    fn schedule_role(
        &mut self,
        event: &Event,
        target: &Value,
        permits: &str,
        dead_letter: &Value,
    ) -> Value {
        let site = &event.site;
        let id = format!("{}Role", event.id);
        let mut role = Role::default();
        let statements = self.part(permits, site, vec![("target", target.clone())]);
        let policy = self.policy(&format!("{}InvokePolicy", event.id), statements, site);
        role.policies.push(policy);
        if is_there(dead_letter) {
            let holes = vec![("target", dead_letter.clone())];
            let statements = self.part("send_sqs", site, holes);
            let policy = self.policy(&format!("{}SQSPolicy", event.id), statements, site);
            role.policies.push(policy);
        }
        let trust = self.trust("scheduler", site);
        let only_boundary = only(&event.properties, &["PermissionsBoundary"]);
        self.make_role(&id, site, trust, role, &only_boundary, site.absent());
        reference(&id, Some("Arn"), site.span)
    }

    /// A role with which an event starts a state machine.
    pub(super) fn start_role(
        &mut self,
        event: &Event,
        service: &str,
        target: &Value,
        boundary: &Value,
    ) -> Value {
        let site = &event.site;
        let id = format!("{}Role", event.id);
        let statements = self.part("start_execution", site, vec![("target", target.clone())]);
        let policy = self.policy(&format!("{id}StartExecutionPolicy"), statements, site);
        let role = Role {
            managed: Vec::new(),
            policies: vec![policy],
        };
        let trust = self.trust(service, site);
        self.make_role(&id, site, trust, role, boundary, site.absent());
        reference(&id, Some("Arn"), site.span)
    }
}
