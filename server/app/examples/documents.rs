//! Writes the pages that are made from the code: `cargo run --workspace --example documents -- docs`.

use std::{env, fs, path::Path};

use anyhow::Context;

fn main() -> anyhow::Result<()> {
    let folder = env::args_os().nth(1).context("where to?")?;
    let folder = Path::new(&folder);
    let source = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let api = renrakucho::http::openapi::generate(&source)?;
    fs::write(folder.join("openapi.json"), format!("{api:#}\n"))?;
    fs::write(folder.join("configuration.md"), renrakucho::config::reference::page()?)?;
    Ok(())
}
