//! The integration tests: one binary, a module per concern.

// A test fails by a panic, in functions that tests share too.
#![allow(clippy::panic)]

mod access;
mod action;
mod barriers;
mod cdk;
mod cloudformation;
mod comparing;
mod configuration;
mod corpus;
mod coverage;
mod definitions;
mod designs;
mod determinism;
mod docs;
mod estates;
mod evidence;
mod exceptions;
mod explained;
mod exposure;
mod graph;
mod hostile;
mod import;
mod init;
mod invalid;
mod kinds;
mod labels;
mod loops;
mod naive;
mod oracle;
mod outputs;
mod own_rules;
mod packs;
mod parser_suites;
mod policies;
mod policy_files;
mod propagation;
mod reports;
mod routes;
mod rules;
mod sam;
mod scale;
mod shipped;
mod support;
mod systems;
mod terraform;
mod terraform_console;
mod terraform_plans;
mod tidy;
mod ways;
