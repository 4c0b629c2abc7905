//! The steps as the sources have them: every public function under `command/` that acts in a transaction, for a viewer or with the
//! whole application.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use syn::{FnArg, ImplItem, Item, ItemImpl, Signature, Type, Visibility};

/// `triage::triage`, `case::Case::find`: the file, the type if it is a method, the function.
pub(super) fn steps() -> BTreeSet<String> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src/command");
    let mut found = BTreeSet::new();
    let mut folders = vec![root.clone()];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(&folder).expect("a folder of sources") {
            let path = entry.expect("an entry").path();
            if path.is_dir() {
                folders.push(path);
            } else {
                found.extend(in_file(&root, &path));
            }
        }
    }
    found
}

fn in_file(root: &Path, path: &PathBuf) -> Vec<String> {
    let syntax = syn::parse_file(&fs::read_to_string(path).expect("a source")).expect("Rust");
    let own = path.strip_prefix(root).expect("a file under it").with_extension("");
    let module =
        own.iter().map(|part| part.to_string_lossy()).filter(|part| part != "mod").collect::<Vec<_>>().join("::");
    syntax.items.iter().flat_map(|item| in_item(&module, item)).collect()
}

fn in_item(module: &str, item: &Item) -> Vec<String> {
    match item {
        Item::Fn(function) if is_step(&function.vis, &function.sig) => {
            vec![format!("{module}::{}", function.sig.ident)]
        }
        Item::Impl(ItemImpl { self_ty, items, trait_: None, .. }) => {
            let methods =
                items.iter().filter_map(|item| if let ImplItem::Fn(method) = item { Some(method) } else { None });
            let of = last(self_ty).unwrap_or_default();
            let steps =
                methods.filter(|method| is_step(&method.vis, &method.sig) || (of == "Tx" && is_public(&method.vis)));
            steps.map(|method| format!("{module}::{of}::{}", method.sig.ident)).collect()
        }
        _ => Vec::new(),
    }
}

fn is_public(visibility: &Visibility) -> bool {
    matches!(visibility, Visibility::Public(_))
}

fn is_step(visibility: &Visibility, signature: &Signature) -> bool {
    let acts = |argument: &FnArg| match argument {
        FnArg::Typed(typed) => last(&typed.ty).is_some_and(|name| ["Tx", "App", "Viewer"].contains(&name.as_str())),
        FnArg::Receiver(_) => false,
    };
    is_public(visibility) && signature.inputs.iter().any(acts)
}

/// The name of a type, whatever refers to it.
fn last(of: &Type) -> Option<String> {
    match of {
        Type::Reference(reference) => last(&reference.elem),
        Type::Path(path) => path.path.segments.last().map(|segment| segment.ident.to_string()),
        _ => None,
    }
}
