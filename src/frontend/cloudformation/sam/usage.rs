//! Usage plans of REST APIs, and their keys.
//!
//! In: `UsagePlan` of an API. Out: the plan, its key and the link between them; APIs may share one.

use crate::syntax::Value;

use super::make::{Sam, Site};
use super::values::{list, literal, only, prop, without};

impl Sam<'_, '_> {
    /// The plan by which callers of an API are counted, and its key.
    pub(super) fn usage_plan(&mut self, auth: &Value, stage: &str, site: &Site) {
        const KEYS: [&str; 6] = [
            "CreateUsagePlan",
            "Description",
            "Quota",
            "Tags",
            "Throttle",
            "UsagePlanName",
        ];
        let Some(plan) = prop(auth, "UsagePlan") else {
            return;
        };
        let site = site.at(plan.span);
        if !self.expect_map("`UsagePlan`", Some(plan)) {
            return;
        }
        let stranger = plan.entries().iter().find(|one| !KEYS.contains(&&*one.key));
        if let Some(stranger) = stranger {
            let message = format!("`{}` is nothing that `UsagePlan` can say", stranger.key);
            self.refuse(stranger.key_span, message, "correct its name");
        }
        let create = prop(plan, "CreateUsagePlan");
        if create.is_none() {
            self.refuse(plan.span, "`UsagePlan` has no `CreateUsagePlan`", "add it");
        }
        self.expect_one_of("`CreateUsagePlan`", create, &["SHARED", "PER_API", "NONE"]);
        let names = match create.and_then(literal) {
            Some("PER_API") => {
                ["UsagePlan", "ApiKey", "UsagePlanKey"].map(|end| format!("{}{end}", site.id))
            }
            Some("SHARED") => {
                ["UsagePlan", "ApiKey", "UsagePlanKey"].map(|end| format!("Serverless{end}"))
            }
            _ => return,
        };
        let passed = without(&only(plan, &KEYS), &["CreateUsagePlan"]);
        self.plan_of(names, passed, stage, &site);
    }

    fn plan_of(&mut self, names: [String; 3], passed: Value, stage: &str, site: &Site) {
        let [plan, key, link] = names;
        let holes = || {
            vec![
                ("api", site.text(site.id.clone())),
                ("stage", site.text(stage)),
            ]
        };
        let usage = self.part("usage_stage", site, holes());
        let keyed = self.part("api_key_stage", site, holes());
        let mut before = |id: &str, list_key: &str| {
            let made = self.made_mut(id);
            let items = made.and_then(|one| prop(&one.properties, list_key).cloned());
            items.map_or_else(Vec::new, |items| items.items().to_vec())
        };
        let mut stages = before(&plan, "ApiStages");
        let mut keys = before(&key, "StageKeys");
        stages.push(usage);
        keys.push(keyed);
        let holes = vec![("passed", passed), ("stages", list(stages, site.span))];
        self.make("usage_plan", &plan, site, holes);
        self.make(
            "api_key",
            &key,
            site,
            vec![("stages", list(keys, site.span))],
        );
        let holes = vec![("key", site.text(key)), ("plan", site.text(plan))];
        self.make("usage_plan_key", &link, site, holes);
    }
}
