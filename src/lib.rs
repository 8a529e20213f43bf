//! phipath follows protected health information through infrastructure code before it ships.

pub mod check;
pub mod expr;
pub mod frontend;
pub mod graph;
pub mod knowledge;
pub mod model;
pub mod policy;
pub mod report;
pub mod source;
pub mod syntax;
pub mod vocabulary;
