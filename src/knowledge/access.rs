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
    /// What reading a store takes on its key, where the caller needs it.
    pub key_read: Vec<String>,
    /// What writing to such a store takes.
    pub key_write: Vec<String>,
}

/// Actions that make a service run with a role.
#[derive(Clone, Debug)]
pub struct Launch {
    /// The service, as trust policies name it, such as `lambda.amazonaws.com`.
    pub service: String,
    /// Any of these does.
    pub actions: Vec<String>,
}
