//! Cells of a spreadsheet: no text that people typed is a formula when a spreadsheet opens it (OWASP, CSV Injection).
//!
//! Guarantee: what is made harmless on its way out is meant again on its way in.

/// What begins a formula, also in the full-width forms that some spreadsheets take for the same.
const BEGIN: [char; 8] = ['=', '+', '-', '@', '＝', '＋', '－', '＠'];

/// A cell that a spreadsheet takes for text: an apostrophe before what would begin a formula. A telephone number is one too: without it
/// `+358…` would lose its sign.
pub fn harmless(cell: &str) -> String {
    if begins(cell) { format!("'{cell}") } else { cell.to_owned() }
}

/// What such a cell means: without the apostrophe.
pub fn meant(cell: &str) -> &str {
    cell.strip_prefix('\'').filter(|rest| begins(rest)).unwrap_or(cell)
}

fn begins(cell: &str) -> bool {
    cell.trim_start().starts_with(BEGIN) || cell.starts_with(['\t', '\r', '\n'])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_cell_is_a_formula_and_each_comes_back() {
        for cell in ["=1+1", "+358400000001", "-2", "@SUM(A1)", "\t=1", "\r=1", "  =cmd|'/c calc'!A1", "＝1+1"] {
            assert_eq!(harmless(cell), format!("'{cell}"));
            assert_eq!(meant(&harmless(cell)), cell);
        }
        for cell in ["", "Aino", "tuki@example.fi", "550 5.1.1 = unknown", "1-2", "'ndrangheta"] {
            assert_eq!(harmless(cell), cell);
            assert_eq!(meant(cell), cell);
        }
    }
}
