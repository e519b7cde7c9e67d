//! The binary carries the web app: it must have been built, and a new build of it is a new binary.

fn main() {
    println!("cargo:rerun-if-changed=../../web/dist");
    println!("cargo:rerun-if-changed=../../config");
    assert!(
        std::path::Path::new("../../web/dist/index.html").exists(),
        "the web app has not been built: run `scripts/web` first"
    );
}
