//! Tests that use the library from outside.

mod oracle;
