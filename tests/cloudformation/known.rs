//! What is known of templates of others.

/// Templates whose two forms differ, and why.
pub(super) const TWINS: [(&str, &str); 4] = [
    (
        "AutoScaling/AutoScalingRollingUpdates",
        "one has a launch template, the other a launch configuration",
    ),
    (
        "AutoScaling/AutoScalingScheduledAction",
        "one has a launch template, the other a launch configuration",
    ),
    (
        "ECS/EC2LaunchType/clusters/private-vpc",
        "one has a launch template, the other a launch configuration",
    ),
    (
        "ECS/EC2LaunchType/clusters/public-vpc",
        "one has a launch template, the other a launch configuration",
    ),
];

/// The mark of templates for a preprocessor, which are no CloudFormation until it ran: their other form is what it made.
pub(super) const PREPROCESSOR: &str = "Rain::";

/// Templates that are wrong as templates, with the errors that say so.
pub(super) const SYNTAX: [(&str, &[&str]); 48] = [
    (
        "conditions.yaml",
        &["malformed-condition", "unknown-condition"],
    ),
    (
        "conditions/and.yaml",
        &["condition-cycle", "malformed-condition"],
    ),
    ("conditions/equals.yaml", &["malformed-condition"]),
    ("core/conditions.yaml", &["malformed-function"]),
    ("core/conditions_list.yaml", &["malformed-section"]),
    ("core/conditions_missing.yaml", &["unknown-condition"]),
    ("core/config_invalid_json.json", &["json-syntax"]),
    ("core/config_invalid_yaml.yaml", &["yaml-syntax"]),
    ("core/parse_invalid_map.yaml", &["unknown-reference"]),
    ("duplicate.json", &["duplicate-key"]),
    ("duplicate.yaml", &["duplicate-key"]),
    ("empty_file.yaml", &["not-recognised"]),
    (
        "functions/foreach_no_transform.yaml",
        &["loop-without-transform"],
    ),
    ("functions/get_stack_output.yaml", &["malformed-function"]),
    ("functions/import_value.yaml", &["malformed-function"]),
    (
        "functions_base64.yaml",
        &["malformed-function", "unknown-mapping"],
    ),
    ("functions_getaz.yaml", &["malformed-function"]),
    ("functions_join.yaml", &["malformed-function"]),
    ("functions_ref.yaml", &["unknown-reference"]),
    ("functions_select.yaml", &["malformed-function"]),
    ("generic.yaml", &["unknown-reference"]),
    ("issues.yaml", &["unknown-reference"]),
    ("json_parse.json", &["json-syntax"]),
    ("mappings/name.yaml", &["malformed-name"]),
    ("not_cloudformation.yaml", &["not-recognised"]),
    ("parameters/configuration.yaml", &["malformed-parameter"]),
    ("parameters/default.yaml", &["malformed-parameter"]),
    ("properties_rt_association.yaml", &["unknown-condition"]),
    ("refs.yaml", &["unknown-reference"]),
    (
        "resources/codepipeline/stages_second_stage.yaml",
        &["unknown-reference"],
    ),
    ("resources/iam/iam_policy.yaml", &["unknown-condition"]),
    (
        "resources/lambda/function_property_value_limits.yaml",
        &["unknown-reference"],
    ),
    ("resources/name.yaml", &["malformed-name"]),
    (
        "resources/primary_identifiers.yaml",
        &["resource-without-type"],
    ),
    ("resources/uniqueNames.yaml", &["duplicate-name"]),
    (
        "resources_circular_dependency.yaml",
        &["malformed-function"],
    ),
    ("resources_deletionpolicy.yaml", &["malformed-attribute"]),
    (
        "resources_updatereplacepolicy.yaml",
        &["malformed-attribute"],
    ),
    ("string.yaml", &["not-recognised"]),
    ("template.yaml", &["yaml-syntax"]),
    ("templates/base.yaml", &["malformed-section"]),
    ("templates/base_date.yaml", &["malformed-section"]),
    ("templates/base_null.yaml", &["malformed-section"]),
    (
        "resources/lambda/sam_required_properties.yaml",
        &["sam-refused"],
    ),
    (
        "resources/serverless/ignore_globals_typo.yaml",
        &["sam-refused"],
    ),
    ("transform/auto_publish_alias.yaml", &["sam-refused"]),
    ("transform/no_properties.yaml", &["sam-refused"]),
    ("transform_serverless_template.yaml", &["sam-refused"]),
];

/// Templates that are templates, by what is wrong with what they say.
pub(super) const NO_SYNTAX: [(&str, &[&str]); 8] = [
    (
        "conditions that are always the same, or under which something else is missing",
        &[
            "conditions/equals_not_useful.yaml",
            "functions/relationship_conditions.yaml",
        ],
    ),
    (
        "good practice",
        &[
            "functions/sub_needed.yaml",
            "hard_coded_arn_properties.yaml",
            "mappings/used.yaml",
            "noecho.yaml",
            "previous_generation_instances.yaml",
            "properties_password.yaml",
            "resources/s3/access-control-obsolete.yaml",
        ],
    ),
    (
        "names, values and lists of properties",
        &[
            "properties_ebs.yaml",
            "properties_sg_ingress.yaml",
            "resources/backup/test_backup_plan_lifecycle_rule.yml",
            "resources/dynamodb/undefined_attribute_definition.yaml",
            "resources/dynamodb/unused_attribute_definition_1.yaml",
            "resources/dynamodb/unused_attribute_definition_2.yaml",
            "resources/elasticache/cache_cluster_failover.yaml",
            "resources/iam/managed_policy_description.yaml",
            "resources/iam/ref_with_path.yaml",
            "resources/iam/resource_policy.yaml",
            "resources/lambda/required_properties.yaml",
            "resources/properties/atleastone.yaml",
            "resources/properties/custom.yaml",
            "resources/properties/list_duplicates.yaml",
            "resources/properties/primitive_types_map.yaml",
            "resources/properties/string_size.yaml",
            "resources/properties/templated_code.yaml",
            "resources/rds/instance_sizes.yaml",
            "resources/sns/topic_name.yaml",
            "resources_cloudfront_invalid_aliases.yaml",
            "resources_cognito_userpool_tag_is_list.yaml",
            "resources_iam_instanceprofile_roles.yaml",
            "route53.yaml",
        ],
    ),
    (
        "parameters of nested stacks",
        &[
            "resources/cloudformation/sam_app_nested.yaml",
            "resources/cloudformation/sam_stacks.yaml",
            "resources/cloudformation/stack_nested.yaml",
            "resources/cloudformation/stacks.yaml",
        ],
    ),
    (
        "resources that wait for each other",
        &[
            "resources_circular_dependency_2.yaml",
            "resources_circular_dependency_dependson.yaml",
        ],
    ),
    (
        "settings of that linter, and checks that it is told to make",
        &[
            "core/config_configure_e3012.yaml",
            "core/config_parameters.yaml",
            "core/directives.yaml",
            "core/mandatory_checks.yaml",
            "formatters.yaml",
            "override/complete.yaml",
            "override/exclude.yaml",
            "override/include.yaml",
            "override/required.yaml",
        ],
    ),
    (
        "what modules do not support",
        &[
            "modules/bad_has_create_policy.yaml",
            "modules/bad_has_tags.yaml",
            "modules/bad_has_update_policy.yaml",
            "modules/bad_uses_module_metadata.yaml",
        ],
    ),
    (
        "what the serverless transform asks of its own resources",
        &["some_logs_stream_lambda.yaml"],
    ),
];
