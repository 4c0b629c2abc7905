//! A file of rows as people send it: CSV out of any spreadsheet, or JSON.
//!
//! Guarantee: UTF-8 with or without a byte order mark, UTF-16 with one, and Windows-1252 are told apart, as are semicolon, comma and tab;
//! every cell passes the door of texts; rows are read one by one, whatever their number.
//! Non-goal: what the columns mean.

mod csv_rows;
mod json_rows;

use encoding_rs::{Encoding, UTF_8, WINDOWS_1252};
use majakka_domain::format::sheet_cell;
use majakka_domain::text;
use majakka_store::error::Result;

/// Most bytes of a file: 100,000 contacts with long names.
pub const MOST_BYTES: usize = 32 * 1024 * 1024;
/// Most columns that are looked at.
const MOST_COLUMNS: usize = 100;

/// Why a file is none of rows.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum SheetProblem {
    /// Nothing stands in it, or no row below the names of its columns.
    #[error("the file is empty")]
    Empty,
    /// It is larger than [`MOST_BYTES`].
    #[error("the file is larger than 32 MB")]
    TooLarge,
    /// It is neither text nor JSON: a workbook for instance.
    #[error("the file is neither CSV nor JSON")]
    Format,
}

/// How the rows are written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Form {
    /// Cells are parted by this.
    Csv(u8),
    /// An array of objects.
    Json,
}

/// A file that was recognised.
#[derive(Debug, Clone)]
pub struct Sheet {
    text: String,
    form: Form,
    header: Vec<String>,
    rows: usize,
}

/// One row.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Row {
    /// Where it begins in the file: the line, as a spreadsheet numbers its rows; of JSON the number of the object.
    pub line: usize,
    /// In the order of the header. What is not there is empty.
    pub cells: Vec<String>,
}

impl Sheet {
    /// Recognises a file and counts its rows.
    ///
    /// # Errors
    /// [`SheetProblem`].
    pub fn read(bytes: &[u8]) -> Result<Self, SheetProblem> {
        if bytes.len() > MOST_BYTES {
            return Err(SheetProblem::TooLarge);
        }
        // Lines are counted by their feeds alone.
        let text = decoded(bytes)?.replace("\r\n", "\n").replace('\r', "\n");
        let begin = text.trim_start();
        if begin.is_empty() {
            return Err(SheetProblem::Empty);
        }
        let (form, header, rows) = if begin.starts_with(['[', '{']) {
            let (header, rows) = json_rows::outline(&text)?;
            (Form::Json, header, rows)
        } else {
            let (delimiter, header, rows) = csv_rows::outline(&text)?;
            (Form::Csv(delimiter), header, rows)
        };
        if rows == 0 {
            return Err(SheetProblem::Empty);
        }
        let header = header.iter().take(MOST_COLUMNS).map(|name| text::line(name)).collect();
        Ok(Sheet { text, form, header, rows })
    }

    /// The names of its columns, as they are written.
    pub fn header(&self) -> &[String] {
        &self.header
    }

    /// How many rows it has.
    pub fn rows(&self) -> usize {
        self.rows
    }

    /// Gives every row in turn, until one is not taken.
    ///
    /// # Errors
    /// What `take` says.
    pub fn each(&self, mut take: impl FnMut(Row) -> Result<()>) -> Result<()> {
        let width = self.header.len();
        let mut give = |line: usize, cells: &mut dyn Iterator<Item = String>| {
            let mut cells: Vec<String> = cells.take(width).map(|cell| cleaned(&cell)).collect();
            cells.resize(width, String::new());
            // A spreadsheet leaves empty rows below its last one.
            if cells.iter().all(String::is_empty) { Ok(()) } else { take(Row { line, cells }) }
        };
        match self.form {
            Form::Csv(delimiter) => csv_rows::each(&self.text, delimiter, &mut give),
            Form::Json => json_rows::each(&self.text, &self.header, &mut give),
        }
    }
}

fn cleaned(cell: &str) -> String {
    text::line(sheet_cell::meant(cell.trim()))
}

