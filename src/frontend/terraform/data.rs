//! Data sources: what the account and Region are, policy documents, and what only a lookup would tell.
//!
//! In: the `data` blocks of a module. Out: symbols, policies as mappings, and unknown values that name what was not read.
//! Which data sources are which comes with the [`Language`](super::Language).

use crate::source::Span;
use crate::syntax::{Cause, CauseKind, Entry, Symbol, Term, Value};

use super::evaluate::key_text;
use super::expression::{Expression, Node, Step};
use super::instances::Form;
use super::program::{Frame, ModuleId, Program, at, entry, unknown, used_at};

impl Program<'_> {
    /// What a data source with steps comes to; `key` is its type and name.
    pub(super) fn of_data(
        &mut self,
        key: &str,
        steps: &[Step],
        span: Span,
        frame: &mut Frame,
    ) -> Value {
        let kind = key.split('.').next().unwrap_or_default().to_owned();
        let module = frame.module;
        let declared = self.module(module).configuration.data.contains_key(key);
        let name = self.address(module, &format!("data.{key}"));
        if !declared {
            return unknown(CauseKind::Dangling, name, span);
        }
        // Instances are told apart by the step after the name.
        let (index, taken) = match steps.get(2) {
            Some(Step::Index(index)) => (Some(self.evaluate(index, frame)), 3),
            Some(Step::Each | Step::Attributes) => (None, 3),
            _ => (None, 2),
        };
        let is_splat = matches!(steps.get(2), Some(Step::Each | Step::Attributes));
        let Some(Step::Attribute(attribute)) = steps.get(taken) else {
            return unknown(CauseKind::NotRead, format!("`{name}`"), span);
        };
        let symbol = format!("{kind}.{attribute}");
        let value = if let Some(&symbol) = self.language.symbols.get(&symbol) {
            self.symbol(symbol, span)
        } else if self.language.policy_documents.contains(&kind) {
            self.document(module, key, index.as_ref(), span)
        } else {
            let cause = Cause::new(CauseKind::NotRead, format!("`{name}.{attribute}`"));
            let kept = match index {
                None if !is_splat => self.of_kept((module, key, attribute), &cause, span),
                _ => None,
            };
            kept.unwrap_or_else(|| at(Term::Unknown(cause), span))
        };
        let value = match is_splat {
            true => at(Term::List(vec![value]), span),
            false => value,
        };
        self.steps(value, &steps[taken + 1..], span, frame)
    }

    /// A symbol; the Region where the provider says which.
    fn symbol(&mut self, symbol: Symbol, span: Span) -> Value {
        let region = match symbol {
            Symbol::Region => self.region(),
            _ => None,
        };
        region.map_or(at(Term::Symbol(symbol), span), |value| used_at(value, span))
    }

    /// The Region of the default provider of the root module, where it is written.
    fn region(&mut self) -> Option<Value> {
        let root = self.modules[0].configuration;
        let mut own = root.providers.iter();
        let region = own.find_map(|block| {
            let alias = block.body.attribute("alias").is_some();
            block.body.attribute("region").filter(|_| !alias)
        })?;
        let expression: &Expression = &region.value;
        let is_literal = !matches!(expression.node, Node::Null);
        let value = self.evaluate(expression, &mut Frame::of(ModuleId(0)));
        (is_literal && value.as_text().is_some()).then_some(value)
    }

    /// The policy that a data source makes of its blocks.
    fn document(
        &mut self,
        module: ModuleId,
        key: &str,
        index: Option<&Value>,
        span: Span,
    ) -> Value {
        let index_text = index.and_then(|index| key_text(index).ok());
        let memo = (
            module,
            format!("{key}[{}]", index_text.as_deref().unwrap_or_default()),
        );
        match self.documents.get(&memo) {
            Some(Some(value)) => return value.clone(),
            Some(None) => {
                return unknown(
                    CauseKind::Malformed,
                    format!("`data.{key}`, which is defined by itself"),
                    span,
                );
            }
            None => {}
        }
        let configuration = self.module(module).configuration;
        let Some(block) = configuration.data.get(key) else {
            return unknown(CauseKind::Dangling, format!("data.{key}"), span);
        };
        self.documents.insert(memo.clone(), None);
        let mut frame = Frame::of(module);
        let expansion = self.expand(block, &mut frame);
        let wanted = expansion.instances.iter().find(|instance| {
            let own = instance.key.as_ref().and_then(|key| key_text(key).ok());
            expansion.form != Form::ForEach && expansion.form != Form::Count || own == index_text
        });
        let value = match wanted {
            Some(instance) => {
                let mut frame = instance.frame(&frame);
                let body = self.properties_of(&block.body, &mut frame, block.span);
                super::document::policy(&body)
            }
            None => unknown(
                CauseKind::Malformed,
                format!("an instance of `data.{key}` that there is not"),
                span,
            ),
        };
        self.documents.insert(memo, Some(value.clone()));
        value
    }
}

/// An entry of a mapping that is made here.
pub(super) fn made(key: &str, value: Value) -> Entry {
    let span = value.span;
    entry(key, span, value)
}
