//! What is known to be wrong with files of others, and why.

/// Templates that no parser reads: the file, and what the parser of its language says (Python's `json`, PyYAML).
pub(super) const REFUSED: [(&str, &str); 4] = [
    (
        "cfn-lint-bad/core/config_invalid_json.json",
        "Expecting ',' delimiter: line 8 column 6",
    ),
    (
        "cfn-lint-bad/core/config_invalid_yaml.yaml",
        "while parsing a block mapping, line 6, column 7",
    ),
    (
        "cfn-lint-bad/json_parse.json",
        "Expecting ':' delimiter: line 5 column 11",
    ),
    (
        "cfn-lint-bad/template.yaml",
        "while parsing a block mapping, line 10, column 9",
    ),
];

/// Errors in templates that another linter holds for right: it switches its own checks of these off, or does not look.
pub(super) const EXPLAINED: [(&str, &str, u32); 6] = [
    // The section is named `Parameter`, so that the parameter does not exist.
    ("custom/is-defined.yaml", "unknown-reference", 70),
    // A function without code, and an application of the repository without its version: the transform takes neither.
    (
        "functions/relationship_conditions_sam.yaml",
        "sam-refused",
        33,
    ),
    // Only part of a system: the resources that it refers to are declared nowhere.
    ("functions/sub_needed.yaml", "unknown-reference", 100),
    ("functions/sub_needed.yaml", "unknown-reference", 114),
    ("functions/sub_needed.yaml", "unknown-reference", 115),
    ("transform/applications_location.yaml", "sam-refused", 11),
];

/// The mark of templates for a preprocessor, which are no CloudFormation until it ran.
pub(super) const PREPROCESSOR: &str = "Rain::";

/// Modules of that preprocessor: they refer to resources of the template that includes them.
pub(super) const MODULES: [&str; 2] = [
    "RainModules/api-resource.yml",
    "RainModules/static-site.yml",
];

/// How many errors of each sort published templates have; all in files for the preprocessor.
pub(super) const COUNTS: [(&str, usize); 5] = [
    ("malformed-function", 5),
    ("malformed-parameter", 1),
    ("resource-without-type", 25),
    ("unknown-function", 15),
    ("unknown-reference", 31),
];
