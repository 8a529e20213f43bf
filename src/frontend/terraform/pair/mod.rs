//! Plans and states laid over the sources that they were made of.
//!
//! In: templates of folders with sources, and templates of plans and states. Out: one template for each deployment, in which
//! values stand where a person wrote them and are as known as the plan knows them. Where both say something, the sources say
//! better what belongs together, and the plan what it comes to.

mod given;
mod home;
mod known;
mod lay;
mod list;
mod names;

#[cfg(test)]
mod tests;

use crate::frontend::Template;

use super::plan::{Sort, Stored};

/// One template for each deployment. A plan, a state and the sources of one folder are one; what has no sources stands
/// alone. `source` is the folder that everything belongs to, where a person says so.
pub fn pair(sources: Vec<Template>, stored: Vec<Stored>, source: Option<&str>) -> Vec<Template> {
    let homes: Vec<Option<usize>> = stored
        .iter()
        .map(|one| home::home(&one.template, &sources, source))
        .collect();
    let mut of_source: Vec<Vec<Stored>> = sources.iter().map(|_| Vec::new()).collect();
    let mut alone = Vec::new();
    for (one, home) in stored.into_iter().zip(homes) {
        match home {
            Some(index) => of_source[index].push(one),
            None => alone.push(one),
        }
    }
    let has_sources = !sources.is_empty();
    let mut templates = Vec::new();
    for (source, stored) in sources.into_iter().zip(of_source) {
        templates.extend(deployments(source, stored));
    }
    // A state of nothing says nothing beside sources that are not deployed yet.
    let counts = |one: &Stored| {
        !(has_sources && one.sort == Sort::State && one.template.resources.is_empty())
    };
    let alone = alone.into_iter().filter(counts);
    templates.extend(alone.map(|one| one.template));
    templates
}

/// What the plans and states of one folder make of its sources. Each plan is a deployment of its own; a state belongs to the
/// one plan that there is, else it is one itself.
fn deployments(source: Template, stored: Vec<Stored>) -> Vec<Template> {
    let is_plan = |one: &Stored| matches!(one.sort, Sort::Plan { .. });
    let (mut plans, mut states): (Vec<Stored>, Vec<Stored>) = stored.into_iter().partition(is_plan);
    match (plans.len(), states.len()) {
        (0, 0) => vec![source],
        (1, 0 | 1) => {
            let state = states.pop().map(|state| state.template);
            vec![lay::lay(source, plans.remove(0), state)]
        }
        _ => {
            let all = plans.into_iter().chain(states);
            all.map(|one| lay::lay(source.clone(), one, None)).collect()
        }
    }
}
