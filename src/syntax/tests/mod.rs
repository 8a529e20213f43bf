//! Tests of the readers and the tree.
