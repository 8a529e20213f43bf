//! Policies in, statements in a compact notation out; patterns against all short texts.

mod documents;
mod evaluation;
mod faults;
mod patterns;
mod sorts;
mod values;
