//! What becomes of JSON that is read: a tree, or nothing.
//!
//! In: what the reader sees, in the order of the text. Out: whether it may go on. What JSON is written like is not known here.

use crate::source::{Diagnostic, Span};
use crate::syntax::build::{Builder, Stop};
use crate::syntax::raw::{Kind, RawNode};

/// Takes what a reader sees.
pub(super) trait Sink {
    /// A sequence or mapping begins.
    fn start(&mut self, kind: Kind, at: u32) -> Result<(), Stop>;
    /// The innermost sequence or mapping ends.
    fn end(&mut self, at: u32);
    /// A scalar or null.
    fn leaf(&mut self, node: RawNode) -> Result<(), Stop>;
    /// Something is odd.
    fn report(&mut self, diagnostic: Diagnostic);
}

impl Sink for Builder<'_> {
    fn start(&mut self, kind: Kind, at: u32) -> Result<(), Stop> {
        Builder::start(self, kind, at, 0).map(drop)
    }

    fn end(&mut self, at: u32) {
        Builder::end(self, Some(at));
    }

    fn leaf(&mut self, node: RawNode) -> Result<(), Stop> {
        Builder::leaf(self, node, 0).map(drop)
    }

    fn report(&mut self, diagnostic: Diagnostic) {
        Builder::report(self, diagnostic);
    }
}

/// Nothing is kept but how deep it is.
pub(super) struct Depth {
    /// Sequences and mappings that are open.
    pub(super) open: usize,
    /// How many there may be.
    pub(super) most: usize,
    /// The beginning of the file.
    pub(super) file: Span,
}

impl Sink for Depth {
    fn start(&mut self, _kind: Kind, at: u32) -> Result<(), Stop> {
        if self.open >= self.most {
            let span = Span::new(self.file.file, at, at);
            let message = format!("nested more than {} levels deep", self.most);
            let diagnostic = Diagnostic::error("depth-limit", span, message);
            return Err(Box::new(diagnostic.help("flatten the structure")));
        }
        self.open += 1;
        Ok(())
    }

    fn end(&mut self, _at: u32) {
        self.open = self.open.saturating_sub(1);
    }

    fn leaf(&mut self, _node: RawNode) -> Result<(), Stop> {
        Ok(())
    }

    fn report(&mut self, _diagnostic: Diagnostic) {}
}
