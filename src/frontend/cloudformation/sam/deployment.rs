//! Functions that are deployed step by step.
//!
//! In: `DeploymentPreference` of functions. Out: the application, groups and role that shift their traffic.

use crate::syntax::{Guard, Term, Value};

use super::function::Caller;
use super::make::{Sam, Site};
use super::policies::Role;
use super::values::{absent_when, copy, is_set, is_there, or_else, prop, reference};

/// The application that has all groups.
const APPLICATION: &str = "ServerlessDeploymentApplication";

/// The role of those groups that name none.
const ROLE: &str = "CodeDeployServiceRole";

/// A function that is deployed step by step.
pub(super) struct Deployment {
    site: Site,
    preference: Value,
    tags: Value,
}

impl Sam<'_, '_> {
    /// Notes how a function is deployed.
    pub(super) fn prefer(&mut self, caller: &Caller, alias: Option<&str>) {
        let Some(entry) = caller.properties.entry("DeploymentPreference") else {
            return;
        };
        let preference = &entry.value;
        let enabled = prop(preference, "Enabled");
        let off = enabled.is_some_and(|one| super::values::flag(one) == Some(false));
        if !is_there(preference) || off {
            return;
        }
        let site = caller.site.at(entry.key_span);
        if alias.is_none() {
            let message = format!(
                "`DeploymentPreference` of `{}` needs `AutoPublishAlias`",
                site.id
            );
            self.refuse(entry.key_span, message, "add `AutoPublishAlias`");
            return;
        }
        if let Some(hooks) = prop(preference, "Hooks") {
            let known = ["PreTraffic", "PostTraffic"];
            let fits = self.expect_map("`Hooks` of `DeploymentPreference`", Some(hooks));
            let stranger = hooks
                .entries()
                .iter()
                .find(|one| !known.contains(&&*one.key));
            if let Some(stranger) = stranger.filter(|_| fits) {
                let message = format!("`{}` is no hook of deployments", stranger.key);
                self.refuse(
                    stranger.key_span,
                    message,
                    "write `PreTraffic` or `PostTraffic`",
                );
            }
        }
        let passthrough = prop(preference, "PassthroughCondition");
        let decided = |one: &&Value| !matches!(one.term, Term::Parameter(_) | Term::Unknown(_));
        if let Some(value) = passthrough.filter(decided)
            && super::values::flag(value).is_none()
        {
            let message = "`PassthroughCondition` is no boolean";
            self.refuse(value.span, message, "write `true` or `false`");
        }
        let tags = self.handed_on(&caller.properties, &site);
        self.deployments.push(Deployment {
            preference: preference.clone(),
            site,
            tags,
        });
    }

    /// The application, the groups and their role.
    pub(super) fn deploy(&mut self) {
        let deployments = std::mem::take(&mut self.deployments);
        let Some(first) = deployments.first() else {
            return;
        };
        let anywhere = Guard::any(deployments.iter().map(|one| one.site.when.clone()));
        let shared = Site {
            when: anywhere,
            ..first.site.clone()
        };
        let tags = first.tags.clone();
        self.make(
            "deployment_application",
            APPLICATION,
            &shared,
            vec![("tags", tags.clone())],
        );
        let needs = |one: &Deployment| {
            let absent = absent_when(one.preference.get("Role"));
            Guard::all([one.site.when.clone(), absent])
        };
        let needed = Guard::any(deployments.iter().map(needs));
        if needed != Guard::Never {
            let site = Site {
                when: needed,
                ..first.site.clone()
            };
            let trust = self.trust("codedeploy", &site);
            let mut role = Role::default();
            let policy = self.managed("policy_deployment", &site);
            role.attach(policy);
            let none = site.absent();
            self.make_role(ROLE, &site, trust, role, &none, tags);
        }
        for one in &deployments {
            self.deployment_group(one);
        }
    }

    fn deployment_group(&mut self, one: &Deployment) {
        let site = &one.site;
        let role = reference(ROLE, Some("Arn"), site.span);
        let alarms =
            match is_set(&one.preference, "Enabled") || prop(&one.preference, "Alarms").is_some() {
                true => copy(&one.preference, "Alarms"),
                false => site.absent(),
            };
        let holes = vec![
            ("application", site.text(APPLICATION)),
            ("role", or_else(one.preference.get("Role"), role)),
            ("alarms", alarms),
            ("triggers", copy(&one.preference, "TriggerConfigurations")),
        ];
        let id = format!("{}DeploymentGroup", site.id);
        self.make("deployment_group", &id, site, holes);
    }
}
