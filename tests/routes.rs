//! What is known of routes to a model: who operates them, on whose machines, where a call may be served, and what is kept.

use phipath::Analysis;
use phipath::graph::{Basis, Edge, Leg, Seeds, Sweep};
use phipath::model::{Component, FactValue};
use phipath::vocabulary::Literal;
use phipath::{Settings, graph};

use crate::support::{analyse_text, errors};

/// A function with a role that has the statements, and the variables.
fn function(statements: &str, variables: &str) -> Analysis {
    let text = format!(
        "Resources:
  Role:
    Type: AWS::IAM::Role
    Properties:
      AssumeRolePolicyDocument: {{Statement: [{{Effect: Allow, Principal: {{Service: lambda.amazonaws.com}}, Action: sts:AssumeRole}}]}}
      Policies: [{{PolicyName: own, PolicyDocument: {{Statement: [{statements}]}}}}]
  Ask:
    Type: AWS::Lambda::Function
    Properties:
      Code: {{S3Bucket: example-deployment-artifacts, S3Key: code.zip}}
      Role: !GetAtt Role.Arn
      Environment: {{Variables: {{{variables}}}}}
"
    );
    let settings = Settings {
        seeds: Seeds {
            sweep: Sweep::None,
            ..Seeds::default()
        },
        ..Settings::default()
    };
    let analysis = analyse_text("template.yaml", &text, &settings);
    assert_eq!(errors(&analysis), [""; 0]);
    analysis
}

fn shown(value: Option<&FactValue>) -> String {
    match value {
        None => "unset".to_owned(),
        Some(FactValue::Absent) => "absent".to_owned(),
        Some(FactValue::Unknown(_)) => "unknown".to_owned(),
        Some(FactValue::Choice(_)) => "choice".to_owned(),
        Some(FactValue::Known(Literal::Text(text))) => text.to_string(),
        Some(FactValue::Known(Literal::List(texts))) => texts.join(" "),
        Some(FactValue::Known(other)) => format!("{other:?}"),
    }
}

fn fact(analysis: &Analysis, edge: &Edge, name: &str) -> String {
    let id = analysis
        .knowledge
        .vocabulary
        .id(name)
        .expect("an attribute");
    shown(edge.facts.get(&id).map(|fact| &fact.value))
}

/// Requests from the function, as target, basis, and a fact.
fn calls(analysis: &Analysis, attribute: &str) -> Vec<String> {
    let edges = analysis.graph.inner.edge_weights();
    let requests =
        edges.filter(|edge| edge.layer == graph::Layer::Flows && matches!(edge.leg, Leg::Request));
    let each = requests.map(|edge| {
        let target = &analysis
            .graph
            .component(analysis.graph.ends(edge.id).1)
            .name;
        let basis = match edge.reason.basis {
            Basis::Permitted => "granted",
            _ => "set",
        };
        format!("{target}, {basis}: {}", fact(analysis, edge, attribute))
    });
    each.collect()
}

fn component<'a>(analysis: &'a Analysis, name: &str) -> &'a Component {
    let mut all = analysis.graph.inner.node_weights();
    all.find(|one| one.name == name).expect("it is there")
}

fn of_component(analysis: &Analysis, name: &str, attribute: &str) -> String {
    let id = analysis
        .knowledge
        .vocabulary
        .id(attribute)
        .expect("an attribute");
    let fact = component(analysis, name).facts.get(&id);
    shown(fact.map(|fact| &fact.value))
}

fn invoke(resource: &str) -> String {
    format!("{{Effect: Allow, Action: bedrock:InvokeModel, Resource: {resource}}}")
}

const MODEL: &str = "\"arn:aws:bedrock:us-east-1::foundation-model/anthropic.claude-sonnet-4-6\"";
const ANY_MODEL: &str = "\"arn:aws:bedrock:*::foundation-model/*\"";
const OPEN_WEIGHTS: &str = "\"arn:aws:bedrock:us-east-1::foundation-model/openai.gpt-oss-20b-1:0\"";
const GEOGRAPHY: &str = "\"arn:aws:bedrock:us-east-1:111122223333:inference-profile/eu.*\"";

#[test]
fn operator_and_infrastructure_are_two_facts() {
    let statement =
        "{Effect: Allow, Action: aws-external-anthropic:CreateInference, Resource: '*'}";
    let statements = format!("{statement}, {}", invoke(OPEN_WEIGHTS));
    let analysis = function(&statements, "A: https://api.anthropic.com");
    let operator = |name: &str| {
        let service = component(&analysis, name).service.expect("a service");
        analysis.knowledge.service(service).operator.to_string()
    };
    let of = |name: &str| {
        let infrastructure = of_component(&analysis, name, "infrastructure");
        let route = of_component(&analysis, name, "route");
        format!("{}, {infrastructure}, {route}", operator(name))
    };
    assert_eq!(
        of("Claude Platform on AWS"),
        "Anthropic, mixed, claude-platform-on-aws"
    );
    assert_eq!(of("Amazon Bedrock"), "AWS, aws, bedrock");
    assert_eq!(of("Claude API"), "Anthropic, vendor, anthropic-direct");
    assert_eq!(of("Ask"), "AWS, aws, unset");
}

#[test]
fn a_grant_says_how_far_a_call_goes() {
    let geography = |resource: &str| calls(&function(&invoke(resource), ""), "model.geography");
    assert_eq!(geography(MODEL), ["Amazon Bedrock, granted: region"]);
    assert_eq!(geography(ANY_MODEL), ["Amazon Bedrock, granted: region"]);
    assert_eq!(geography(OPEN_WEIGHTS), ["Amazon Bedrock, granted: region"]);
    assert_eq!(geography(GEOGRAPHY), ["Amazon Bedrock, granted: geography"]);
    assert_eq!(geography("'*'"), ["Amazon Bedrock, granted: unknown"]);
    let profiles = "'arn:aws:bedrock:*:*:inference-profile/*'";
    assert_eq!(geography(profiles), ["Amazon Bedrock, granted: unknown"]);
    let alias = "'arn:aws:bedrock:us-east-1:111122223333:application-inference-profile/a1'";
    assert_eq!(geography(alias), ["Amazon Bedrock, granted: unknown"]);
}

