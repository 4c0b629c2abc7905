//! What the handbook says, taken from it as it stands.

use std::fs;
use std::path::Path;

/// The indented example of docs/OPERATIONS.md that begins with this line.
pub fn example(first: &str) -> String {
    let handbook = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/OPERATIONS.md");
    let handbook = fs::read_to_string(handbook).expect("the handbook");
    let lines = handbook.lines().skip_while(|line| line.strip_prefix("    ") != Some(first));
    let lines: Vec<&str> = lines.take_while(|line| line.is_empty() || line.starts_with("    ")).collect();
    assert!(lines.len() > 5, "the example that begins with {first:?} is there");
    lines.join("\n")
}
