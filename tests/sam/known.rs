//! Where the transform differs from the service, by class.

/// Templates whose resources differ.
pub(super) const DIFFERING: [&str; 0] = [];

/// Templates that are refused although the service takes them.
pub(super) const REFUSED: [&str; 0] = [];

/// Templates that are taken although the service refuses them.
pub(super) const TAKEN: [&str; 0] = [];
