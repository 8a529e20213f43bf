//! Tests of the library from outside, in one binary.

mod hostile;
mod parser_suites;
