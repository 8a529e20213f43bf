//! Assessment results in OSCAL, for programs that gather evidence.
//!
//! In: [`Evidence`], finished. Out: one JSON document after the assessment-results model. Ids come from the content, so that the same
//! evidence gives the same bytes. A control is said to be not satisfied only where something is certainly violated, and satisfied only
//! where files can show all of it; what is undecided is an observation and no finding.

mod findings;
mod identity;
mod observations;

use serde_json::{Map, Value, json};

use super::{ControlResult, Evidence, Item};
use identity::{href, text, token, uuid};

/// The version of the model that is written: the oldest one that has all that is used here.
const OSCAL_VERSION: &str = "1.1.2";
/// The namespace of our own properties: a name under a domain that is reserved for examples, since it leads nowhere. Older readers take
/// no namespace without a host.
const NAMESPACE: &str = "https://phipath.example/ns/oscal";

/// The document. The only errors are those of memory.
pub fn assessment_results(evidence: &Evidence) -> serde_json::Result<String> {
    let title = match evidence.systems.is_empty() {
        true => "PHI in infrastructure code".to_owned(),
        false => format!("PHI in {}", super::words::list(&evidence.systems)),
    };
    let document = json!({
        "assessment-results": {
            "uuid": uuid("document", &evidence.content_sha256),
            "metadata": {
                "title": text(&title),
                "last-modified": moment(evidence),
                "version": evidence.as_of,
                "oscal-version": OSCAL_VERSION,
                "remarks": "Made from infrastructure code before deployment; it says nothing of the running system.",
            },
            "import-ap": {"href": format!("#{}", uuid("plan", &evidence.content_sha256))},
            "results": [result(evidence, &title)],
            "back-matter": {"resources": resources(evidence)},
        }
    });
    Ok(serde_json::to_string_pretty(&document)? + "\n")
}

/// The start of the day: hours are no part of evidence.
fn moment(evidence: &Evidence) -> String {
    moment_of(&evidence.as_of)
}

fn moment_of(day: &str) -> String {
    format!("{day}T00:00:00Z")
}

fn result(evidence: &Evidence, title: &str) -> Value {
    let mut result = Map::new();
    let mut put = |key: &str, value: Value| {
        // A list that has nothing in it must not be there.
        if value.as_array().is_none_or(|list| !list.is_empty()) {
            result.insert(key.to_owned(), value);
        }
    };
    put("uuid", json!(uuid("result", &evidence.content_sha256)));
    put("title", json!(text(title)));
    put("description", json!(description(evidence)));
    put("start", json!(moment(evidence)));
    put("end", json!(moment(evidence)));
    put("props", props(evidence));
    put("local-definitions", local_definitions(evidence));
    put("reviewed-controls", reviewed_controls(evidence));
    put("attestations", attestations(evidence));
    put("observations", observations::observations(evidence));
    put("risks", findings::risks(evidence));
    put("findings", findings::findings(evidence));
    Value::Object(result)
}

fn description(evidence: &Evidence) -> String {
    let verdicts = evidence.summary.verdicts;
    format!(
        "{} rules over {} files: {} violated, {} undecided, {} waived, {} held. Undecided is an observation and no finding: the files \
         do not say.",
        evidence.rules.len(),
        evidence.scope.inputs.len(),
        verdicts.violated,
        verdicts.undecided,
        verdicts.waived,
        verdicts.held + verdicts.held_if_it_applies,
    )
}

fn prop(name: &str, value: &str) -> Value {
    json!({"name": name, "ns": NAMESPACE, "value": value.trim()})
}

fn props(evidence: &Evidence) -> Value {
    let known = &evidence.knowledge;
    let mut props = vec![
        prop("content-sha256", &evidence.content_sha256),
        prop("catalog-date", &known.catalog_date),
        prop("catalog-sha256", &known.catalog_sha256),
        prop("source-sha256", &evidence.tool.source_sha256),
    ];
    if let Some(commit) = &evidence.options.commit {
        props.push(prop("commit", commit));
    }
    let packs = known.packs.iter();
    props.extend(packs.map(|pack| prop("pack", &format!("{} {}", pack.name, pack.sha256))));
    props.retain(|one| one["value"] != "");
    Value::Array(props)
}

