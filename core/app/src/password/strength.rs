//! Is a new password good enough?
//!
//! Purpose: at least twelve characters, and not one of those that everybody tries first.
//! Guarantee: a well-known word, a run (`1234`, `qwerty`, `aaaa`), a year or one of the account's own words counts as a
//! single character; eight must be left. Long pass phrases always pass, no character class is demanded (NIST SP
//! 800-63B, 5.1.1.2).
//! Non-goal: a list of leaked passwords.

/// The shortest password allowed, in characters.
pub const MIN_CHARACTERS: usize = 12;

/// The longest password allowed, in bytes: bounds what one request can make us hash.
pub const MAX_BYTES: usize = 1024;

/// How many characters must be left when words, runs and years count as one.
const MIN_UNITS: usize = 8;

/// A run or a word shorter than this is not worth folding.
const MIN_RUN: usize = 3;

/// Words that passwords are made of, in the languages of our users. Lower case, without the substitutions of
/// [`plain_letter`].
const WORDS: &[&str] = &[
    "admin",
    "administrator",
    "apteekki",
    "avain",
    "changeme",
    "default",
    "finland",
    "haiku",
    "helsinki",
    "häiriö",
    "hälsa",
    "iloveyou",
    "january",
    "joulu",
    "juhannus",
    "kanta",
    "katastrofi",
    "kela",
    "kesä",
    "kevät",
    "kissa",
    "koira",
    "käyttäjä",
    "letmein",
    "login",
    "loviisa",
    "lääkäri",
    "lösen",
    "lösenord",
    "majakka",
    "master",
    "monkey",
    "moikka",
    "moi",
    "nurse",
    "oletus",
    "omakanta",
    "ord",
    "passord",
    "passwd",
    "password",
    "perkele",
    "pharmacy",
    "potilas",
    "resepti",
    "root",
    "sairaala",
    "salainen",
    "salasana",
    "salis",
    "secret",
    "sommar",
    "suomi",
    "suomifi",
    "summer",
    "sverige",
    "syksy",
    "talvi",
    "temp",
    "terveys",
    "tervetuloa",
    "test",
    "testi",
    "tunnus",
    "user",
    "vinter",
    "välkommen",
    "väliaikainen",
    "welcome",
    "winter",
];

/// Rows along which fingers run, forwards and backwards.
const ROWS: &[&str] = &["qwertyuiopå", "asdfghjklöä", "zxcvbnm", "1234567890", "abcdefghijklmnopqrstuvwxyzåäö"];

/// Why a password is refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum WeakPassword {
    /// Fewer than [`MIN_CHARACTERS`].
    #[error("the password is shorter than {MIN_CHARACTERS} characters")]
    TooShort,
    /// More than [`MAX_BYTES`].
    #[error("the password is longer than {MAX_BYTES} bytes")]
    TooLong,
    /// Made of what is tried first.
    #[error("the password is made of common words, runs or the account's own name")]
    TooCommon,
}

impl WeakPassword {
    /// The message key, without its prefix `problem-`.
    #[must_use]
    pub const fn key(self) -> &'static str {
        match self {
            Self::TooShort => "password_short",
            Self::TooLong => "password_long",
            Self::TooCommon => "password_common",
        }
    }
}

/// Judges a new password. `own_words` are the account's: user name, e-mail address, name, organisation.
///
/// # Errors
/// Says which rule it breaks.
pub fn check_strength(password: &str, own_words: &[&str]) -> Result<(), WeakPassword> {
    if password.chars().count() < MIN_CHARACTERS {
        return Err(WeakPassword::TooShort);
    }
    if password.len() > MAX_BYTES {
        return Err(WeakPassword::TooLong);
    }
    if units(password, &word_list(own_words)) < MIN_UNITS {
        return Err(WeakPassword::TooCommon);
    }
    Ok(())
}

/// Every word worth folding, as characters.
fn word_list(own_words: &[&str]) -> Vec<Vec<char>> {
    let own = own_words.iter().flat_map(|words| words.split(|c: char| !c.is_alphanumeric()));
    own.chain(WORDS.iter().copied()).map(simplify).filter(|word| word.len() >= MIN_RUN).collect()
}

