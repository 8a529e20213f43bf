//! Predicates against the `cel` crate, and against themselves with fewer unknowns.
//!
//! [`agree`] runs one predicate through both. The predicates here are random; every shipped one can be given to it too.

// The path makes this file work as a module of the suite and on its own.
#[path = "oracle/predicates.rs"]
mod predicates;

use std::collections::{BTreeMap, HashMap};
use std::fmt::Write;
use std::sync::{Arc, LazyLock};

use phipath::expr::{Function, Predicate, Reading, Scope, Truth, Variable, compile};
use phipath::source::{FileId, Span};
use phipath::vocabulary::{Absence, Attribute, AttributeId, Literal, Type, Vocabulary};

use predicates::{TEXTS, made_up};

/// The variables of subjects that are flows, and the one of components.
pub(crate) const VARIABLES: [Variable; 6] = [
    Variable::Component,
    Variable::Flow,
    Variable::Source,
    Variable::Target,
    Variable::Statement,
    Variable::Operator,
];

/// Under this key, the map that stands for a variable in `cel` holds the name of the variable.
const NAME: &str = "variable_name";

/// A generator of numbers that is the same on every machine.
pub(crate) struct Random(pub(crate) u64);

impl Random {
    /// A number below `bound`, which is above 0.
    pub(crate) fn below(&mut self, bound: usize) -> usize {
        self.0 = self
            .0
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) as usize % bound
    }

    fn pick<'a>(&mut self, among: &[&'a str]) -> &'a str {
        among[self.below(among.len())]
    }
}

/// What a predicate is run on: the vocabulary with values for every attribute, and a seed for the answers of functions.
pub(crate) struct Bindings<'v> {
    /// The attributes.
    pub(crate) vocabulary: &'v Vocabulary,
    /// Their values, by variable.
    pub(crate) values: BTreeMap<(Variable, AttributeId), Reading>,
    /// Decides what functions answer.
    pub(crate) seed: u64,
    /// Whether functions may answer that they do not know.
    pub(crate) answers: Answers,
}

/// The answers that functions give.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Answers {
    /// True or false.
    Known,
    /// Also unknown.
    Any,
}

impl<'v> Bindings<'v> {
    /// Known values for all attributes, drawn from `literals`; attributes that may be absent are so at times.
    pub(crate) fn random(
        vocabulary: &'v Vocabulary,
        literals: &[&str],
        random: &mut Random,
    ) -> Self {
        let mut values = BTreeMap::new();
        for variable in VARIABLES {
            for (id, attribute) in vocabulary.iter() {
                values.insert((variable, id), known(attribute, literals, random));
            }
        }
        Self {
            vocabulary,
            values,
            seed: random.below(1 << 30) as u64,
            answers: Answers::Known,
        }
    }
}

fn known(attribute: &Attribute, literals: &[&str], random: &mut Random) -> Reading {
    if attribute.absence == Absence::Meaningful && random.below(3) == 0 {
        return Reading::Absent;
    }
    let own: Vec<&str> = attribute.values.iter().map(|value| &**value).collect();
    let texts = if own.is_empty() { literals } else { &own };
    Reading::Known(match attribute.predicate_type() {
        Type::Boolean => Literal::Boolean(random.below(2) == 0),
        Type::Integer => Literal::Integer(random.below(7) as i64 - 3),
        Type::Text => Literal::Text(random.pick(texts).into()),
        Type::List | Type::Opaque => Literal::List(
            (0..random.below(4))
                .map(|_| random.pick(texts).into())
                .collect(),
        ),
    })
}

/// The same answer for the same question: some bits of a hash.
fn answer(seed: u64, function: &str, variable: &str, argument: &str) -> u64 {
    let mix = |hash: u64, byte: u8| (hash ^ u64::from(byte)).wrapping_mul(1_099_511_628_211);
    let bytes = [function, "(", variable, ",", argument]
        .map(str::bytes)
        .into_iter()
        .flatten();
    bytes.fold(seed ^ 14_695_981_039_346_656_037, mix) >> 24
}