/// The components with PHI, and the tool.
fn local_definitions(evidence: &Evidence) -> Value {
    let tool = json!({
        "uuid": tool_id(),
        "type": "software",
        "title": "phipath",
        "description": "Follows PHI through infrastructure code before it is deployed.",
        "props": [{"name": "version", "value": evidence.tool.version}],
        "status": {"state": "operational"},
    });
    let mut definitions = Map::new();
    let components: Vec<Value> = evidence.inventory.iter().map(component).collect();
    if !components.is_empty() {
        definitions.insert("components".to_owned(), Value::Array(components));
    }
    definitions.insert(
        "assessment-assets".to_owned(),
        json!({
            "components": [tool],
            "assessment-platforms": [{
                "uuid": uuid("platform", "phipath"),
                "title": "phipath",
                "uses-components": [{"component-uuid": tool_id()}],
            }],
        }),
    );
    Value::Object(definitions)
}

fn tool_id() -> String {
    uuid("tool", "phipath")
}

fn component_id(item: &Item) -> String {
    uuid("component", &item.key)
}

fn component(item: &Item) -> Value {
    let mut props = vec![
        prop("phi", &item.level),
        prop("element", &item.element),
        prop("kind", &item.kind),
        prop("operator", &item.operator),
        prop("place", &item.place),
    ];
    props.retain(|one| one["value"] != "");
    let why = match item.why.is_empty() {
        true => "It stands at an end of a movement of PHI.",
        false => &item.why,
    };
    json!({
        "uuid": component_id(item),
        "type": if item.element == "external_entity" { "service" } else { "software" },
        "title": text(&item.name),
        "description": text(why),
        "props": props,
        "status": {"state": "other", "remarks": "Declared in files; whether it runs is not known."},
    })
}

/// Per framework the controls for which rules were run.
fn reviewed_controls(evidence: &Evidence) -> Value {
    let mut selections = Vec::new();
    for framework in &evidence.frameworks {
        let own = evidence
            .controls
            .iter()
            .filter(|one| one.framework == framework.name && !one.rules.is_empty());
        let ids: Vec<Value> = own.map(|one| json!({"control-id": token(one)})).collect();
        if !ids.is_empty() {
            selections.push(json!({
                "description": text(&framework.title),
                "include-controls": ids,
            }));
        }
    }
    if selections.is_empty() {
        selections.push(json!({"description": "No control has a rule among those that were run."}));
    }
    json!({"control-selections": selections})
}

/// What manifests have people vouch for, and what nobody has attested yet.
fn attestations(evidence: &Evidence) -> Value {
    let part = |name: &str, title: &str, prose: &str| json!({"name": name, "ns": NAMESPACE, "title": text(title), "prose": text(prose)});
    let agreement = evidence.agreements.iter().map(|one| {
        let prose = format!(
            "A manifest says that a business associate agreement with {} holds from {}, on file at {}. As of the day: {}.",
            one.with, one.effective, one.evidence, one.state
        );
        part("agreement", &one.with, &prose)
    });
    let vouched = evidence.attestations.iter().map(|one| {
        let prose = match one.by.is_empty() {
            true => "Nobody vouches for it.".to_owned(),
            false => format!(
                "{} vouches for it since {}, on file at {}. As of the day: {}.",
                one.by, one.on, one.evidence, one.state
            ),
        };
        part("vouched", &one.what, &prose)
    });
    let open = evidence
        .controls
        .iter()
        .filter(|one| one.attest)
        .map(|one: &ControlResult| {
            part(
                "open-attestation",
                &one.id,
                &format!("Nobody has attested this here: {}. {}", one.title, one.note),
            )
        });
    let all = agreement.chain(vouched).chain(open);
    all.map(|part| json!({"parts": [part]})).collect()
}

/// What stands for the plan, and every file with its hash.
fn resources(evidence: &Evidence) -> Value {
    let plan = json!({
        "uuid": uuid("plan", &evidence.content_sha256),
        "title": "What was asked for",
        "description": format!(
            "There is no assessment plan of its own: the rules of the packs were run over the files that are listed here, as of {}.",
            evidence.as_of
        ),
    });
    let inputs = evidence.scope.inputs.iter().map(|input| {
        json!({
            "uuid": uuid("input", &format!("{} {}", input.path, input.sha256)),
            "title": text(&input.path),
            "description": text(&format!("read as {}", input.role)),
            "rlinks": [{"href": href(&input.path), "hashes": [{"algorithm": "SHA-256", "value": input.sha256}]}],
        })
    });
    std::iter::once(plan).chain(inputs).collect()
}
