//! What the handbook says, taken from it as it stands.

use std::fs;
use std::path::Path;

/// Every indented block of the section with this heading, in order, without the indentation.
pub fn blocks(heading: &str) -> Vec<String> {
    let handbook = text();
    let section = handbook.split_once(&format!("# {heading}\n")).unwrap_or_else(|| panic!("no section {heading:?}")).1;
    let section = section.lines().take_while(|line| !line.starts_with('#'));
    let mut blocks: Vec<String> = Vec::new();
    let mut inside = false;
    for line in section {
        match line.strip_prefix("    ") {
            Some(line) if inside => blocks.last_mut().expect("a block that has begun").push_str(&format!("{line}\n")),
            Some(line) => blocks.push(format!("{line}\n")),
            None if line.is_empty() && inside => blocks.last_mut().expect("a block that has begun").push('\n'),
            None => {}
        }
        inside = line.starts_with("    ") || (inside && line.is_empty());
    }
    blocks
}

/// The indented example of docs/OPERATIONS.md that begins with this line.
pub fn example(first: &str) -> String {
    let handbook = text();
    let lines = handbook.lines().skip_while(|line| line.strip_prefix("    ") != Some(first));
    let lines: Vec<&str> = lines.take_while(|line| line.is_empty() || line.starts_with("    ")).collect();
    assert!(lines.len() > 5, "the example that begins with {first:?} is there");
    lines.join("\n")
}

fn text() -> String {
    fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/OPERATIONS.md")).expect("the handbook")
}
