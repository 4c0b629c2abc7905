//! What the pages about security say of the code: every test, file and folder that they name is there, and the figures of docs/ASVS.md are
//! those of its rows.
//!
//! Non-goal: whether a test shows what it is cited for. That is read.

use std::fs;
use std::path::Path;

const ASVS: &str = "docs/ASVS.md";

/// Requirements of levels 1 and 2 in each chapter of the standard (OWASP ASVS 4.0.3, V1 to V14).
const REQUIREMENTS: [usize; 14] = [38, 54, 18, 9, 30, 13, 12, 15, 7, 5, 8, 15, 13, 23];

/// What stands before a file where no test shows it.
const READ: &str = "read, not tested: ";

fn read(path: &str) -> String {
    let whole = Path::new(env!("CARGO_MANIFEST_DIR")).join(path);
    fs::read_to_string(&whole).unwrap_or_else(|cause| panic!("{}: {cause}", whole.display()))
}

fn exists(path: &str) -> bool {
    Path::new(env!("CARGO_MANIFEST_DIR")).join(path).exists()
}

/// What stands between backticks and is a file, a folder, or a test in a file: `path` or `path::name`.
fn cited(text: &str) -> impl Iterator<Item = (&str, Option<&str>)> {
    let endings = [".rs", ".md", ".toml", ".hbs", ".js"];
    let is_file = move |path: &str| {
        let plain = path.chars().all(|c| c.is_ascii_alphanumeric() || "/._-".contains(c));
        let named = endings.iter().any(|ending| path.ends_with(ending));
        plain && (named || (path.contains('/') && !path.starts_with('/')))
    };
    let quoted = text.lines().flat_map(|line| line.split('`').skip(1).step_by(2));
    let parts = quoted.map(|quoted| quoted.split_once("::").map_or((quoted, None), |(path, name)| (path, Some(name))));
    parts.filter(move |(path, _)| is_file(path))
}

/// Is there a function of this name, and a word of tests in what is written over it?
fn has_test(source: &str, name: &str) -> bool {
    let lines: Vec<&str> = source.lines().map(str::trim_start).collect();
    let begins = |line: &str| {
        let name_on = line.trim_start_matches("async ").strip_prefix("fn ").and_then(|line| line.strip_prefix(name));
        name_on.is_some_and(|rest| rest.starts_with(['(', '<']))
    };
    let Some(place) = lines.iter().position(|line| begins(line)) else { return false };
    let over = lines.iter().take(place).rev().take_while(|line| line.starts_with("#[") || line.starts_with("//"));
    over.filter(|line| line.starts_with("#[")).any(|line| line.contains("test"))
}

/// The cells of each row whose first cell satisfies this.
fn rows(page: &str, first: impl Fn(&str) -> bool) -> Vec<Vec<&str>> {
    let cells = |line| -> Option<Vec<&'_ str>> {
        let inner = str::strip_prefix(line, "| ")?.strip_suffix(" |")?;
        Some(inner.split(" | ").collect())
    };
    page.lines().filter_map(cells).filter(|cells| first(cells[0])).collect()
}

#[test]
fn every_test_and_file_that_is_named_is_there() {
    let mut lost = Vec::new();
    let mut found = 0;
    for page in ["docs/SECURITY.md", "docs/THREATS.md", ASVS] {
        for (path, name) in cited(&read(page)) {
            let there = exists(path) && name.is_none_or(|name| has_test(&read(path), name));
            found += 1;
            if !there {
                lost.push(format!("{page}: {path} {}", name.unwrap_or_default()));
            }
        }
    }
    assert_eq!(lost, Vec::<String>::new());
    assert!(found > 300, "only {found} citations were understood");
}

#[test]
fn each_requirement_of_asvs_has_one_row_that_says_by_what_or_why_not() {
    let page = read(ASVS);
    let numbers = |number: &str| -> Option<Vec<usize>> { number.split('.').map(|part| part.parse().ok()).collect() };
    let rows = rows(&page, |first| numbers(first).is_some_and(|parts| parts.len() == 3));
    let order: Vec<Vec<usize>> = rows.iter().filter_map(|row| numbers(row[0])).collect();
    assert!(order.is_sorted_by(|one, next| one < next), "each once, in their order: {order:?}");
    for row in rows {
        let [number, what, state, why] = row[..] else { panic!("four cells: {row:?}") };
        let words = what.split_whitespace().count();
        assert!((2..=10).contains(&words), "{number}: {what}");
        let sound = match state {
            "met" if why.starts_with(READ) => cited(why).next().is_some(),
            "met" => cited(why).any(|(_, name)| name.is_some()),
            "not met" | "not applicable" => !why.is_empty(),
            _ => false,
        };
        assert!(sound, "{number} is {state}: {why}");
    }
}

#[test]
fn the_figures_over_asvs_are_those_of_its_rows() {
    let page = read(ASVS);
    let mut all = [0; 5];
    for (chapter, requirements) in (1..).zip(REQUIREMENTS) {
        let counted = rows(&page, |first| first.starts_with(&format!("{chapter}.")));
        let count = |is: fn(&[&str]) -> bool| counted.iter().filter(|row| is(row)).count();
        let figures = [
            counted.len(),
            count(|row| row[2] == "met" && !row[3].starts_with(READ)),
            count(|row| row[2] == "met" && row[3].starts_with(READ)),
            count(|row| row[2] == "not met"),
            count(|row| row[2] == "not applicable"),
        ];
        assert_eq!(figures[0], requirements, "V{chapter}");
        assert_eq!(told(&page, &format!("V{chapter} ")), figures, "V{chapter}");
        all = std::array::from_fn(|place| all[place] + figures[place]);
    }
    assert_eq!(told(&page, "all"), all);
}

/// The figures of the row that begins so.
fn told(page: &str, first: &str) -> [usize; 5] {
    let found = rows(page, |cell| cell.starts_with(first));
    assert_eq!(found.len(), 1, "one row of {first}: {found:?}");
    let figures: Vec<usize> = found[0].iter().filter_map(|cell| cell.parse().ok()).collect();
    figures.try_into().unwrap_or_else(|figures| panic!("five figures: {figures:?}"))
}
