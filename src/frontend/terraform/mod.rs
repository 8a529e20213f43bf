//! Terraform: what plans and states say, beside the sources that they belong to.
//!
//! In: files. Out: [`Template`](super::Template)s. Providers and their resource types are not known here.

mod address;
pub mod pair;
pub mod plan;
