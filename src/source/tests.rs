//! Tests of reading and discovery.