#[test]
fn the_environment_decides_before_a_wildcard() {
    let geography =
        |variables: &str| calls(&function(&invoke("'*'"), variables), "model.geography");
    let bedrock = |reach: &str| vec![format!("Amazon Bedrock, granted: {reach}")];
    assert_eq!(
        geography("MODEL: us.anthropic.claude-sonnet-4-6"),
        bedrock("geography")
    );
    assert_eq!(
        geography("MODEL: global.amazon.nova-2-lite-v1:0"),
        bedrock("global")
    );
    assert_eq!(geography("MODEL: meta.llama3-8b-v1:0"), bedrock("region"));
    assert_eq!(
        geography("A: meta.llama3-8b-v1:0, B: us-gov.meta.llama3-8b-v1:0"),
        bedrock("geography")
    );
    // What is no id of a model says nothing.
    assert_eq!(geography("HOST: us.example.com"), bedrock("unknown"));
    assert_eq!(
        geography("MODEL: !Sub '${AWS::StackName}.anthropic.claude-sonnet-4-6'"),
        bedrock("unknown")
    );
}

#[test]
fn a_profile_is_judged_where_a_statement_permits_it() {
    let statements = format!("{}, {}", invoke(GEOGRAPHY), invoke(ANY_MODEL));
    let analysis = function(&statements, "MODEL: eu.anthropic.claude-sonnet-4-6");
    let expected = [
        "Amazon Bedrock, granted: geography",
        "Amazon Bedrock, granted: region",
    ];
    assert_eq!(calls(&analysis, "model.geography"), expected);
    // No statement permits this one: that the call fails, the files do not say for certain.
    let analysis = function(
        &invoke(ANY_MODEL),
        "MODEL: global.anthropic.claude-sonnet-4-6",
    );
    assert_eq!(
        calls(&analysis, "model.geography"),
        ["Amazon Bedrock, granted: global"]
    );
}

#[test]
fn a_call_by_another_interface_is_judged_by_what_it_names() {
    let address = "OPENAI_BASE_URL: 'https://bedrock-mantle.us-east-1.api.aws/v1'";
    let analysis = function("", address);
    let geography = |analysis: &Analysis| calls(analysis, "model.geography");
    assert_eq!(geography(&analysis), ["Amazon Bedrock, set: unknown"]);
    let analysis = function("", &format!("{address}, MODEL: openai.gpt-oss-120b"));
    assert_eq!(geography(&analysis), ["Amazon Bedrock, set: region"]);
    // The grant says more than the switch.
    let analysis = function(&invoke(MODEL), "CLAUDE_CODE_USE_BEDROCK: '1'");
    assert_eq!(
        geography(&analysis),
        [
            "Amazon Bedrock, set: unset",
            "Amazon Bedrock, granted: region"
        ]
    );
}

#[test]
fn models_that_need_review_are_known() {
    let retention = |resource: &str| calls(&function(&invoke(resource), ""), "model.retention");
    let fable = "'arn:aws:bedrock:us-east-1::foundation-model/anthropic.claude-fable-5'";
    assert_eq!(retention(fable), ["Amazon Bedrock, granted: review"]);
    assert_eq!(retention(MODEL), ["Amazon Bedrock, granted: standard"]);
    assert_eq!(retention(ANY_MODEL), ["Amazon Bedrock, granted: unknown"]);
    let other = "'arn:aws:bedrock:*::foundation-model/amazon.*'";
    assert_eq!(retention(other), ["Amazon Bedrock, granted: standard"]);
}

#[test]
fn models_of_other_operators_are_known_by_their_own_ids() {
    let of = |model: &str| {
        let analysis = function("", &format!("ANTHROPIC_API_KEY: made-up, MODEL: {model}"));
        let facts = ["model.profiles", "model.retention", "model.geography"];
        facts.map(|name| calls(&analysis, name)).concat()
    };
    assert_eq!(
        of("claude-mythos-5"),
        [
            "Claude API, set: claude-mythos-5",
            "Claude API, set: review",
            "Claude API, set: unset"
        ]
    );
    assert_eq!(of("claude-sonnet-4-6")[1], "Claude API, set: standard");
    assert_eq!(of("example")[1], "Claude API, set: unset");
}

#[test]
fn features_are_those_that_a_statement_names() {
    let grant = |actions: &str| {
        let statement = format!("{{Effect: Allow, Action: [{actions}], Resource: '*'}}");
        let analysis = function(&statement, "");
        [
            calls(&analysis, "features"),
            calls(&analysis, "features.excluded"),
        ]
        .concat()
    };
    let prefix = "aws-external-anthropic";
    let both = format!("{prefix}:CreateInference, {prefix}:CreateBatchInference");
    assert_eq!(
        grant(&both),
        [
            "Claude Platform on AWS, granted: batch",
            "Claude Platform on AWS, granted: batch"
        ]
    );
    assert_eq!(
        grant(&format!("'{prefix}:Create*'")),
        [
            "Claude Platform on AWS, granted: unknown",
            "Claude Platform on AWS, granted: unknown"
        ]
    );
    assert_eq!(
        grant(&format!("{prefix}:CreateInference")),
        [
            "Claude Platform on AWS, granted: unset",
            "Claude Platform on AWS, granted: unset"
        ]
    );
}
