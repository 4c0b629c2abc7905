//! The text of a PDF, read back by poppler as another program would read it.

use std::fs;
use std::process::Command;

use crate::process;
use crate::scratch::Scratch;

/// The text in reading order, page by page. Panics when the bytes are no PDF.
#[must_use]
pub fn text(pdf: &[u8]) -> String {
    let scratch = Scratch::new("mjpdf");
    let (from, to) = (scratch.write("form.pdf", pdf), scratch.join("form.txt"));
    process::run(Command::new("pdftotext").args(["-enc", "UTF-8"]).arg(from).arg(&to));
    fs::read_to_string(to).expect("the text that pdftotext wrote")
}

/// What poppler knows about it, a `Name: value` a line: `Tagged: yes`, `Title: …`, `Pages: 1`.
#[must_use]
pub fn facts(pdf: &[u8]) -> String {
    let scratch = Scratch::new("mjpdf");
    process::run(Command::new("pdfinfo").arg(scratch.write("form.pdf", pdf)))
}

#[cfg(test)]
mod tests {
    /// The smallest PDF that says something; its cross-reference table is left for the reader to rebuild.
    const PDF: &str = "%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n\
        2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj\n\
        3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 300 200]/Contents 4 0 R\
        /Resources<</Font<</F<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>>>>>>>endobj\n\
        4 0 obj<</Length 38>>stream\nBT /F 12 Tf 20 100 Td (Majakka) Tj ET \nendstream endobj\n\
        trailer<</Root 1 0 R>>\n%%EOF\n";

    #[test]
    fn the_words_of_a_pdf_are_read_back() {
        assert_eq!(super::text(PDF.as_bytes()).trim(), "Majakka");
        assert!(super::facts(PDF.as_bytes()).contains("Pages:"), "{}", super::facts(PDF.as_bytes()));
    }
}
