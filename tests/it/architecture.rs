//! Who may know whom among the server's modules; and whether what is generated is fresh.

use std::{
    fs,
    path::{Path, PathBuf},
};

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("..")
}

fn rust_files(folder: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder).unwrap_or_else(|error| panic!("{}: {error}", folder.display())).flatten() {
        let path = entry.path();
        if path.is_dir() {
            found.extend(rust_files(&path));
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            found.push(path);
        }
    }
    found.sort();
    found
}

/// A file's code without comments and without its unit tests.
fn code(file: &Path) -> String {
    let text = fs::read_to_string(file).expect("a text");
    let text = text.split("#[cfg(test)]").next().unwrap_or_default();
    text.lines().filter(|line| !line.trim_start().starts_with("//")).collect::<Vec<_>>().join("\n")
}

/// The modules of a crate that a file names, also inside `use crate::{…}`.
fn modules(code: &str) -> Vec<String> {
    let first_word =
        |text: &str| -> String { text.trim_start().chars().take_while(|c| c.is_alphanumeric() || *c == '_').collect() };
    let mut found = Vec::new();
    for rest in code.split("crate::").skip(1) {
        let Some(group) = rest.strip_prefix('{') else {
            found.push(first_word(rest));
            continue;
        };
        let (mut depth, mut item) = (0_i32, String::new());
        for c in group.chars() {
            depth += i32::from(c == '{') - i32::from(c == '}');
            if depth < 0 || (c == ',' && depth == 0) {
                found.push(first_word(&item));
                item.clear();
            } else {
                item.push(c);
            }
            if depth < 0 {
                break;
            }
        }
    }
    found.retain(|word| !word.is_empty());
    found
}

