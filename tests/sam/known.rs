//! Where the transform differs from the service, by class.

/// Templates whose resources differ: a connector at a function whose role the template does not define, so that there is no
/// role to give a policy to; and a name of a stage that is a text joined of literals, which counts as written out here and as a
/// function there.
pub(super) const DIFFERING: [&str; 2] = ["connector_esm_dependson", "http_api_def_uri"];

/// Templates with an error although the transform takes them: they refer to names that they do not define, have conditions that
/// are none, or a function where CloudFormation takes none, and it would refuse what is made of them.
pub(super) const REFUSED: [&str; 11] = [
    "api_http_with_default_iam_authorizer",
    "api_with_any_method_in_swagger",
    "api_with_identity_intrinsic",
    "connector_esm_dependson",
    "connector_rule_to_sfn",
    "connector_rule_to_sns",
    "function_policy_with_conditional_managed_policy_name",
    "function_with_event_dest_basic",
    "function_with_intrinsics_resource_attribute",
    "function_with_resource_refs",
    "state_machine_with_event_schedule_state",
];

/// Templates that are taken although the service refuses them: an application that only the service knows not to exist; values
/// that are decided here and functions there; a path of the machine that packages the template, which `sam package` replaces.
pub(super) const TAKEN: [&str; 5] = [
    "error_application_does_not_exist",
    "error_cognito_trigger_invalid_type",
    "error_gateway_response_invalid_type_intrinsic",
    "error_invalid_mapping_by_findinmap",
    "error_state_machine_invalid_s3_string",
];

/// Resources that say something else: functions whose role is written as one text of name and attribute, which the output of the
/// service has the other way round, and roles with a policy under a condition that is decided here.
pub(super) const SAYING_ELSE: [&str; 5] = [
    "api_with_security_definition_and_none_components: GetHtmlFunction",
    "function_with_conditional_managed_policy: FunctionWithConditionalPolicyRole",
    "function_with_conditional_policy_template: FunctionWithConditionalPolicyRole",
    "http_api_custom_iam_auth: HttpApiFunction",
    "http_api_custom_iam_auth: MyAuthFn",
];
