//! Is a new password good enough?
//!
//! Purpose: at least twelve characters, and not one of those that everybody tries first.
//! Guarantee: zxcvbn (Wheeler, USENIX Security 2016) must need ten thousand million guesses: leaked passwords, keyboard rows and
//! columns, dates, repetitions and the words of our users and their trade count for next to nothing, and so do the account's own
//! words. Long pass phrases always pass, no character class is demanded (NIST SP 800-63B, 5.1.1.2).
//! Non-goal: a list of every leaked password: that is some gigabytes, and asking a service for it leaves the house.

use zxcvbn::zxcvbn;

/// The shortest password allowed, in characters.
pub const MIN_CHARACTERS: usize = 12;

/// The longest password allowed, in bytes: bounds what one request can make us hash.
pub const MAX_BYTES: usize = 1024;

/// Guesses that a password must withstand, as a power of ten: the best of zxcvbn's five grades begins here.
const MIN_GUESSES: f64 = 10.0;

/// Words that passwords are made of, in the languages and the trade of our users; zxcvbn brings the English ones.
const WORDS: &[&str] = &[
    "apteekki",
    "avain",
    "finland",
    "haiku",
    "helsinki",
    "häiriö",
    "hälsa",
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
    "loviisa",
    "lääkäri",
    "lösen",
    "lösenord",
    "majakka",
    "moikka",
    "oletus",
    "omakanta",
    "passord",
    "perkele",
    "pharmacy",
    "potilas",
    "resepti",
    "sairaala",
    "salainen",
    "salasana",
    "salis",
    "sommar",
    "suomi",
    "suomifi",
    "sverige",
    "syksy",
    "talvi",
    "terveys",
    "tervetuloa",
    "testi",
    "tunnus",
    "vinter",
    "välkommen",
    "väliaikainen",
];

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
    let words = word_list(own_words);
    // A sign between two words is what everybody puts there.
    let joined: String = password.chars().filter(|c| c.is_alphanumeric()).collect();
    if [password, &joined].iter().any(|typed| is_guessed(typed, &words)) {
        return Err(WeakPassword::TooCommon);
    }
    Ok(())
}

fn is_guessed(typed: &str, words: &[&str]) -> bool {
    zxcvbn(typed, words).guesses_log10() < MIN_GUESSES
}

/// The account's own words, whole and in parts, before everybody's.
fn word_list<'a>(own_words: &[&'a str]) -> Vec<&'a str> {
    let parts = own_words.iter().flat_map(|words| words.split(|c: char| !c.is_alphanumeric()));
    own_words.iter().copied().chain(parts).chain(WORDS.iter().copied()).filter(|word| !word.is_empty()).collect()
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
            "1q2w3e4r5t6y",
            "1qaz2wsx3edc",
            "zaq12wsxcde3",
            "a1b2c3d4e5f6",
            "linkedin12345678",
            "football12345678",
            "trustno1trustno1",
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
    fn nobody_s_address_is_her_password() {
        let own = ["a.b-c1@example.test"];
        for password in ["a.b-c1@example.test", "A.B-C1@EXAMPLE.TEST", "a.b-c1@example.test1", "abc1exampletest"] {
            assert_eq!(check_strength(password, &own), Err(WeakPassword::TooCommon), "{password}");
        }
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
