//! Frames and homes.
