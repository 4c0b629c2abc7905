//! Files of the server lean on each other in one direction.
//!
//! Guarantee: no file reaches itself through what it uses, beyond [`KNOWN`], which only gets shorter.
//! Non-goal: methods that are called without their type being named.

#![expect(clippy::expect_used, clippy::panic, reason = "a test ends where something is missing, with a sentence")]

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;

use syn::visit::Visit;
use syn::{Item, ItemMod, ItemUse, UseTree, Visibility};

/// Circles that are left, by the module that stands first in each.
const KNOWN: [&str; 1] = ["status/samples"];

/// A path of modules from the root of the crate: `["desk", "incident"]`.
type Module = Vec<String>;

/// What one file names.
#[derive(Default)]
struct File {
    module: Module,
    /// What its `use` binds: the name, and where it comes from as it is written.
    bound: BTreeMap<String, Vec<String>>,
    /// The paths in it.
    named: Vec<Vec<String>>,
}

impl File {
    fn read(path: &Path, module: Module) -> File {
        let source = fs::read_to_string(path).unwrap_or_else(|e| panic!("{}: {e}", path.display()));
        let syntax = syn::parse_file(&source).unwrap_or_else(|e| panic!("{}: {e}", path.display()));
        let mut file = File { module, ..File::default() };
        file.visit_file(&syntax);
        file
    }

    fn bind(&mut self, tree: &UseTree, before: &[String]) {
        let with = |name: String| before.iter().cloned().chain([name]).collect::<Vec<_>>();
        match tree {
            UseTree::Path(path) => self.bind(&path.tree, &with(path.ident.to_string())),
            UseTree::Group(group) => group.items.iter().for_each(|tree| self.bind(tree, before)),
            UseTree::Name(name) if name.ident == "self" => {
                let own = before.last().cloned().unwrap_or_default();
                self.bound.insert(own, before.to_vec());
            }
            UseTree::Name(name) => {
                self.bound.insert(name.ident.to_string(), with(name.ident.to_string()));
            }
            UseTree::Rename(rename) => {
                self.bound.insert(rename.rename.to_string(), with(rename.ident.to_string()));
            }
            UseTree::Glob(_) => self.named.push(before.to_vec()),
        }
    }
}

impl<'s> Visit<'s> for File {
    fn visit_item(&mut self, item: &'s Item) {
        let tests = |attribute: &syn::Attribute| attribute.path().is_ident("cfg");
        // Modules within a file are its tests.
        match item {
            Item::Mod(ItemMod { attrs, content: Some(_), .. }) if attrs.iter().any(tests) => {}
            _ => syn::visit::visit_item(self, item),
        }
    }

    fn visit_item_use(&mut self, item: &'s ItemUse) {
        let mut here = File::default();
        here.bind(&item.tree, &[]);
        // What is only handed on is no use of it.
        if matches!(item.vis, Visibility::Inherited) {
            self.named.extend(here.bound.values().cloned().chain(here.named));
        }
        self.bound.extend(here.bound);
    }

    fn visit_visibility(&mut self, _: &'s Visibility) {}

    fn visit_path(&mut self, path: &'s syn::Path) {
        self.named.push(path.segments.iter().map(|segment| segment.ident.to_string()).collect());
        syn::visit::visit_path(self, path);
    }
}

/// All files of the server, by module.
fn files() -> BTreeMap<Module, File> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let (mut found, mut folders) = (BTreeMap::new(), vec![(root, Module::new())]);
    while let Some((folder, module)) = folders.pop() {
        for entry in fs::read_dir(&folder).expect("a folder") {
            let path = entry.expect("an entry").path();
            let name = path.file_stem().expect("a name").to_string_lossy().into_owned();
            if path.is_dir() {
                folders.push((path, [module.clone(), vec![name]].concat()));
            } else if path.extension().is_some_and(|ending| ending == "rs") && !name.ends_with("_test") {
                let own = if ["mod", "lib"].contains(&name.as_str()) { vec![] } else { vec![name] };
                let module = [module.clone(), own].concat();
                found.insert(module.clone(), File::read(&path, module));
            }
        }
    }
    found
}

/// The file that a path leads to, past names that files hand on.
fn target(files: &BTreeMap<Module, File>, from: &File, path: &[String], depth: usize) -> Option<Module> {
    if depth > 16 {
        return None;
    }
    let (first, rest) = path.split_first()?;
    let mut at = match first.as_str() {
        "crate" => Module::new(),
        "self" => from.module.clone(),
        "super" => from.module.split_last()?.1.to_vec(),
        name => {
            let child = [from.module.clone(), vec![name.to_owned()]].concat();
            if files.contains_key(&child) {
                child
            } else {
                let bound = from.bound.get(name).filter(|bound| bound.first() != Some(first))?;
                return target(files, from, &[bound.as_slice(), rest].concat(), depth + 1);
            }
        }
    };
    for (index, name) in rest.iter().enumerate() {
        let next = [at.clone(), vec![name.clone()]].concat();
        if name == "super" {
            at.pop();
        } else if files.contains_key(&next) {
            at = next;
        } else {
            let here = files.get(&at)?;
            let handed_on = here
                .bound
                .get(name)
                .and_then(|bound| target(files, here, &[bound.as_slice(), &rest[index + 1..]].concat(), depth + 1));
            return Some(handed_on.unwrap_or(at));
        }
    }
    Some(at)
}

/// What each file uses of the others.
fn uses(files: &BTreeMap<Module, File>) -> BTreeMap<&Module, BTreeSet<Module>> {
    let used = |(module, file): (&'_ Module, &File)| {
        let found = file.named.iter().filter_map(|path| target(files, file, path, 0));
        found.filter(|other| other != module && !other.is_empty()).collect()
    };
    files.iter().map(|(module, file)| (module, used((module, file)))).collect()
}

/// Everything that a file leads to.
fn reached(uses: &BTreeMap<&Module, BTreeSet<Module>>, from: &Module) -> BTreeSet<Module> {
    let (mut all, mut waiting) = (BTreeSet::new(), vec![from.clone()]);
    while let Some(module) = waiting.pop() {
        for next in uses.get(&module).into_iter().flatten() {
            if all.insert(next.clone()) {
                waiting.push(next.clone());
            }
        }
    }
    all
}

#[test]
fn no_file_of_the_server_leans_on_itself() {
    let files = files();
    let uses = uses(&files);
    let all: BTreeMap<&Module, BTreeSet<Module>> = files.keys().map(|from| (from, reached(&uses, from))).collect();
    let mut circles = BTreeMap::new();
    for (module, reached) in all.iter().filter(|(module, reached)| reached.contains(**module)) {
        let circle: BTreeSet<&Module> = reached.iter().filter(|other| all[other].contains(*module)).collect();
        let first = circle.first().expect("itself").join("/");
        circles.insert(first, circle.iter().map(|one| one.join("/")).collect::<Vec<_>>());
    }
    assert!(uses.values().map(BTreeSet::len).sum::<usize>() > 300, "the sources were not understood");
    for (first, circle) in &circles {
        for one in circle {
            let module: Module = one.split('/').map(str::to_owned).collect();
            let within = uses[&module].iter().map(|other| other.join("/")).filter(|other| circle.contains(other));
            println!("{first}: {one} uses {}", within.collect::<Vec<_>>().join(", "));
        }
    }
    let first: Vec<&str> = circles.keys().map(String::as_str).collect();
    assert_eq!(first, KNOWN, "circles by the module that stands first in each: {circles:#?}");
}
