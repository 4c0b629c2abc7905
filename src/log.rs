//! The log of the machine: what is going on, a line each, on the standard error.
//!
//! Guarantee: at every level only our own packages speak, unless another is asked for by name: what others print at `debug` are
//! rendered pages, statements and links. No identity code stands in it, and no text of anybody's makes a line of its own in it. A
//! reader who has gone, or who reads no more, stops nothing: what he does not take is dropped.
//! Non-goal: where it is kept; the machine's supervisor does.

use std::io::{self, IsTerminal as _, Write};

use majakka_domain::format::hetu;
use tracing::{Level, Metadata};
use tracing_appender::non_blocking::{NonBlocking, NonBlockingBuilder, WorkerGuard};
use tracing_subscriber::EnvFilter;
use tracing_subscriber::fmt::MakeWriter;

/// What is said when nobody asks for more or less.
const USUAL: &str = "info";

/// How an event is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Format {
    /// For people.
    Text,
    /// An object a line, for programs.
    Json,
    /// For systemd's journal: the level as it understands it before the line (sd-daemon(3)), and no time, for it has its own.
    Journald,
}

impl Format {
    /// The one that is asked for by name; else the journal's, where it listens (systemd.exec(5), `JOURNAL_STREAM`), else text.
    fn from_name(asked: &str, to_journal: bool) -> Option<Self> {
        match asked.trim() {
            "" if to_journal => Some(Format::Journald),
            "" | "text" => Some(Format::Text),
            "json" => Some(Format::Json),
            "journald" => Some(Format::Journald),
            _ => None,
        }
    }
}

/// Begins the log. `MAJAKKA_LOG` is a level (`debug`) or directives (`debug,actix_web=info`), `MAJAKKA_LOG_FORMAT` is `text`, `json`
/// or `journald`. What was said is written out when the guard is dropped.
pub(crate) fn begin() -> WorkerGuard {
    let of = |name: &str| std::env::var(name).unwrap_or_default();
    let (asked, wanted) = (of("MAJAKKA_LOG"), of("MAJAKKA_LOG_FORMAT"));
    let on_terminal = io::stderr().is_terminal();
    let known = Format::from_name(&wanted, !on_terminal && std::env::var_os("JOURNAL_STREAM").is_some());
    let format = known.unwrap_or(Format::Text);
    let (filter, understood) = filter(&asked);
    let (writer, guard) = NonBlockingBuilder::default().lossy(true).finish(StandardError);
    let log = tracing_subscriber::fmt()
        .with_env_filter(filter)
        .with_writer(Guarded { to: writer, on_terminal, format, level: Level::INFO })
        .with_ansi(on_terminal && format == Format::Text);
    match format {
        Format::Text => log.init(),
        Format::Json => log.json().flatten_event(true).init(),
        Format::Journald => log.without_time().with_level(false).init(),
    }
    if !understood {
        tracing::warn!("MAJAKKA_LOG={asked:?} is no level and no list of directives: what is usual is said");
    }
    if known.is_none() {
        tracing::warn!("MAJAKKA_LOG_FORMAT={wanted:?} is none of text, json and journald: it is text");
    }
    guard
}

/// Where the lines go, on a thread of their own.
struct StandardError;

impl Write for StandardError {
    fn write(&mut self, line: &[u8]) -> io::Result<usize> {
        // A reader who has gone away, or a full disk: there is nobody left to tell.
        let _ = io::stderr().lock().write_all(line);
        Ok(line.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// A level is meant for our own packages; whoever else is to speak is named. And whether it was understood.
fn filter(asked: &str) -> (EnvFilter, bool) {
    let asked = if asked.trim().is_empty() { USUAL } else { asked };
    let own = |directive: &str| {
        let is_level = directive.parse::<tracing_subscriber::filter::LevelFilter>().is_ok();
        if is_level { format!("majakka={directive}") } else { directive.to_owned() }
    };
    let directives: Vec<String> = asked.split(',').map(str::trim).filter(|d| !d.is_empty()).map(own).collect();
    let named = directives.iter().any(|directive| directive.starts_with("majakka="));
    let usual = (!named).then(|| format!("majakka={USUAL}"));
    let directives = ["off".to_owned()].into_iter().chain(usual).chain(directives).collect::<Vec<_>>().join(",");
    match EnvFilter::try_new(directives) {
        Ok(filter) => (filter, true),
        Err(_) => (EnvFilter::new(format!("off,majakka={USUAL}")), false),
    }
}

/// Writes each event as one line, without identity codes.
#[derive(Debug, Clone)]
struct Guarded {
    to: NonBlocking,
    on_terminal: bool,
    format: Format,
    /// Of the event.
    level: Level,
}

impl<'a> MakeWriter<'a> for Guarded {
    type Writer = Guarded;

    fn make_writer(&'a self) -> Guarded {
        self.clone()
    }

    fn make_writer_for(&'a self, event: &Metadata<'_>) -> Guarded {
        Guarded { level: *event.level(), ..self.clone() }
    }
}

impl Write for Guarded {
    /// An event comes whole, with the line end that ends it.
    fn write(&mut self, event: &[u8]) -> io::Result<usize> {
        let line = one_line(&String::from_utf8_lossy(event), self.on_terminal);
        let line = if self.format == Format::Journald { format!("<{}>{line}", priority(self.level)) } else { line };
        self.to.write_all(line.as_bytes())?;
        Ok(event.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// As the journal counts (sd-daemon(3)).
fn priority(level: Level) -> u8 {
    match level {
        Level::ERROR => 3,
        Level::WARN => 4,
        Level::INFO => 6,
        _ => 7,
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
            let mut directives: Vec<String> = filter(asked).0.to_string().split(',').map(str::to_owned).collect();
            directives.sort_by_key(|directive| (directive == "off", directive.clone()));
            assert_eq!(directives.join(","), wanted, "{asked}");
        }
    }

    #[test]
    fn the_format_is_the_one_that_is_asked_for_and_the_journals_where_it_listens() {
        for (asked, to_journal, format) in [
            ("", false, Some(Format::Text)),
            ("", true, Some(Format::Journald)),
            ("text", true, Some(Format::Text)),
            ("json", true, Some(Format::Json)),
            ("journald", false, Some(Format::Journald)),
            ("xml", false, None),
        ] {
            assert_eq!(Format::from_name(asked, to_journal), format, "{asked}");
        }
        assert!(!filter("nonsense=/").1 && filter("debug").1);
    }

    #[test]
    fn an_event_is_one_line_without_codes() {
        assert_eq!(one_line("INFO took 1.1.1990-900P in\n", false), "INFO took [henkilötunnus] in\n");
        assert_eq!(one_line("a\nERROR forged\r\u{1B}[31m\n", false), "a\\nERROR forged\\r\\u{1b}[31m\n");
        assert_eq!(one_line("\u{1B}[32mINFO\u{1B}[0m a\u{202E}b\n", true), "\u{1B}[32mINFO\u{1B}[0m a\\u{202e}b\n");
    }
}