/// By its byte order mark; UTF-8 if it is that; else as Windows writes western texts.
fn decoded(bytes: &[u8]) -> Result<String, SheetProblem> {
    let (encoding, mark) = Encoding::for_bom(bytes).unwrap_or((UTF_8, 0));
    let body = bytes.get(mark..).unwrap_or_default();
    let encoding = if encoding == UTF_8 && std::str::from_utf8(body).is_err() { WINDOWS_1252 } else { encoding };
    let (text, broken) = encoding.decode_without_bom_handling(body);
    // A workbook, a picture, a PDF.
    if broken || text.contains('\0') || body.starts_with(b"PK") || body.starts_with(b"%PDF") {
        return Err(SheetProblem::Format);
    }
    Ok(text.into_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rows(bytes: &[u8]) -> Vec<(usize, Vec<String>)> {
        let mut rows = Vec::new();
        Sheet::read(bytes)
            .unwrap()
            .each(|row| {
                rows.push((row.line, row.cells));
                Ok(())
            })
            .unwrap();
        rows
    }

    fn row(line: usize, cells: &[&str]) -> (usize, Vec<String>) {
        (line, cells.iter().map(|cell| (*cell).to_owned()).collect())
    }

    #[test]
    fn encodings_are_told_apart() {
        let text = "Nimi;Paikka\r\nÄiti;Öölanti\r\n";
        let mark = [b"\xEF\xBB\xBF".as_slice(), text.as_bytes()].concat();
        let windows = WINDOWS_1252.encode(text).0.into_owned();
        let wide: Vec<u8> = [0xFF, 0xFE].into_iter().chain(text.encode_utf16().flat_map(u16::to_le_bytes)).collect();
        for bytes in [text.as_bytes().to_vec(), mark, windows, wide] {
            assert_eq!(rows(&bytes), [row(2, &["Äiti", "Öölanti"])]);
            assert_eq!(Sheet::read(&bytes).unwrap().header(), ["Nimi", "Paikka"]);
        }
    }

    #[test]
    fn delimiters_quotes_and_empty_rows_are_understood() {
        for delimiter in [";", ",", "\t"] {
            let text = "nimi|osoite, toinen; kolmas|nro\n\"Malli, Oy; \"\"Ab\"\"\"|a@example.fi|'+358400000001\n\n||\nvain nimi\n";
            let text = text.replace("osoite, toinen; kolmas", "\"osoite, toinen; kolmas\"").replace('|', delimiter);
            assert_eq!(
                rows(text.as_bytes()),
                [row(2, &["Malli, Oy; \"Ab\"", "a@example.fi", "+358400000001"]), row(5, &["vain nimi", "", ""])],
                "{delimiter:?}"
            );
        }
    }

    #[test]
    fn a_cell_of_several_lines_moves_the_numbers_of_those_after_it() {
        assert_eq!(rows(b"a;b\n\"one\ntwo\";x\ny;z\n"), [row(2, &["one two", "x"]), row(4, &["y", "z"])]);
    }

    #[test]
    fn json_is_rows_too() {
        let text =
            br#"[{"name":"Aino","roles":["technical","dpo"]},{"phone":null,"name":"V\u00e4in\u00f6","takes":true}]"#;
        assert_eq!(Sheet::read(text).unwrap().header(), ["name", "roles", "phone", "takes"]);
        assert_eq!(rows(text), [row(1, &["Aino", "technical, dpo", "", ""]), row(2, &["Väinö", "", "", "true"])]);
    }

    #[test]
    fn what_is_no_file_of_rows_is_refused() {
        for (bytes, problem) in [
            (b"".as_slice(), SheetProblem::Empty),
            (b"\xEF\xBB\xBF \n", SheetProblem::Empty),
            (b"nimi;osoite\n", SheetProblem::Empty),
            (b"[]", SheetProblem::Empty),
            (b"[{\"name\": ", SheetProblem::Format),
            (b"{\"name\": 1}", SheetProblem::Format),
            (b"[1, 2]", SheetProblem::Format),
            (b"PK\x03\x04xlsx", SheetProblem::Format),
            (b"%PDF-1.7", SheetProblem::Format),
        ] {
            assert_eq!(Sheet::read(bytes).map(|sheet| sheet.rows()), Err(problem), "{bytes:?}");
        }
        assert_eq!(Sheet::read(&vec![b'a'; MOST_BYTES + 1]).map(|sheet| sheet.rows()), Err(SheetProblem::TooLarge));
    }
}
