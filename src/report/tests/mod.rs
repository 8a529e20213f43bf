//! Tests of the renderings, over a report that is made up.

mod fold;
mod graph;
mod hostile;
mod json;
mod review;
mod sample;
mod sarif;
mod svg;
mod terminal;