impl Scope for Bindings<'_> {
    fn attribute(&self, variable: Variable, attribute: AttributeId) -> Reading {
        self.values
            .get(&(variable, attribute))
            .cloned()
            .unwrap_or(Reading::Unknown)
    }

    fn call(&self, function: Function, variable: Variable, argument: &str) -> Truth {
        let hash = answer(self.seed, function.name(), variable.name(), argument);
        match self.answers {
            Answers::Any if hash & 6 == 0 => Truth::Unknown,
            _ => Truth::from(hash & 1 == 1),
        }
    }
}

/// Whether this language and `cel` come to the same for a predicate over values that are all known.
///
/// `variables` are those of the subject. An error tells the predicate, both results and the values that were read.
pub(crate) fn agree(
    text: &str,
    variables: &[Variable],
    bindings: &Bindings<'_>,
) -> Result<(), String> {
    let predicate = compiled(text, variables, bindings.vocabulary)?;
    let ours = predicate.evaluate(bindings);
    let theirs = theirs(&predicate, bindings).map_err(|error| format!("{text}: cel: {error}"))?;
    if ours == theirs {
        return Ok(());
    }
    let mut message = format!("{text}: {ours:?} here, {theirs:?} in cel");
    for read in predicate.reads() {
        let name = &bindings.vocabulary.attribute(read.attribute).name;
        let value = bindings.attribute(read.variable, read.attribute);
        write!(message, "\n  {}.{name} = {value:?}", read.variable.name())
            .map_err(|error| error.to_string())?;
    }
    Err(message)
}

fn compiled(
    text: &str,
    variables: &[Variable],
    vocabulary: &Vocabulary,
) -> Result<Predicate, String> {
    let end = u32::try_from(text.len()).unwrap_or(u32::MAX);
    compile(text, Span::new(FileId(0), 0, end), variables, vocabulary)
        .map_err(|faults| format!("{text}: {faults:?}"))
}

/// The text of a predicate in which a dotted name is one step, as a value cannot be a text and a map at once.
fn flat(predicate: &Predicate, vocabulary: &Vocabulary) -> String {
    let mut names: Vec<(String, String)> = predicate
        .reads()
        .iter()
        .map(|read| {
            let (variable, name) = (
                read.variable.name(),
                &vocabulary.attribute(read.attribute).name,
            );
            (
                format!("{variable}.{name}"),
                format!("{variable}.{}", one_step(name)),
            )
        })
        .collect();
    // The longest first: one name can be the beginning of another.
    names.sort_by_key(|(dotted, _)| std::cmp::Reverse(dotted.len()));
    let text = predicate.text().to_owned();
    names
        .iter()
        .fold(text, |text, (dotted, flat)| text.replace(dotted, flat))
}

fn one_step(name: &str) -> String {
    name.replace('.', "__")
}

fn theirs(predicate: &Predicate, bindings: &Bindings<'_>) -> Result<Truth, String> {
    static ENVIRONMENT: LazyLock<Arc<cel::Env>> = LazyLock::new(|| Arc::new(cel::Env::stdlib()));
    let mut context = cel::Context::with_env(Arc::clone(&ENVIRONMENT));
    for variable in VARIABLES {
        let mut top: HashMap<String, cel::Value> = HashMap::new();
        top.insert(NAME.to_owned(), variable.name().into());
        for read in predicate
            .reads()
            .iter()
            .filter(|read| read.variable == variable)
        {
            let name = &bindings.vocabulary.attribute(read.attribute).name;
            let value = converted(bindings.attribute(variable, read.attribute))?;
            top.insert(one_step(name), value);
        }
        context.add_variable_from_value(variable.name(), top);
    }
    for function in [
        Function::Carries,
        Function::Protects,
        Function::Passes,
        Function::Crosses,
        Function::Reaches,
    ] {
        let seed = bindings.seed;
        let ask = move |subject: cel::Value, argument: Arc<String>| {
            let cel::Value::Map(subject) = subject else {
                return false;
            };
            match subject.map.get(&cel::objects::Key::from(NAME)) {
                Some(cel::Value::String(variable)) => {
                    answer(seed, function.name(), variable, &argument) & 1 == 1
                }
                _ => false,
            }
        };
        context
            .add_function(function.name(), ask)
            .map_err(|error| format!("{error:?}"))?;
    }
    let program = ENVIRONMENT
        .compile(&flat(predicate, bindings.vocabulary))
        .map_err(|error| error.to_string())?;
    match program.execute(&context) {
        Ok(cel::Value::Bool(value)) => Ok(Truth::from(value)),
        Ok(other) => Err(format!("no boolean: {other:?}")),
        Err(error) => Err(error.to_string()),
    }
}

