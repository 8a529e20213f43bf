//! The frontend on small configurations.
