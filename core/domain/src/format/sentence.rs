//! How a line begins where it stands for itself.

/// The line with a capital at its beginning. A name that is written with a capital further in stays as it is: `eResepti`.
pub fn begun(line: &str) -> String {
    let mut letters = line.chars();
    let Some(first) = letters.next() else { return String::new() };
    let rest = letters.as_str();
    let is_name = rest.chars().take_while(|letter| !letter.is_whitespace()).any(char::is_uppercase);
    if !first.is_lowercase() || is_name { line.to_owned() } else { first.to_uppercase().chain(rest.chars()).collect() }
}

/// The line as it goes on in a sentence, with a small letter at its beginning unless it is a name: `OmaKanta`, `EU-potilas`.
pub fn within(line: &str) -> String {
    let mut letters = line.chars();
    let Some(first) = letters.next() else { return String::new() };
    let rest = letters.as_str();
    let is_name = rest.chars().take_while(|letter| !letter.is_whitespace()).any(char::is_uppercase);
    if is_name { line.to_owned() } else { first.to_lowercase().chain(rest.chars()).collect() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_begins_with_a_capital_unless_it_begins_with_a_name() {
        assert_eq!(begun("reseptiä ei voi tallentaa"), "Reseptiä ei voi tallentaa");
        assert_eq!(begun("äänitys ei toimi"), "Äänitys ei toimi");
        assert_eq!(begun("e-resepti ei toimi"), "E-resepti ei toimi");
        assert_eq!(begun("eResepti ei toimi"), "eResepti ei toimi");
        assert_eq!(begun("3 palvelua on poissa"), "3 palvelua on poissa");
        assert_eq!(begun(""), "");
    }

    #[test]
    fn a_line_within_a_sentence_begins_small_unless_it_begins_with_a_name() {
        assert_eq!(within("Lääkkeen toimittaminen"), "lääkkeen toimittaminen");
        assert_eq!(within("Äänitys"), "äänitys");
        assert_eq!(within("OmaKannan käyttö"), "OmaKannan käyttö");
        assert_eq!(within(""), "");
    }
}
