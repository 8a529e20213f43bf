//! The grammar of predicates, by operator precedence.
//!
//! In: the text of a predicate. Out: its tree, or the first fault. Types and names are not known here.

use super::token::{SYNTAX, Token, tokens};
use super::tree::{Extent, Fault, Form, Name, Node, Relation};

/// How deep parts may lie in each other; every recursion over a tree is bounded by it.
const DEPTH: usize = 64;
/// How many bytes a predicate may have.
const LENGTH: usize = 16 * 1024;

const CHOICE: u8 = 1;
const OR: u8 = 2;
const AND: u8 = 3;
const RELATION: u8 = 4;
const UNARY: u8 = 5;

type Parsed = Result<Node, Fault>;

/// The tree of a predicate.
pub(super) fn parse(text: &str) -> Parsed {
    if text.len() > LENGTH {
        let fault = Fault::new(
            "predicate-too-long",
            Extent::new(0, text.len()),
            format!("expected at most {LENGTH} bytes, found {}", text.len()),
        );
        return Err(fault.help("split the rule"));
    }
    let tokens = tokens(text)?;
    let mut cursor = Cursor {
        text,
        tokens: &tokens,
        next: 0,
        depth: 0,
    };
    let tree = cursor.expression(CHOICE)?;
    match cursor.peek() {
        Token::End => Ok(tree),
        _ => Err(cursor.expected("an operator or the end of the predicate")),
    }
}

struct Cursor<'t> {
    text: &'t str,
    tokens: &'t [(Token, Extent)],
    next: usize,
    depth: usize,
}

enum Infix {
    Choice,
    Or,
    And,
    Relation(Relation),
}

impl Infix {
    fn power(&self) -> u8 {
        match self {
            Infix::Choice => CHOICE,
            Infix::Or => OR,
            Infix::And => AND,
            Infix::Relation(_) => RELATION,
        }
    }
}

fn infix(token: &Token) -> Option<Infix> {
    Some(match token {
        Token::Symbol("?") => Infix::Choice,
        Token::Symbol("||") => Infix::Or,
        Token::Symbol("&&") => Infix::And,
        Token::Symbol("==") => Infix::Relation(Relation::Equal),
        Token::Symbol("!=") => Infix::Relation(Relation::Different),
        Token::Symbol("<") => Infix::Relation(Relation::Less),
        Token::Symbol("<=") => Infix::Relation(Relation::AtMost),
        Token::Symbol(">") => Infix::Relation(Relation::Greater),
        Token::Symbol(">=") => Infix::Relation(Relation::AtLeast),
        Token::Name(name) if name == "in" => Infix::Relation(Relation::In),
        _ => return None,
    })
}