fn converted(reading: Reading) -> Result<cel::Value, String> {
    Ok(match reading {
        Reading::Known(Literal::Boolean(value)) => cel::Value::Bool(value),
        Reading::Known(Literal::Integer(value)) => cel::Value::Int(value),
        Reading::Known(Literal::Text(value)) => (&*value).into(),
        Reading::Known(Literal::List(values)) => values
            .iter()
            .map(|value| &**value)
            .collect::<Vec<_>>()
            .into(),
        Reading::Absent => cel::Value::Null,
        Reading::Unknown | Reading::OneOf(_) => {
            return Err("an unknown value has no counterpart".to_owned());
        }
    })
}

#[test]
fn random_predicates_agree_with_cel() {
    let vocabulary = made_up();
    let mut random = Random(2026);
    let mut counts = [0; 2];
    for round in 0..2_000 {
        let text = predicates::predicate(1 + round % 3, &mut random);
        let bindings = Bindings::random(&vocabulary, &TEXTS, &mut random);
        agree(&text, &VARIABLES, &bindings).unwrap();
        let held = compiled(&text, &VARIABLES, &vocabulary)
            .unwrap()
            .evaluate(&bindings);
        counts[usize::from(held == Truth::True)] += 1;
    }
    assert!(
        counts.iter().all(|&count| count > 500),
        "both results must occur: {counts:?}"
    );
}

#[test]
fn disagreement_is_told() {
    let vocabulary = made_up();
    let mut bindings = Bindings::random(&vocabulary, &TEXTS, &mut Random(1));
    let flag = vocabulary.id("flag").unwrap();
    bindings
        .values
        .insert((Variable::Flow, flag), Reading::Unknown);
    assert!(
        agree("flow.flag", &VARIABLES, &bindings)
            .unwrap_err()
            .contains("no counterpart")
    );
    assert!(
        agree("flow.flog", &VARIABLES, &bindings)
            .unwrap_err()
            .contains("did you mean")
    );
    // A malformed fact is unknown here and an error or a boolean there: never silently the same.
    bindings
        .values
        .insert((Variable::Flow, flag), Reading::Known(Literal::Integer(1)));
    assert!(
        agree("flow.flag == true", &VARIABLES, &bindings)
            .unwrap_err()
            .contains("Unknown here, False in cel")
    );
}

/// What was decided although something was unknown stays as it is, whatever the unknown turns out to be.
#[test]
fn knowing_more_never_changes_a_result() {
    let vocabulary = made_up();
    let mut random = Random(42);
    let mut counts = [0; 2];
    for round in 0..3_000 {
        let text = predicates::predicate(1 + round % 3, &mut random);
        let predicate = compiled(&text, &VARIABLES, &vocabulary).unwrap();
        let mut bindings = Bindings::random(&vocabulary, &TEXTS, &mut random);
        let full = bindings.values.clone();
        let hidden = random.below(4) + 1;
        for reading in bindings
            .values
            .values_mut()
            .filter(|_| random.below(5) < hidden)
        {
            *reading = Reading::Unknown;
        }
        bindings.answers = Answers::Any;
        let before = predicate.evaluate(&bindings);
        counts[usize::from(before == Truth::Unknown)] += 1;
        // One reading after the other becomes known: whatever is decided must stay.
        let mut decided = before;
        for (key, reading) in full {
            bindings.values.insert(key, reading);
            let now = predicate.evaluate(&bindings);
            assert_stays(decided, now, &text);
            decided = now;
        }
        bindings.answers = Answers::Known;
        let now = predicate.evaluate(&bindings);
        assert_stays(decided, now, &text);
        assert_ne!(now, Truth::Unknown, "{text}: everything is known");
    }
    assert!(
        counts.iter().all(|&count| count > 300),
        "decided and undecided must occur: {counts:?}"
    );
}

#[track_caller]
fn assert_stays(decided: Truth, now: Truth, text: &str) {
    assert!(
        decided == Truth::Unknown || decided == now,
        "{text}: {decided:?}, then {now:?}"
    );
}
