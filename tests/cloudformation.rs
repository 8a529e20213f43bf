//! CloudFormation as a whole: where findings point, that YAML and JSON say the same, and what the suites of another linter
//! hold for right and wrong.

mod known;
mod spans;
mod suites;
mod twins;
