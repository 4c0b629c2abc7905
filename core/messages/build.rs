//! Templates are embedded when the crate is compiled: a new one must make cargo compile it again.

fn main() {
    println!("cargo::rerun-if-changed=../../templates");
}
