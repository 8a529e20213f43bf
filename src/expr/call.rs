//! Calls: the methods of values, the quantifiers over lists and the functions of the graph.
//!
//! In: a call and what holds around it. Out: what it compiles to, or its faults. What a scope answers is not known here.

use std::sync::Arc;

use super::check::{Checker, Surroundings, TYPES};
use super::code::{self, Part, QUANTIFIERS, Quantifier};
use super::names::propose;
use super::tree::{Extent, Fault, Form, Name, Node};
use super::typed::{Typed, words};
use super::{Function, Variable};
use crate::vocabulary::Type;

const METHODS: [&str; 6] = [
    "startsWith",
    "endsWith",
    "contains",
    "size",
    "exists",
    "all",
];
const FUNCTIONS: [&str; 6] = [
    "size", "carries", "protects", "passes", "crosses", "reaches",
];
const CALL: &str = "predicate-call";

impl<'v> Checker<'v> {
    /// `receiver.name(arguments)`.
    pub(super) fn method(
        &mut self,
        receiver: &Node,
        name: &Name,
        arguments: &[Node],
        around: &Surroundings<'v>,
    ) -> Option<Typed<'v>> {
        let (part, quantifier) = match name.text.as_str() {
            "startsWith" => (Some(Part::Start), None),
            "endsWith" => (Some(Part::End), None),
            "contains" => (Some(Part::Anywhere), None),
            "exists" => (None, Some(Quantifier::Exists)),
            "all" => (None, Some(Quantifier::All)),
            "size" => {
                let [] = self.arity::<0>(name, arguments)?;
                return self.size(receiver, around);
            }
            unknown => {
                let fault = Fault::new(CALL, name.extent, format!("unknown method `{unknown}`"));
                return self.fault(fault.help(propose(unknown, &METHODS, "the methods are")));
            }
        };
        if let Some(quantifier) = quantifier {
            return self.quantified(quantifier, receiver, name, arguments, around);
        }
        let place = format!("before `.{}`", name.text);
        let whole = self.typed(receiver, Type::Text, &place, around);
        let [sought] = self.arity::<1>(name, arguments)?;
        let sought = self.typed(sought, Type::Text, "in these parentheses", around);
        Some(Typed::boolean(code::has_part(
            part?,
            whole?.code.operand(),
            sought?.code.operand(),
        )))
    }

    /// `name(arguments)`.
    pub(super) fn function(
        &mut self,
        name: &Name,
        arguments: &[Node],
        extent: Extent,
        around: &Surroundings<'v>,
    ) -> Option<Typed<'v>> {
        if name.text == "size" {
            let [sized] = self.arity::<1>(name, arguments)?;
            return self.size(sized, around);
        }
        let Some(function) = Function::ALL
            .into_iter()
            .find(|function| function.name() == name.text)
        else {
            let fault = Fault::new(
                CALL,
                name.extent,
                format!("unknown function `{}`", name.text),
            );
            return self.fault(fault.help(propose(&name.text, &FUNCTIONS, "the functions are")));
        };
        let [subject, argument] = self.arity::<2>(name, arguments)?;
        let variable = self.subject(function, subject);
        let argument = self.argument(function, argument);
        let (variable, argument) = (variable?, argument?);
        self.calls
            .push((function, variable, Arc::clone(&argument), extent));
        Some(Typed::boolean(code::call(function, variable, argument)))
    }

    fn arity<'n, const COUNT: usize>(
        &mut self,
        name: &Name,
        arguments: &'n [Node],
    ) -> Option<[&'n Node; COUNT]> {
        let given: Vec<&Node> = arguments.iter().collect();
        match given.try_into() {
            Ok(exact) => Some(exact),
            Err(_) => {
                let plural = if COUNT == 1 { "" } else { "s" };
                let message = format!(
                    "`{}` takes {COUNT} argument{plural}, found {}",
                    name.text,
                    arguments.len()
                );
                let form = match name.text.as_str() {
                    "exists" | "all" => "list.NAME(item, test)",
                    "carries" | "protects" | "passes" | "crosses" => "NAME(variable, 'text')",
                    "size" => "list.NAME()` or `NAME(list)",
                    _ => "text.NAME('part')",
                };
                let fault = Fault::new(CALL, name.extent, message);
                self.fault(fault.help(format!("write `{}`", form.replace("NAME", &name.text))))
            }
        }
    }

    fn size(&mut self, sized: &Node, around: &Surroundings<'v>) -> Option<Typed<'v>> {
        let typed = self.value(sized, around)?;
        if !matches!(typed.kind, Type::List | Type::Text) {
            let message = format!("expected a list or a text, found {}", words(typed.kind));
            return self
                .fault(Fault::new(TYPES, sized.extent, message).help("nothing else has a size"));
        }
        Some(Typed::value(
            Type::Integer,
            code::size(typed.code.operand()),
        ))
    }

    fn quantified(
        &mut self,
        quantifier: Quantifier,
        receiver: &Node,
        name: &Name,
        arguments: &[Node],
        around: &Surroundings<'v>,
    ) -> Option<Typed<'v>> {
        let list = self.typed(
            receiver,
            Type::List,
            &format!("before `.{}`", name.text),
            around,
        );
        let [item, body] = self.arity::<2>(name, arguments)?;
        let item = self.item(item, around)?;
        let level = around.items.len();
        if level >= QUANTIFIERS {
            let message = format!("expected at most {QUANTIFIERS} quantifiers in each other");
            return self.fault(Fault::new(CALL, name.extent, message).help("split the rule"));
        }
        let mut inside = around.clone();
        inside
            .items
            .push((item, list.as_ref().and_then(|list| list.of)));
        let body = self.test(body, &inside);
        Some(Typed::boolean(code::quantified(
            quantifier,
            list?.code.operand(),
            level,
            body?,
        )))
    }

    /// The name that a quantifier gives to the items.
    fn item(&mut self, node: &Node, around: &Surroundings<'v>) -> Option<String> {
        let name = match &node.form {
            Form::Path(path) if path.len() == 1 => path.first()?,
            _ => {
                let fault = Fault::new(
                    CALL,
                    node.extent,
                    "expected a name for the items of the list",
                );
                return self.fault(fault.help("write `list.exists(item, item == 'text')`"));
            }
        };
        let taken = Variable::named(&name.text).is_some()
            || around.items.iter().any(|(item, _)| *item == name.text);
        if taken {
            let fault = Fault::new(
                CALL,
                name.extent,
                format!("the name `{}` is taken", name.text),
            );
            return self.fault(fault.help("choose another name for the items"));
        }
        Some(name.text.clone())
    }

    fn subject(&mut self, function: Function, node: &Node) -> Option<Variable> {
        let subjects: Vec<String> = function
            .subjects()
            .iter()
            .map(|variable| format!("`{}`", variable.name()))
            .collect();
        let help = format!(
            "`{}` is asked about {}",
            function.name(),
            subjects.join(", ")
        );
        let name = match &node.form {
            Form::Path(path) if path.len() == 1 => path.first()?,
            _ => {
                return self.fault(Fault::new(CALL, node.extent, "expected a variable").help(help));
            }
        };
        match self.names.variable(name) {
            Err(fault) => self.fault(fault),
            Ok(variable) if function.subjects().contains(&variable) => Some(variable),
            Ok(variable) => {
                let message = format!(
                    "`{}` cannot be asked about `{}`",
                    function.name(),
                    variable.name()
                );
                self.fault(Fault::new(CALL, node.extent, message).help(help))
            }
        }
    }

    fn argument(&mut self, function: Function, node: &Node) -> Option<Arc<str>> {
        let Form::Text(text) = &node.form else {
            let fault = Fault::new(CALL, node.extent, "expected a quoted text");
            return self.fault(fault.help(propose("", function.arguments(), "it is one of")));
        };
        if function.arguments().contains(&&**text) {
            return Some(Arc::clone(text));
        }
        let message = format!(
            "`{text}` is nothing that `{}` can be asked for",
            function.name()
        );
        let help = propose(text, function.arguments(), "it is one of");
        self.fault(Fault::new("unknown-value", node.extent, message).help(help))
    }
}
