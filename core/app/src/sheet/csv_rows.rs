//! Rows of RFC 4180, however their cells are parted.

use csv::{ReaderBuilder, StringRecord};
use majakka_store::error::Result;

use super::SheetProblem;

const DELIMITERS: [u8; 3] = [b';', b',', b'\t'];

/// The delimiter, the names of the columns, and how many rows follow.
pub(super) fn outline(text: &str) -> Result<(u8, Vec<String>, usize), SheetProblem> {
    let delimiter = delimiter(text);
    let mut records = records(text, delimiter).into_records();
    let header = match records.next() {
        Some(Ok(header)) => header.iter().map(str::to_owned).collect(),
        Some(Err(_)) => return Err(SheetProblem::Format),
        None => return Err(SheetProblem::Empty),
    };
    let filled = |record: &StringRecord| record.iter().any(|cell| !cell.trim().is_empty());
    let mut rows = 0;
    for record in records {
        rows += usize::from(filled(&record.map_err(|_| SheetProblem::Format)?));
    }
    Ok((delimiter, header, rows))
}

pub(super) fn each(
    text: &str,
    delimiter: u8,
    give: &mut dyn FnMut(usize, &mut dyn Iterator<Item = String>) -> Result<()>,
) -> Result<()> {
    let mut reader = records(text, delimiter);
    let (mut record, mut is_header) = (StringRecord::new(), true);
    // The outline has read it whole.
    while reader.read_record(&mut record).unwrap_or(false) {
        let line = record.position().map_or(0, csv::Position::line);
        if !std::mem::take(&mut is_header) {
            give(usize::try_from(line).unwrap_or_default(), &mut record.iter().map(str::to_owned))?;
        }
    }
    Ok(())
}

fn records(text: &str, delimiter: u8) -> csv::Reader<&[u8]> {
    ReaderBuilder::new().delimiter(delimiter).has_headers(false).flexible(true).from_reader(text.as_bytes())
}

/// What stands most often between the names of the columns, outside of quotation marks.
fn delimiter(text: &str) -> u8 {
    let head = text.trim_start().lines().next().unwrap_or_default();
    let bare: Vec<&str> = head.split('"').step_by(2).collect();
    let count = |delimiter: &u8| bare.iter().map(|part| part.bytes().filter(|byte| byte == delimiter).count()).sum();
    let mut best = (b';', 0);
    for delimiter in DELIMITERS {
        let times: usize = count(&delimiter);
        if times > best.1 {
            best = (delimiter, times);
        }
    }
    best.0
}
