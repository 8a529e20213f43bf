//! The integration tests: one binary, a module per concern.

mod hostile;
mod oracle;
mod parser_suites;
mod tidy;