/// How many characters the password has when each word, run and year counts as one.
fn units(password: &str, words: &[Vec<char>]) -> usize {
    let typed: Vec<char> = password.to_lowercase().chars().collect();
    let plain = simplify(password);
    let (mut typed, mut plain) = (typed.as_slice(), plain.as_slice());
    let mut units = 0;
    while !plain.is_empty() {
        let word = words.iter().filter(|word| plain.starts_with(word)).map(Vec::len).max().unwrap_or(1);
        let step = word.max(run(typed)).max(year(typed)).max(1);
        typed = typed.get(step..).unwrap_or_default();
        plain = plain.get(step..).unwrap_or_default();
        units += 1;
    }
    units
}

/// Lower case with the usual substitutions undone, one character for each.
fn simplify(text: &str) -> Vec<char> {
    text.to_lowercase().chars().map(plain_letter).collect()
}

/// The letter that a digit or sign stands for in `P4ssw0rd`.
fn plain_letter(c: char) -> char {
    match c {
        '0' => 'o',
        '1' | '!' | '|' => 'i',
        '3' | '€' => 'e',
        '4' | '@' => 'a',
        '5' | '$' => 's',
        '7' | '+' => 't',
        '8' => 'b',
        other => other,
    }
}

/// The length of the repetition or keyboard or alphabet run at the start; 1 if there is none.
fn run(text: &[char]) -> usize {
    let Some(&first) = text.first() else { return 0 };
    let repeated = text.iter().take_while(|&&c| c == first).count();
    let along = ROWS.iter().flat_map(|row| [row.chars().collect::<Vec<_>>(), row.chars().rev().collect()]);
    let longest = along.map(|row| shared_start(&row, text)).fold(repeated, usize::max);
    if longest >= MIN_RUN { longest } else { 1 }
}

/// How far `text` follows `row` from where its first character stands in it.
fn shared_start(row: &[char], text: &[char]) -> usize {
    let start = row.iter().position(|c| text.first() == Some(c)).unwrap_or(row.len());
    row.iter().skip(start).zip(text).take_while(|(a, b)| a == b).count()
}

/// 4 if the text starts with a year of the last or this century.
fn year(text: &[char]) -> usize {
    match text {
        ['1', '9', a, b, ..] | ['2', '0', a, b, ..] if a.is_ascii_digit() && b.is_ascii_digit() => 4,
        _ => 1,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_everybody_tries_first_is_refused() {
        for password in [
            "password1234",
            "Salasana2026!",
            "P4ssw0rd2024",
            "qwertyuiopå1",
            "123456789012",
            "aaaaaaaaaaaaaa",
            "abcdefghijklmn",
            "KesäTalvi2025",
            "salasanasalasana",
            "Lösenord12345",
            "Tervetuloa2026!!",
            "Majakka-Kanta-1",
            "lkjhgfdsa0987",
            "Omakanta123456",
        ] {
            assert_eq!(check_strength(password, &[]), Err(WeakPassword::TooCommon), "{password}");
        }
    }

    #[test]
    fn phrases_and_generated_passwords_pass() {
        for password in ["tuhat järveä ja yksi", "correct horse battery staple", "vK3-pQz9-hM2t", "kolme sudennälkää"]
        {
            assert_eq!(check_strength(password, &[]), Ok(()), "{password}");
        }
    }

    #[test]
    fn the_account_s_own_words_do_not_count() {
        let own = ["esimerkki.hoitaja@example.fi", "Esimerkkilän hyvinvointialue"];
        assert_eq!(check_strength("Esimerkki-Hoitaja-26", &own), Err(WeakPassword::TooCommon));
        assert_eq!(check_strength("Esimerkki-Hoitaja-26", &[]), Ok(()));
    }

    #[test]
    fn length_is_counted_in_characters_and_bounded_in_bytes() {
        assert_eq!(check_strength("äöåxqzÄÖÅwv", &[]), Err(WeakPassword::TooShort));
        assert_eq!(check_strength("äöåxqzÄÖÅwvk", &[]), Ok(()));
        assert_eq!(check_strength(&"tuhat ".repeat(300), &[]), Err(WeakPassword::TooLong));
    }

    proptest::proptest! {
        #[test]
        fn no_text_breaks_the_check(password in ".{0,80}", own in ".{0,20}") {
            let _ = check_strength(&password, &[&own]);
        }
    }
}
