//! How the contact register is looked through: which letters are one, and what somebody may have meant by what she typed.
//!
//! Guarantee: `fold` and `alphabetical` say of every text what the columns `found_by` and `sorted_by` say of it; a test holds the
//! three together.
//! Non-goal: likeness. What is found has the words in it.

/// A letter, what it is looked for as, and where it stands in the Finnish alphabet (SFS 4600: å ä ö are its last; ü goes with y, æ
/// with ä, ø with ö). `{`, `|` and `}` follow on z in ASCII.
const LETTERS: [(char, char, char); 9] = [
    ('å', 'a', '{'),
    ('ä', 'a', '|'),
    ('ö', 'o', '}'),
    ('é', 'e', 'e'),
    ('ü', 'u', 'y'),
    ('æ', 'a', '|'),
    ('ø', 'o', '}'),
    ('š', 's', 's'),
    ('ž', 'z', 'z'),
];

/// The fewest signs that are looked for anywhere in a text; fewer are looked for at the beginning of names.
pub const FEWEST: usize = 3;
/// So much is looked for: nobody types more.
const MOST: usize = 100;

/// The text in small letters without dots, rings and strokes.
pub fn fold(text: &str) -> String {
    text.chars().map(|c| letter(c).map_or_else(|| c.to_ascii_lowercase(), |(_, folded, _)| folded)).collect()
}

/// The text as names are sorted by it, sign by sign.
pub fn alphabetical(text: &str) -> String {
    text.chars().map(|c| letter(c).map_or_else(|| c.to_ascii_lowercase(), |(_, _, placed)| placed)).collect()
}

fn letter(c: char) -> Option<(char, char, char)> {
    let small = c.to_lowercase().next().unwrap_or(c);
    LETTERS.iter().copied().find(|(known, ..)| *known == small)
}

/// What is looked for.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub enum SearchTerms {
    /// Everything.
    #[default]
    All,
    /// Names that begin so, as [`alphabetical`].
    Beginning(String),
    /// All words of any of these lists, folded; in each list one at least has [`FEWEST`] signs.
    Anywhere(Vec<Vec<String>>),
}

impl SearchTerms {
    /// What somebody means who types this: words in any order; a number however it is written.
    pub fn new(text: &str) -> Self {
        let text: String = text.trim().chars().take(MOST).collect();
        if text.is_empty() {
            return SearchTerms::All;
        }
        let mut meant: Vec<Vec<String>> = vec![fold(&text).split_whitespace().map(str::to_owned).collect()];
        meant.extend(numbers(&text).into_iter().map(|number| vec![number]));
        meant.retain(|words| words.iter().any(|word| word.chars().count() >= FEWEST));
        meant.dedup();
        if meant.is_empty() { SearchTerms::Beginning(alphabetical(&text)) } else { SearchTerms::Anywhere(meant) }
    }
}

/// A number without what people write between its digits, and a Finnish one as it is stored, with its country.
fn numbers(text: &str) -> Vec<String> {
    if !text.chars().all(|c| c.is_ascii_digit() || " +-()/\u{a0}".contains(c)) {
        return Vec::new();
    }
    let digits: String = text.chars().filter(char::is_ascii_digit).collect();
    let national = digits.strip_prefix('0').filter(|rest| !rest.starts_with('0'));
    let known = national.filter(|_| !text.contains('+')).map(|national| format!("+358{national}"));
    [Some(digits.clone()), known].into_iter().flatten().collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn anywhere(lists: &[&[&str]]) -> SearchTerms {
        SearchTerms::Anywhere(lists.iter().map(|words| words.iter().map(|word| (*word).to_owned()).collect()).collect())
    }

    #[test]
    fn letters_are_told_apart_as_little_as_people_do_who_look() {
        for (text, folded) in
            [("Äänekoski", "aanekoski"), ("ÅLAND", "aland"), ("Hernesaaren Šakki & Ćo", "hernesaaren sakki & Ćo")]
        {
            assert_eq!(fold(text), folded);
        }
        let mut names = ["Öljymäki", "Äänekoski", "Zacharias", "Åbo", "Aura"];
        names.sort_by_key(|name| alphabetical(name));
        assert_eq!(names, ["Aura", "Zacharias", "Åbo", "Äänekoski", "Öljymäki"]);
    }

    #[test]
    fn words_are_looked_for_in_any_order_and_numbers_however_they_are_written() {
        for (text, asked) in [
            ("  ", SearchTerms::All),
            ("Öl", SearchTerms::Beginning("}l".to_owned())),
            ("Mäki Aino", anywhere(&[&["maki", "aino"]])),
            ("yo Aino", anywhere(&[&["yo", "aino"]])),
            ("040 123 4567", anywhere(&[&["040", "123", "4567"], &["0401234567"], &["+358401234567"]])),
            ("+358 40 12", anywhere(&[&["+358", "40", "12"], &["3584012"]])),
            ("0204819-8", anywhere(&[&["0204819-8"], &["02048198"], &["+3582048198"]])),
            ("1.2.246.10", anywhere(&[&["1.2.246.10"]])),
            ("12", SearchTerms::Beginning("12".to_owned())),
        ] {
            assert_eq!(SearchTerms::new(text), asked, "{text}");
        }
    }

    #[test]
    fn a_long_text_is_cut() {
        let SearchTerms::Anywhere(lists) = SearchTerms::new(&"ä".repeat(5000)) else { panic!("words") };
        assert_eq!(lists, [[("a".repeat(100))]]);
    }
}
