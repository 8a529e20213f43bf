//! Tests of the renderings, over a report that is made up.

mod sample;
mod sarif;
mod terminal;