/// Folder; modules and crates that it never names; and who may all the same.
type Rule = (&'static str, &'static [&'static str], &'static [&'static str], &'static [&'static str]);

#[test]
fn modules_are_read_out_of_uses() {
    assert_eq!(modules("use crate::{app::App, seal};"), ["app", "seal"]);
    assert_eq!(modules("use crate::http::problem::code_of;"), ["http"]);
    assert_eq!(modules("crate::live::encode::open(key)"), ["live"]);
    assert_eq!(
        modules("use crate::{\n action::{self, Actor},\n http::problem::{self, code_of},\n};"),
        ["action", "http"]
    );
}

#[test]
fn each_module_knows_only_whom_it_may() {
    // Folder; modules of the app, or crates, that its code never names; and who may all the same, with the reason.
    let rules: &[Rule] = &[
        // Actions are what people do; both doors call them and they know neither.
        ("action", &["http", "socket", "demo", "command"], &["axum", "http"], &[]),
        // A door decides nothing and asks the store nothing, except who is behind a cookie and how that is shown.
        (
            "http",
            &["demo", "command", "job"],
            &["renrakucho_store"],
            &["extract.rs", "gate.rs", "problem.rs", "session.rs", "settings.rs"],
        ),
        // It asks whether its session still counts, and names the pages that it hands on.
        ("socket", &["demo", "command", "job"], &["renrakucho_store", "sqlx"], &["session.rs", "reading.rs"]),
        ("job", &["http", "socket", "demo", "command"], &["axum"], &[]),
        ("live", &["http", "socket", "demo", "command", "job"], &[], &[]),
        // They look from outside, beside a server that may be serving.
        ("doctor", &["action", "http", "socket", "live", "demo", "command", "job"], &["axum"], &[]),
        (
            "attachment",
            &["http", "socket", "live", "demo", "command", "action", "job", "seal"],
            &["axum", "renrakucho_store", "renrakucho_protocol"],
            &[],
        ),
        ("installation", &["http", "socket", "live", "command", "job"], &["axum"], &[]),
        ("sign_in", &["http", "socket", "live", "demo", "command", "action", "job"], &["axum"], &[]),
    ];
    let source = root().join("server/app/src");
    let mut violations = Vec::new();
    for (folder, modules_never, crates_never, exceptions) in rules {
        let mut files = rust_files(&source.join(folder));
        files.push(source.join(format!("{folder}.rs")));
        for file in files.iter().filter(|file| file.exists()) {
            let name = file.file_name().and_then(|name| name.to_str()).unwrap_or_default();
            let code = code(file);
            let known = modules(&code);
            violations.extend(
                modules_never
                    .iter()
                    .filter(|module| known.iter().any(|known| known == *module))
                    .map(|module| format!("{folder}/{name} knows {module}")),
            );
            let names = |word: &str| {
                code.contains(&format!("use {word}::")) || code.contains(&format!(" {word}::")) && word != "http"
            };
            violations.extend(
                crates_never
                    .iter()
                    .filter(|word| names(word) && !exceptions.contains(&name))
                    .map(|word| format!("{folder}/{name} uses {word}")),
            );
        }
    }
    assert!(violations.is_empty(), "{violations:#?}");
}

#[test]
fn the_rules_and_the_wire_format_stand_by_themselves() {
    for (folder, never) in [
        ("server/domain", &["tokio", "sqlx", "axum", "serde", "renrakucho_store", "renrakucho_protocol"][..]),
        ("server/protocol", &["tokio", "sqlx", "axum", "renrakucho_store"][..]),
        ("server/store", &["axum", "renrakucho_protocol", "redis", "lettre"][..]),
    ] {
        let manifest = fs::read_to_string(root().join(folder).join("Cargo.toml")).expect("a manifest");
        let dependencies = manifest.split("[dev-dependencies]").next().unwrap_or_default().to_owned();
        for name in never {
            let name = name.replace('_', "-");
            let named = dependencies
                .lines()
                .any(|line| line.starts_with(&name) && line[name.len()..].starts_with(['.', ' ', '=']));
            assert!(!named, "{folder} depends on {name}");
        }
    }
}

#[test]
fn the_generated_types_are_fresh() {
    let file = root().join("web/src/protocol/index.ts");
    let kept =
        fs::read_to_string(&file).unwrap_or_else(|error| panic!("{}: {error}: run `make generate`", file.display()));
    assert!(
        kept.trim_end() == renrakucho_protocol::typescript::module().trim_end(),
        "{} is stale: run `make generate`",
        file.display()
    );
}

#[test]
fn the_page_of_settings_is_fresh() {
    let file = root().join("docs/configuration.md");
    let kept =
        fs::read_to_string(&file).unwrap_or_else(|error| panic!("{}: {error}: run `make generate`", file.display()));
    let page = renrakucho::config::reference::page().expect("the file and the types fit together");
    assert!(kept == page, "{} is stale: run `make generate`", file.display());
}

#[tokio::test]
async fn every_column_is_classified() {
    let file = root().join("migrations/classification.toml");
    let text = fs::read_to_string(&file).unwrap_or_else(|error| panic!("{}: {error}", file.display()));
    let mut classified = std::collections::BTreeSet::new();
    let mut table = "";
    for line in text.lines().map(str::trim).filter(|line| !line.is_empty() && !line.starts_with('#')) {
        if let Some(name) = line.strip_prefix('[') {
            table = name.trim_end_matches(']');
            continue;
        }
        let (column, class) = line.split_once(" = ").unwrap_or_else(|| panic!("{line}"));
        assert!(["\"open\"", "\"staff\"", "\"person\"", "\"secret\""].contains(&class), "{table}: {line}");
        assert!(classified.insert(format!("{table}.{column}")), "{table}.{column} stands twice");
    }
    let city = renrakucho_tests::City::new().await;
    let mut columns = std::collections::BTreeSet::new();
    for (name, pool) in [("main", city.sql.clone()), ("keys", city.keys().await)] {
        let found: Vec<String> = sqlx::query_scalar(
            "select $1 || '.' || table_name || '.' || column_name
             from information_schema.columns join information_schema.tables using (table_schema, table_name)
             where table_schema = 'public' and table_type = 'BASE TABLE' and table_name <> '_sqlx_migrations'",
        )
        .bind(name)
        .fetch_all(&pool)
        .await
        .expect("columns");
        columns.extend(found);
    }
    let differ: Vec<_> = columns.symmetric_difference(&classified).collect();
    assert!(differ.is_empty(), "not classified, or gone: {differ:#?}");
    city.end().await;
}
