//! Tests of the parts of an import; whole imports are tested from outside.

mod classes;
mod text;
