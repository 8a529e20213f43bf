//! How somebody comes to act as somebody else, and what the use of a key takes.

/// What `catalog/access.yaml` says. Actions are `prefix:name`, as policies write them.
#[derive(Clone, Debug, Default)]
pub struct Access {
    /// Actions by which a principal takes the permissions of a role.
    pub assume: Vec<String>,
    /// Actions by which a principal hands a role to a service.
    pub pass: Vec<String>,
    /// The condition key that says to which service.
    pub passed_to: String,
    /// Actions that make a service run with a role that was handed to it.
    pub launches: Vec<Launch>,
    /// Condition keys by what they tell of a request.
    pub keys: Keys,
    /// How a service is named where it uses a key for its caller, with `{service}` and `{region}`.
    pub service_host: String,
    /// What it takes to use a key.
    pub key_use: Vec<String>,
    /// What it takes to change who may use a key, or to make it useless.
    pub key_manage: Vec<String>,
    /// Words in the names of roles that people take, by what they are for.
    pub tiers: Vec<(String, Vec<String>)>,
    /// Words that stand for none of these, although a part of them does.
    pub no_tier: Vec<String>,
    /// Condition keys that whoever sends a request can fulfil or avoid.
    pub free_conditions: Vec<String>,
}

/// Actions that make a service run with a role.
#[derive(Clone, Debug)]
pub struct Launch {
    /// The service, as trust policies name it, such as `lambda.amazonaws.com`.
    pub service: String,
    /// Any of these does.
    pub actions: Vec<String>,
}

/// Names of condition keys.
#[derive(Clone, Debug, Default)]
pub struct Keys {
    /// The account of the caller.
    pub principal_account: String,
    /// The ARN of the caller, or of the role behind it.
    pub principal_arn: String,
    /// Whether a service of the provider calls for itself.
    pub principal_is_service: String,
    /// The account of what is acted on.
    pub resource_account: String,
    /// The account for which a service calls.
    pub source_account: String,
    /// The resource for which a service calls.
    pub source_arn: String,
    /// The account from which a key is used.
    pub key_account: String,
    /// The service through which a key is used.
    pub key_service: String,
}
