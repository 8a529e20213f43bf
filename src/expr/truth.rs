//! Kleene's strong logic on [`Truth`].
//!
//! In: truth values. Out: their conjunction, disjunction, negation and choice. Where they come from is not known here.

use super::Truth;

impl Truth {
    /// Conjunction: false where one side is false, whatever the other is.
    pub fn and(self, other: Truth) -> Truth {
        self.min(other)
    }

    /// Disjunction: true where one side is true, whatever the other is.
    pub fn or(self, other: Truth) -> Truth {
        self.max(other)
    }
}

impl std::ops::Not for Truth {
    type Output = Truth;

    fn not(self) -> Truth {
        match self {
            Truth::False => Truth::True,
            Truth::Unknown => Truth::Unknown,
            Truth::True => Truth::False,
        }
    }
}

impl From<bool> for Truth {
    fn from(value: bool) -> Truth {
        if value { Truth::True } else { Truth::False }
    }
}