impl Cursor<'_> {
    fn peek(&self) -> &Token {
        &self.tokens[self.next].0
    }

    fn extent(&self) -> Extent {
        self.tokens[self.next].1
    }

    /// Steps over the current token, never past the end.
    fn advance(&mut self) -> Extent {
        let extent = self.extent();
        self.next = (self.next + 1).min(self.tokens.len() - 1);
        extent
    }

    fn take(&mut self, symbol: &'static str) -> Option<Extent> {
        (*self.peek() == Token::Symbol(symbol)).then(|| self.advance())
    }

    fn require(&mut self, symbol: &'static str) -> Result<Extent, Fault> {
        self.take(symbol)
            .ok_or_else(|| self.expected(&format!("`{symbol}`")))
    }

    fn expected(&self, what: &str) -> Fault {
        let Extent { start, end } = self.extent();
        let found = match self.peek() {
            Token::End => "the end of the predicate".to_owned(),
            _ => format!("`{}`", &self.text[start..end]),
        };
        let fault = Fault::new(
            SYNTAX,
            self.extent(),
            format!("expected {what}, found {found}"),
        );
        match self.peek() {
            Token::Name(name) if name == "and" => fault.help("conjunction is written `&&`"),
            Token::Name(name) if name == "or" => fault.help("disjunction is written `||`"),
            Token::Symbol("-") => fault.help("there is no arithmetic in predicates"),
            Token::End => fault.help("is something missing after the last word?"),
            _ => fault.help("the language has `|| && ! == != < <= > >= in ?:`, parentheses, literals, attributes and calls"),
        }
    }

    fn deeper(&mut self) -> Result<(), Fault> {
        self.depth += 1;
        if self.depth <= DEPTH {
            return Ok(());
        }
        let message = format!("expected at most {DEPTH} levels of nesting");
        Err(Fault::new("predicate-too-deep", self.extent(), message)
            .help("split the rule, or drop parentheses"))
    }

    fn expression(&mut self, minimum: u8) -> Parsed {
        self.deeper()?;
        let mut left = self.prefix()?;
        while let Some(operator) = infix(self.peek()).filter(|operator| operator.power() >= minimum)
        {
            self.advance();
            left = self.join(left, operator)?;
        }
        self.depth -= 1;
        Ok(left)
    }

    fn join(&mut self, left: Node, operator: Infix) -> Parsed {
        match operator {
            Infix::Choice => {
                let then = self.expression(OR)?;
                self.require(":")?;
                let otherwise = self.expression(CHOICE)?;
                let extent = left.extent.to(otherwise.extent);
                Ok(Node {
                    extent,
                    form: Form::Choice(Box::new([left, then, otherwise])),
                })
            }
            Infix::Or => {
                let right = self.expression(OR + 1)?;
                let extent = left.extent.to(right.extent);
                let mut parts = match left {
                    Node {
                        form: Form::Or(parts),
                        ..
                    } => parts,
                    single => vec![single],
                };
                parts.push(right);
                Ok(Node {
                    extent,
                    form: Form::Or(parts),
                })
            }
            Infix::And => {
                let right = self.expression(AND + 1)?;
                let extent = left.extent.to(right.extent);
                let mut parts = match left {
                    Node {
                        form: Form::And(parts),
                        ..
                    } => parts,
                    single => vec![single],
                };
                parts.push(right);
                Ok(Node {
                    extent,
                    form: Form::And(parts),
                })
            }
            Infix::Relation(relation) => {
                let right = self.expression(RELATION + 1)?;
                if let Some(Infix::Relation(_)) = infix(self.peek()) {
                    return Err(self
                        .expected("`&&`, `||` or the end of the comparison")
                        .help("put parentheses around one of the comparisons"));
                }
                let extent = left.extent.to(right.extent);
                Ok(Node {
                    extent,
                    form: Form::Relation(relation, Box::new([left, right])),
                })
            }
        }
    }

    fn prefix(&mut self) -> Parsed {
        let extent = self.extent();
        let form = match self.peek().clone() {
            Token::Symbol("!") => {
                self.advance();
                let inner = self.expression(UNARY)?;
                return Ok(Node {
                    extent: extent.to(inner.extent),
                    form: Form::Not(Box::new(inner)),
                });
            }
            Token::Symbol("(") => {
                self.advance();
                let inner = self.expression(CHOICE)?;
                let end = self.require(")")?;
                return self.methods(Node {
                    extent: extent.to(end),
                    form: inner.form,
                });
            }
            Token::Symbol("[") => {
                self.advance();
                let (items, end) = self.sequence("]")?;
                return self.methods(Node {
                    extent: extent.to(end),
                    form: Form::List(items),
                });
            }
            Token::Symbol("-") => return self.negative(),
            Token::Integer(value) => {
                Form::Integer(i64::try_from(value).map_err(|_| self.too_large())?)
            }
            Token::Text(text) => Form::Text(text),
            Token::Name(name) => match name.as_str() {
                "true" => Form::Boolean(true),
                "false" => Form::Boolean(false),
                "null" => Form::Null,
                "in" => return Err(self.expected("an expression")),
                "not" => {
                    return Err(self
                        .expected("an expression")
                        .help("negation is written `!`"));
                }
                _ => return self.path(),
            },
            Token::Symbol(_) | Token::End => return Err(self.expected("an expression")),
        };
        self.advance();
        self.methods(Node { extent, form })
    }

    fn negative(&mut self) -> Parsed {
        let minus = self.advance();
        let &Token::Integer(value) = self.peek() else {
            return Err(self.expected("a whole number"));
        };
        let value = 0_i64
            .checked_sub_unsigned(value)
            .ok_or_else(|| self.too_large())?;
        let extent = minus.to(self.advance());
        Ok(Node {
            extent,
            form: Form::Integer(value),
        })
    }

    fn too_large(&self) -> Fault {
        Fault::new(
            SYNTAX,
            self.extent(),
            "expected a whole number that fits 64 bits",
        )
        .help(format!("the largest is {}", i64::MAX))
    }

    /// A dotted path, or a call: `f(…)`, `a.b.method(…)`.
    fn path(&mut self) -> Parsed {
        let mut names = vec![self.name()?];
        while self.take(".").is_some() {
            names.push(self.name()?);
        }
        let start = names[0].extent;
        if *self.peek() != Token::Symbol("(") {
            let extent = names.last().map_or(start, |last| start.to(last.extent));
            return Ok(Node {
                extent,
                form: Form::Path(names),
            });
        }
        let Some(name) = names.pop() else {
            return Err(self.expected("a name"));
        };
        let receiver = names.last().map(|last| start.to(last.extent));
        let receiver = receiver.map(|extent| {
            Box::new(Node {
                extent,
                form: Form::Path(names),
            })
        });
        let call = self.call(receiver, name, start)?;
        self.methods(call)
    }

    /// The calls that follow a value: `.method(…)`.
    fn methods(&mut self, mut receiver: Node) -> Parsed {
        let before = self.depth;
        while self.take(".").is_some() {
            self.deeper()?;
            let name = self.name()?;
            let start = receiver.extent;
            receiver = self.call(Some(Box::new(receiver)), name, start)?;
        }
        self.depth = before;
        Ok(receiver)
    }

    fn call(&mut self, receiver: Option<Box<Node>>, name: Name, start: Extent) -> Parsed {
        self.require("(")?;
        let (arguments, end) = self.sequence(")")?;
        Ok(Node {
            extent: start.to(end),
            form: Form::Call {
                receiver,
                name,
                arguments,
            },
        })
    }

    fn name(&mut self) -> Result<Name, Fault> {
        let Token::Name(text) = self.peek() else {
            return Err(self.expected("a name"));
        };
        let text = text.clone();
        Ok(Name {
            extent: self.advance(),
            text,
        })
    }

    fn sequence(&mut self, close: &'static str) -> Result<(Vec<Node>, Extent), Fault> {
        let mut items = Vec::new();
        if let Some(end) = self.take(close) {
            return Ok((items, end));
        }
        loop {
            items.push(self.expression(CHOICE)?);
            if let Some(end) = self.take(close) {
                return Ok((items, end));
            }
            if self.take(",").is_none() {
                return Err(self.expected(&format!("`,` or `{close}`")));
            }
        }
    }
}
