//! What a text message means that somebody sends back.
//!
//! Guarantee: an acknowledgement is nothing but one: what says more is for a person to read. A wish to get no more messages
//! is only told: on a duty list nobody is silenced by a machine.

pub use crate::terms::ReplyMeaning as Meaning;

/// Words that acknowledge.
const ACKNOWLEDGEMENTS: [&str; 29] = [
    "ok",
    "okei",
    "okej",
    "okay",
    "kuittaus",
    "kuittaan",
    "kuitattu",
    "kuitti",
    "luettu",
    "luin",
    "nähty",
    "selvä",
    "selvän",
    "vastaanotettu",
    "kvittens",
    "kvitterar",
    "kvitterat",
    "läst",
    "mottaget",
    "mottagit",
    "förstått",
    "ack",
    "acknowledged",
    "read",
    "received",
    "seen",
    "roger",
    "👍",
    "👌",
];

/// Words that are said with an acknowledgement and say nothing more.
const COURTESIES: [&str; 14] = [
    "kiitos",
    "kiitti",
    "kiitoksia",
    "tiedosta",
    "viesti",
    "tieto",
    "on",
    "tack",
    "meddelandet",
    "är",
    "thanks",
    "thank",
    "you",
    "message",
];

/// Words that begin the wish to get no more.
const STOPS: [&str; 16] = [
    "stop",
    "stopp",
    "stopall",
    "unsubscribe",
    "cancel",
    "quit",
    "optout",
    "lopeta",
    "lopettakaa",
    "peruuta",
    "poista",
    "poistakaa",
    "avsluta",
    "sluta",
    "avregistrera",
    "seis",
];

/// What the text means.
pub fn meaning(text: &str) -> Meaning {
    let lower = text.to_lowercase();
    let words: Vec<&str> =
        lower.split(|c: char| c.is_whitespace() || c.is_ascii_punctuation()).filter(|word| !word.is_empty()).collect();
    let is = |list: &[&str], word: &str| list.contains(&word);
    match words.first() {
        Some(first) if is(&STOPS, first) => Meaning::Stop,
        Some(_)
            if !text.contains('?')
                && words.iter().any(|word| is(&ACKNOWLEDGEMENTS, word))
                && words.iter().all(|word| is(&ACKNOWLEDGEMENTS, word) || is(&COURTESIES, word)) =>
        {
            Meaning::Acknowledged
        }
        _ => Meaning::Other,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_acknowledgement_is_nothing_but_one() {
        for text in
            ["OK", "ok.", " Kuittaus ", "Kvittens!", "ack", "Luettu, kiitos", "ok tack", "Viesti luettu", "👍", "Läst"]
        {
            assert_eq!(meaning(text), Meaning::Acknowledged, "{text}");
        }
        for text in
            ["", "?", "ok?", "Kiitos", "Ok mutta meillä ei toimi mikään", "ei ok", "kuka tämä on", "not received"]
        {
            assert_eq!(meaning(text), Meaning::Other, "{text}");
        }
    }

    #[test]
    fn whoever_wants_no_more_is_heard_in_three_languages() {
        for text in ["STOP", "stop!", "Lopeta", "lopettakaa nämä viestit", "Avsluta", "Stopp", "unsubscribe please"] {
            assert_eq!(meaning(text), Meaning::Stop, "{text}");
        }
        assert_eq!(meaning("meillä on stoppi"), Meaning::Other);
    }
}
