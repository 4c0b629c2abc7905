//! The log of the machine: what is going on, a line each, on the standard error.
//!
//! Guarantee: at every level only our own packages speak, unless another is asked for by name: what others print at `debug` are
//! rendered pages, statements and links. No identity code stands in it, and no text of anybody's makes a line of its own in it.
//! Non-goal: where it is kept; the machine's supervisor does.

use std::io::{self, IsTerminal as _, Write};

use majakka_domain::format::hetu;
use tracing_subscriber::EnvFilter;
use tracing_subscriber::fmt::MakeWriter;

/// What is said when nobody asks for more or less.
const USUAL: &str = "info";

/// Begins the log. `MAJAKKA_LOG` is a level (`debug`) or directives (`debug,actix_web=info`).
pub(crate) fn begin() {
    let asked = std::env::var("MAJAKKA_LOG").unwrap_or_default();
    let on_terminal = io::stderr().is_terminal();
    tracing_subscriber::fmt()
        .with_env_filter(filter(&asked))
        .with_writer(Guarded { on_terminal })
        .with_ansi(on_terminal)
        .init();
}

/// A level is meant for our own packages; whoever else is to speak is named.
fn filter(asked: &str) -> EnvFilter {
    let asked = if asked.trim().is_empty() { USUAL } else { asked };
    let own = |directive: &str| {
        let is_level = directive.parse::<tracing_subscriber::filter::LevelFilter>().is_ok();
        if is_level { format!("majakka={directive}") } else { directive.to_owned() }
    };
    let directives: Vec<String> = asked.split(',').map(str::trim).filter(|d| !d.is_empty()).map(own).collect();
    let named = directives.iter().any(|directive| directive.starts_with("majakka="));
    let usual = (!named).then(|| format!("majakka={USUAL}"));
    let directives = ["off".to_owned()].into_iter().chain(usual).chain(directives).collect::<Vec<_>>().join(",");
    EnvFilter::try_new(directives).unwrap_or_else(|_| EnvFilter::new(format!("off,majakka={USUAL}")))
}

/// Writes each event as one line, without identity codes.
#[derive(Debug, Clone, Copy)]
struct Guarded {
    on_terminal: bool,
}

impl MakeWriter<'_> for Guarded {
    type Writer = Guarded;

    fn make_writer(&self) -> Guarded {
        *self
    }
}

impl Write for Guarded {
    /// An event comes whole, with the line end that ends it.
    fn write(&mut self, event: &[u8]) -> io::Result<usize> {
        io::stderr().write_all(one_line(&String::from_utf8_lossy(event), self.on_terminal).as_bytes())?;
        Ok(event.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        io::stderr().flush()
    }
}

/// The event in one line. Colours are told to a terminal by escapes, which stay there.
fn one_line(event: &str, on_terminal: bool) -> String {
    let (text, end) = event.strip_suffix('\n').map_or((event, ""), |text| (text, "\n"));
    let text = hetu::redact(text, "[henkilötunnus]").text;
    let mut line = String::with_capacity(text.len() + end.len());
    for c in text.chars() {
        let is_told = c == '\u{1B}' && on_terminal;
        if is_told
            || !(c.is_control()
                || matches!(c, '\u{2028}' | '\u{2029}' | '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}'))
        {
            line.push(c);
        } else {
            line.extend(c.escape_default());
        }
    }
    line.push_str(end);
    line
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn others_are_silent_unless_they_are_named() {
        for (asked, wanted) in [
            ("", "majakka=info,off"),
            ("debug", "majakka=debug,off"),
            ("TRACE", "majakka=trace,off"),
            ("off", "majakka=off,off"),
            ("actix_web=debug", "actix_web=debug,majakka=info,off"),
            ("debug, actix_web=info", "actix_web=info,majakka=debug,off"),
            ("majakka_notifier=debug", "majakka=info,majakka_notifier=debug,off"),
            ("]]", "majakka=info,off"),
        ] {
            let mut directives: Vec<String> = filter(asked).to_string().split(',').map(str::to_owned).collect();
            directives.sort_by_key(|directive| (directive == "off", directive.clone()));
            assert_eq!(directives.join(","), wanted, "{asked}");
        }
    }

    #[test]
    fn an_event_is_one_line_without_codes() {
        assert_eq!(one_line("INFO took 1.1.1990-900P in\n", false), "INFO took [henkilötunnus] in\n");
        assert_eq!(one_line("a\nERROR forged\r\u{1B}[31m\n", false), "a\\nERROR forged\\r\\u{1b}[31m\n");
        assert_eq!(one_line("\u{1B}[32mINFO\u{1B}[0m a\u{202E}b\n", true), "\u{1B}[32mINFO\u{1B}[0m a\\u{202e}b\n");
    }
}
