//! `phipath access`.

use std::io::{self, BufWriter, Write};
use std::path::PathBuf;

use crate::Analysis;
use crate::graph::DataClass;
use crate::graph::access::{self, Access, Rights};
use crate::knowledge::actions::split;
use crate::model::ComponentId;
use crate::report::access::{AccessReport, Answer, Asked};
use crate::report::graph::{Material, picture};
use crate::report::{self, terminal};

use super::args::{AccessFormat, AccessOptions};
use super::run::{self, Findings};
use super::{Failure, graph, output};

/// Components elsewhere that are named; the rest is counted.
const MOST_NAMED: usize = 5;

/// Says who may act on a component, or what a principal may do, and gives the exit status.
pub(super) fn run(options: &AccessOptions) -> Result<u8, Failure> {
    let (named, paths) = subject(options)?;
    let mut analysis = run::analysed(&paths, &options.shared)?;
    let status = run::status(&analysis)?;
    let report = Findings::taken(&mut analysis).report(&analysis, &options.shared);
    let id = run::component(&analysis, named)?;
    known_action(&analysis, options)?;
    let answer = match options.principal.is_some() {
        true => of_principal(&analysis, id, options)?,
        false => to_component(&analysis, id, options),
    };
    let material = Material {
        report: &report,
        graph: &analysis.graph,
        knowledge: &analysis.knowledge,
        deployments: &analysis.model.deployments,
    };
    if let AccessFormat::Svg | AccessFormat::Dot | AccessFormat::Mermaid = options.format {
        graph::notes(&report)?;
        draw(options.format, material, &answer)?;
        return Ok(status);
    }
    let runs_as = |role: ComponentId| access::processes(&analysis.graph, role);
    let answered = AccessReport::new(material, answer, &runs_as);
    let mut out = BufWriter::new(io::stdout().lock());
    let written = match options.format {
        AccessFormat::Json => report::json::render_access(&answered, &mut out),
        _ => terminal::render_access(&answered, &output::style(options.color), &mut out),
    };
    output::finished(written.and_then(|()| out.flush()))?;
    Ok(status)
}

/// What is asked about, and where to look: with `--principal` every argument is a path.
fn subject(options: &AccessOptions) -> Result<(&str, Vec<PathBuf>), Failure> {
    let mut paths = options.paths.clone();
    let named = match (&options.principal, &options.resource) {
        (Some(principal), Some(path)) => {
            paths.insert(0, PathBuf::from(path));
            principal
        }
        (Some(principal), None) => principal,
        (None, Some(resource)) => resource,
        (None, None) => {
            let help = "`phipath access NAME` says who may act on a component, `phipath access --principal NAME` what a role or user may do";
            return Err(Failure::new("nothing was asked for").help(help));
        }
    };
    if paths.is_empty() {
        paths.push(PathBuf::from("."));
    }
    Ok((named, paths))
}

/// Fails for an action that there is not: that nobody may do it would say nothing.
fn known_action(analysis: &Analysis, options: &AccessOptions) -> Result<(), Failure> {
    let Some(action) = &options.action else {
        return Ok(());
    };
    let actions = &analysis.knowledge.actions;
    if actions.matching(action).next().is_some() {
        return Ok(());
    }
    let (prefix, name) = split(action);
    let near = match actions.prefix(&prefix.to_ascii_lowercase()) {
        Some(known) => known.closest(name).map(|name| format!("{prefix}:{name}")),
        None => actions
            .closest_prefix(prefix)
            .map(|near| format!("{near}:{name}")),
    };
    let help = match near {
        Some(near) => format!("did you mean `{near}`?"),
        None => "an action is written as a prefix, `:` and a name".to_owned(),
    };
    Err(Failure::new(format!("no action of the catalog is `{action}`")).help(help))
}

fn to_component<'run>(
    analysis: &Analysis,
    id: ComponentId,
    options: &'run AccessOptions,
) -> Answer<'run> {
    let action = options.action.as_deref();
    let graph = &analysis.graph;
    let rights = Rights::of(graph, &analysis.model, &analysis.knowledge);
    let answer = rights.to_component(graph, id, action);
    let name = &graph.component(id).name;
    let mut notes = Vec::new();
    if let (Some(action), false) = (action, answer.has_actions) {
        let kind = &graph.component(id).kind_name;
        notes.push(format!(
            "no action that `{action}` names works on {kind}, as far as the catalog knows"
        ));
    }
    if !answer.is_named {
        notes.push(format!(
            "which ARNs {name} has is not known, so nothing is known of who may act on it"
        ));
    }
    if answer.has_clients {
        notes.push(format!(
            "clients reach {name} over a network with credentials of its own; policies do not say who they are, `phipath graph --from {name}` has those that are known"
        ));
    }
    if !answer.elsewhere.is_empty() {
        let shown = answer.elsewhere.iter().take(MOST_NAMED);
        let names: Vec<&str> = shown.map(|id| &*graph.component(*id).name).collect();
        let more = match answer.elsewhere.len() - names.len() {
            0 => String::new(),
            more => format!(" and {more} more"),
        };
        notes.push(format!(
            "{}{more} were not weighed: nothing says that their templates go to the same account as that of {name}; `deployments` in phipath.yaml can",
            names.join(", ")
        ));
    }
    Answer {
        asked: Asked::To(id),
        action,
        list: answer.list,
        roles: Vec::new(),
        at_most: None,
        notes,
    }
}

fn of_principal<'run>(
    analysis: &Analysis,
    id: ComponentId,
    options: &'run AccessOptions,
) -> Result<Answer<'run>, Failure> {
    let action = options.action.as_deref();
    let (graph, knowledge) = (&analysis.graph, &*analysis.knowledge);
    if !access::has_permissions(graph, knowledge, id) {
        let component = graph.component(id);
        let message = format!(
            "`{}` has no permissions: it is {}",
            component.name, component.kind_name
        );
        return Err(Failure::new(message).help("name a role, a user, a group or a policy"));
    }
    let rights = Rights::of(graph, &analysis.model, knowledge);
    let answer = rights.of_principal(graph, id, action);
    Ok(Answer {
        asked: Asked::Of(id),
        action,
        list: answer.list,
        roles: answer.roles,
        at_most: Some(answer.at_most),
        notes: Vec::new(),
    })
}

/// Draws who points to what.
fn draw(format: AccessFormat, material: Material<'_>, answer: &Answer<'_>) -> Result<(), Failure> {
    let list: &[Access] = &answer.list;
    let (drawn, selection) = access::drawn(material.graph, list);
    let material = Material {
        graph: &drawn,
        ..material
    };
    let picture = picture(material, &selection, DataClass::Phi, answer.notes.clone());
    let mut out = BufWriter::new(io::stdout().lock());
    let written = match format {
        AccessFormat::Svg => out.write_all(graph::svg(&picture)?.as_bytes()),
        AccessFormat::Dot => report::graph::dot(&picture, &mut out),
        _ => report::graph::mermaid(&picture, &mut out),
    };
    output::finished(written.and_then(|()| out.flush()))
}
