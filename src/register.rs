//! `majakka admin import` and `export`: the register out of a file, and as one.

use std::io::{Read as _, Write as _};
use std::path::Path;

use anyhow::{Context as _, Result, anyhow, bail};
use majakka_app::App;
use majakka_app::command::organisation::import::{self, MOST_SHOWN, Order, Outcome, Vocabulary, columns_of};
use majakka_app::register_export::{self, Form};
use majakka_app::sheet::{MOST_BYTES, Sheet};
use majakka_domain::refusal::FieldProblem;
use majakka_domain::terms::{Language, RegisterColumn, RegisterFile};
use majakka_store::viewer::Viewer;
use serde_json::{Value, json};

use crate::command_line::{Common, ImportTask};
use crate::out;

/// Rows between two words on how far it is.
const STRIDE: usize = 10_000;

/// Takes a file in, or says what it would come to.
///
/// # Errors
/// What is wrong with the file: then nothing was taken in.
pub(crate) fn import(common: &Common, app: &App, task: &ImportTask) -> Result<()> {
    let sheet = Sheet::read(&content(&task.path)?)?;
    let vocabulary = Vocabulary::new(&app.renderer, task.what)?;
    let mut columns = vocabulary.guess(sheet.header());
    for chosen in &task.columns {
        choose(&sheet, task.what, &mut columns, chosen)?;
    }
    for (name, column) in sheet.header().iter().zip(&columns) {
        out::aside(format_args!("column \"{name}\": {}", column.map_or("passed over", RegisterColumn::as_str)));
    }
    let order = Order { sheet: &sheet, columns: &columns, whole: task.whole };
    let rows = sheet.rows();
    let mut told = 0;
    let mut watch = |done: usize| {
        if done / STRIDE > told {
            told = done / STRIDE;
            out::aside(format_args!("{done} of {rows} rows"));
        }
    };
    let words = |cause| super::admin::in_words(cause);
    let outcome = app.look(&Viewer::System, |tx| import::check(tx, task.what, order, &mut watch)).map_err(words)?;
    let takes = outcome.is_sound() && !task.dry_run;
    if takes {
        app.write(&Viewer::System, |tx| import::take_in(tx, task.what, order, &mut |_| ())).map_err(words)?;
    }
    out::found(common, &facts(app, &outcome, takes), said(app, &outcome, takes))?;
    if outcome.is_sound() { Ok(()) } else { bail!("nothing was taken in") }
}

/// Writes the register to a file or the standard output.
///
/// # Errors
/// What the file says.
pub(crate) fn export(common: &Common, app: &App, what: RegisterFile, language: Language) -> Result<()> {
    let form = if common.json { Form::Json } else { Form::Csv(language) };
    let mut to = std::io::BufWriter::new(std::io::stdout().lock());
    let rows = register_export::write(app, &Viewer::System, what, form, &mut to)?;
    to.flush().context("the answer cannot be written")?;
    app.write(&Viewer::System, |tx| {
        tx.audit("register.exported", what.as_str(), &json!({ "rows": rows }).to_string())
    })?;
    Ok(())
}

fn content(path: &Path) -> Result<Vec<u8>> {
    let most = u64::try_from(MOST_BYTES)?.saturating_add(1);
    let mut bytes = Vec::new();
    if path == Path::new("-") {
        std::io::stdin().lock().take(most).read_to_end(&mut bytes).context("the standard input cannot be read")?;
    } else {
        let file = std::fs::File::open(path).with_context(|| format!("{} cannot be opened", path.display()))?;
        file.take(most).read_to_end(&mut bytes).with_context(|| format!("{} cannot be read", path.display()))?;
    }
    Ok(bytes)
}

/// `HEADER=COLUMN`; nothing after the sign passes the column over.
fn choose(sheet: &Sheet, what: RegisterFile, columns: &mut [Option<RegisterColumn>], chosen: &str) -> Result<()> {
    let (name, column) = chosen.rsplit_once('=').ok_or_else(|| anyhow!("--column takes NAME=COLUMN"))?;
    let place = sheet.header().iter().position(|known| known == name);
    let place = place.ok_or_else(|| anyhow!("the file has no column \"{name}\""))?;
    let column = if column.is_empty() { None } else { Some(column.parse::<RegisterColumn>()?) };
    if column.is_some_and(|column| !columns_of(what).contains(&column)) {
        bail!("a file of {what} has no column {chosen}");
    }
    for other in columns.iter_mut().filter(|other| column.is_some() && **other == column) {
        *other = None;
    }
    if let Some(known) = columns.get_mut(place) {
        *known = column;
    }
    Ok(())
}

fn in_words(app: &App, problem: &FieldProblem) -> String {
    app.renderer.i18n().problem(Language::En, &format!("problem-{}", problem.problem.replace('_', "-")), problem)
}

fn facts(app: &App, outcome: &Outcome, taken: bool) -> Value {
    let change = |change: &import::Change| {
        json!({
            "how": change.how.as_str(), "row": change.line, "organisation": change.organisation, "name": change.name,
            "fields": change.fields.iter().map(|(field, was, is)| json!({ "field": field, "was": was, "is": is })).collect::<Vec<_>>(),
        })
    };
    let problem = |row: &import::RowProblem| json!({ "row": row.line, "column": row.problem.field, "problem": row.problem.problem, "text": in_words(app, &row.problem) });
    json!({
        "taken_in": taken, "rows": outcome.rows, "added": outcome.added, "changed": outcome.changed,
        "removed": outcome.removed, "same": outcome.same, "wrong": outcome.wrong, "losses": outcome.losses,
        "changes": outcome.changes.iter().map(change).collect::<Vec<_>>(),
        "problems": outcome.problems.iter().map(problem).collect::<Vec<_>>(),
        "losing": outcome.losing.iter().map(|lost| json!({ "organisation": lost.organisation, "role": lost.role })).collect::<Vec<_>>(),
    })
}

fn said(app: &App, outcome: &Outcome, taken: bool) -> String {
    let mut said = Vec::new();
    for change in &outcome.changes {
        let row = change.line.map_or_else(|| "not in the file".to_owned(), |line| format!("row {line}"));
        let fields = change.fields.iter().map(|(field, was, is)| format!("; {field}: \"{was}\" becomes \"{is}\""));
        said.push(format!(
            "{} ({row}): {}, {}{}",
            change.how.as_str(),
            change.organisation,
            change.name,
            fields.collect::<String>()
        ));
    }
    for row in &outcome.problems {
        said.push(format!("row {}, {}: {}", row.line, row.problem.field, in_words(app, &row.problem)));
    }
    for lost in &outcome.losing {
        said.push(format!("{} would lose its last {}", lost.organisation, lost.role));
    }
    let all = outcome.added + outcome.changed + outcome.removed;
    if all.max(outcome.wrong).max(outcome.losses) > MOST_SHOWN {
        said.push(format!("Of each only the first {MOST_SHOWN} are shown."));
    }
    let counts = format!(
        "{} added, {} changed, {} removed, {} as they were; {} problems.",
        outcome.added,
        outcome.changed,
        outcome.removed,
        outcome.same,
        outcome.wrong + outcome.losses
    );
    said.push(if taken { counts } else { format!("Nothing was taken in. It would be: {counts}") });
    said.join("\n")
}
