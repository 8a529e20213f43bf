//! The integration tests: one binary, a module per concern.

mod hostile;
mod kinds;
mod oracle;
mod parser_suites;
mod propagation;
mod rules;
mod support;
mod systems;
mod tidy;
