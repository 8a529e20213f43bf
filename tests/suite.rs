//! The integration tests: one binary, a module per concern.

mod corpus;
mod hostile;
mod kinds;
mod oracle;
mod parser_suites;
mod rules;
mod support;
