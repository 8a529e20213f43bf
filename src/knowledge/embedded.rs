//! The catalog and the rules that the binary brings along.
//!
//! In: the lists that the build script wrote. Out: paths and texts. What the texts mean is not known here.

include!(concat!(env!("OUT_DIR"), "/embedded.rs"));
