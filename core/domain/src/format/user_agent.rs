//! What a browser calls itself (RFC 9110, 10.1.5), in words that its user knows.
//!
//! Non-goal: recognising every browser; anybody may send any text.

/// The browser and the system, as in "Firefox, Linux"; empty when neither is one that we know. Nothing of the text itself is in
/// it, so that it can stand in a letter.
#[must_use]
pub fn in_words(agent: &str) -> String {
    // The first that fits: most browsers name others too.
    let first =
        |names: &[(&str, &'static str)]| names.iter().find(|(mark, _)| agent.contains(mark)).map(|(_, name)| *name);
    let browser = first(&[
        ("Edg/", "Edge"),
        ("OPR/", "Opera"),
        ("Firefox/", "Firefox"),
        ("Chrome/", "Chrome"),
        ("Safari/", "Safari"),
    ]);
    let system = first(&[
        ("Windows", "Windows"),
        ("Android", "Android"),
        ("iPhone", "iPhone"),
        ("iPad", "iPad"),
        ("Mac OS X", "macOS"),
        ("Linux", "Linux"),
    ]);
    let words: Vec<&str> = [browser, system].into_iter().flatten().collect();
    words.join(", ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_reader_knows_her_own_browser_again() {
        let firefox = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0";
        let edge = "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/141.0 Safari/537.36 Edg/141.0";
        let lie = "https://evil.example Firefox/1";
        assert_eq!(
            [firefox, edge, lie, "curl/8.0", ""].map(in_words),
            ["Firefox, Linux", "Edge, Windows", "Firefox", "", ""]
        );
    }
}
