//! State machines: the machine, its role, its versions and what starts it.
//!
//! In: a SAM state machine. Out: the resources that it becomes.

use crate::frontend::Resource;
use crate::syntax::{Guard, Term, Value};

use super::make::{Sam, Site};
use super::policies::Role;
use super::schedules::Aim;
use super::values::{
    absent_when, copy, entry, is_set, is_there, literal, map, only, or_else, prop, reference,
};

impl Sam<'_, '_> {
    /// Everything that a state machine becomes.
    pub(super) fn state_machine(&mut self, resource: &Resource) {
        let site = Site::of(resource);
        let properties = &resource.properties;
        self.check_state_machine(properties, &site);
        let id = &site.id;
        let role_id = format!("{id}Role");
        let made_when = absent_when(properties.get("Role"));
        let tags = self.tags("state_machine_created_by", prop(properties, "Tags"), &site);
        let uri = prop(properties, "DefinitionUri");
        let location = match uri {
            Some(uri) => self.location(uri, ["Bucket", "Key", "Version"]),
            None => site.absent(),
        };
        let own = reference(&role_id, Some("Arn"), site.span);
        let holes = vec![
            ("definition", copy(properties, "Definition")),
            ("location", location),
            ("substitutions", copy(properties, "DefinitionSubstitutions")),
            ("role", or_else(properties.get("Role"), own)),
            ("name", copy(properties, "Name")),
            ("type", copy(properties, "Type")),
            ("logging", copy(properties, "Logging")),
            ("tracing", copy(properties, "Tracing")),
            ("tags", tags.clone()),
        ];
        self.make("state_machine", id, &site, holes);
        if made_when != Guard::Never {
            let mut role = Role::default();
            self.add_policies(&mut role, prop(properties, "Policies"), &site);
            let traced = prop(properties, "Tracing");
            if let Some(traced) = traced.filter(|one| is_set(one, "Enabled")) {
                let policy = self.managed("policy_tracing", &site.at(traced.span));
                role.attach(policy);
            }
            let trust = self.trust("states", &site);
            let site = site.when(made_when);
            self.make_role(&role_id, &site, trust, role, properties, tags);
        }
        let alias = self.publish_machine(properties, &site);
        let target = match alias.filter(|_| is_set(properties, "UseAliasAsEventTarget")) {
            Some(alias) => reference(&alias, None, site.span),
            None => reference(id, None, site.span),
        };
        self.machine_events(properties, &target, &site);
    }

    /// What starts the machine.
    fn machine_events(&mut self, properties: &Value, target: &Value, site: &Site) {
        let language = self.language;
        let boundary = only(properties, &["PermissionsBoundary"]);
        for event in self.events(properties, site, &language.state_machine_events) {
            match &*event.sort {
                "Api" => self.start_event(&event, target, &boundary),
                "ScheduleV2" => self.schedule(&event, target, "start_execution"),
                _ => {
                    let role = match prop(&event.properties, "RoleArn") {
                        Some(role) => role.clone(),
                        None => self.start_role(&event, "events", target, &boundary),
                    };
                    let aim = Aim {
                        target: target.clone(),
                        role,
                        suffix: "StepFunctionsTarget",
                    };
                    self.rule(&event, aim);
                }
            }
        }
    }

    /// A version and an alias, where the machine publishes one; the name of the alias.
    fn publish_machine(&mut self, properties: &Value, site: &Site) -> Option<String> {
        let alias = prop(properties, "AutoPublishAlias")?;
        let name = literal(alias)?.to_owned();
        let at = site.at(alias.span);
        let (version, id) = (
            format!("{}Version", site.id),
            format!("{}Alias{name}", site.id),
        );
        let machine = site.text(site.id.clone());
        self.make(
            "state_machine_version",
            &version,
            &at,
            vec![("machine", machine)],
        );
        let arn = entry("StateMachineVersionArn", reference(&version, None, at.span));
        let mut entries = match prop(properties, "DeploymentPreference") {
            Some(preference) => preference.entries().to_vec(),
            None => vec![entry("Type", at.text("ALL_AT_ONCE"))],
        };
        entries.push(arn);
        let holes = vec![
            ("name", alias.clone()),
            ("preference", map(entries, at.span)),
        ];
        self.make("state_machine_alias", &id, &at, holes);
        self.rename(&site.id, "Version", &version);
        self.rename(&site.id, "Alias", &id);
        Some(id)
    }

    /// Refuses what the service refuses of a state machine.
    fn check_state_machine(&mut self, properties: &Value, site: &Site) {
        let id = &site.id;
        let has = |key: &str| prop(properties, key).is_some();
        match (has("Definition"), has("DefinitionUri")) {
            (true, true) => {
                let message = format!("`{id}` has both `Definition` and `DefinitionUri`");
                self.refuse(site.span, message, "keep one of them");
            }
            (false, false) => {
                let message = format!("`{id}` has neither `Definition` nor `DefinitionUri`");
                self.refuse(site.span, message, "add one of them");
            }
            _ => {}
        }
        if let Some(uri) = prop(properties, "DefinitionUri") {
            self.check_location(uri, "DefinitionUri", id);
        }
        let role = prop(properties, "Role").filter(|role| is_there(role));
        if role.is_some_and(|role| !matches!(role.term, Term::Choice { .. })) && has("Policies") {
            let message = format!("`{id}` has both `Role` and `Policies`");
            self.refuse(site.span, message, "keep one of them");
        }
        for key in ["UseAliasAsEventTarget", "DeploymentPreference"] {
            let asked = match key {
                "UseAliasAsEventTarget" => is_set(properties, key),
                _ => has(key),
            };
            if asked && !has("AutoPublishAlias") {
                let message = format!("`{key}` of `{id}` needs `AutoPublishAlias`");
                self.refuse(site.span, message, "add `AutoPublishAlias`");
            }
        }
    }
}
