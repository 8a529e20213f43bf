//! Patterns against automata: sets of positions, every letter tried.

use phipath::policy::pattern::{includes, intersects, matches};

use crate::oracle::Random;

/// A letter that patterns do not mention stands for all others.
const LETTERS: [char; 3] = ['a', 'b', 'z'];

/// Positions of a pattern as bits.
fn close(pattern: &[char], mut set: u32) -> u32 {
    for (index, letter) in pattern.iter().enumerate() {
        if *letter == '*' && set & (1 << index) != 0 {
            set |= 1 << (index + 1);
        }
    }
    set
}

fn step(pattern: &[char], set: u32, letter: char) -> u32 {
    let mut next = 0;
    for (index, expected) in pattern.iter().enumerate() {
        if set & (1 << index) == 0 {
            continue;
        }
        match expected {
            '*' => next |= 1 << index,
            '?' => next |= 1 << (index + 1),
            expected if *expected == letter => next |= 1 << (index + 1),
            _ => {}
        }
    }
    close(pattern, next)
}

/// Whether some text is matched by both, and whether the left matches all that the right matches.
fn compare(left: &[char], right: &[char]) -> (bool, bool) {
    let start = (close(left, 1), close(right, 1));
    let mut seen = std::collections::BTreeSet::from([start]);
    let mut pending = vec![start];
    let (mut share, mut include) = (false, true);
    while let Some((one, other)) = pending.pop() {
        let ends = (
            one & (1 << left.len()) != 0,
            other & (1 << right.len()) != 0,
        );
        share |= ends == (true, true);
        include &= ends != (false, true);
        for letter in LETTERS {
            let next = (step(left, one, letter), step(right, other, letter));
            if next.1 != 0 && seen.insert(next) {
                pending.push(next);
            }
        }
    }
    (share, include)
}

fn pattern(random: &mut Random) -> String {
    let length = random.below(9);
    (0..length)
        .map(|_| ['a', 'b', '*', '?', 'a', '*'][random.below(6)])
        .collect()
}

/// A pattern that the first one probably includes: its wildcards filled in.
fn narrowed(random: &mut Random, outer: &str) -> String {
    let fill = |letter: char, random: &mut Random| match letter {
        '*' => pattern(random).chars().take(3).collect(),
        '?' => ["a", "b", "?"][random.below(3)].to_owned(),
        letter => letter.to_string(),
    };
    outer.chars().map(|letter| fill(letter, random)).collect()
}

#[test]
fn random_patterns_agree_with_automata() {
    let mut random = Random(20_261_128);
    let (mut shared, mut included) = (0, 0);
    for round in 0..100_000 {
        let left = pattern(&mut random);
        let right = match round % 3 {
            0 => narrowed(&mut random, &left),
            _ => pattern(&mut random),
        };
        let letters = |text: &str| text.chars().collect::<Vec<_>>();
        let (share, include) = compare(&letters(&left), &letters(&right));
        assert_eq!(intersects(&left, &right), share, "`{left}` and `{right}`");
        assert_eq!(
            includes(&left, &right),
            include,
            "`{left}` includes `{right}`"
        );
        shared += usize::from(share);
        included += usize::from(include);
    }
    assert!(shared > 20_000 && included > 20_000, "{shared} {included}");
}

#[test]
fn random_texts_agree_with_automata() {
    let mut random = Random(7);
    for _ in 0..100_000 {
        let pattern = pattern(&mut random);
        let text: String = (0..random.below(9))
            .map(|_| LETTERS[random.below(3)])
            .collect();
        let letters: Vec<_> = pattern.chars().collect();
        let set = text.chars().fold(close(&letters, 1), |set, letter| {
            step(&letters, set, letter)
        });
        let expected = set & (1 << letters.len()) != 0;
        assert_eq!(matches(&pattern, &text), expected, "`{pattern}` `{text}`");
    }
}
