//! Tests of the library from outside, in one binary.

mod hostile;
mod oracle;
mod parser_suites;
