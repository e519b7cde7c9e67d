//! The comment above a handler, out of the source: the one place where somebody says in words what a route does.

use std::{fs, path::Path};

use anyhow::{Context, ensure};

/// The comment of a handler that the routing table calls `module::function`.
pub(super) fn of_handler(source: &Path, handler: &str) -> anyhow::Result<String> {
    let (module, function) = handler.rsplit_once("::").context("a handler stands in a module")?;
    let file = format!("{}.rs", module.replace("::", "/"));
    let in_http = source.join("http").join(&file);
    let file = if in_http.exists() { in_http } else { source.join(file) };
    let text = fs::read_to_string(&file).with_context(|| file.display().to_string())?;
    let sentence = comment_above(&text, &format!("pub async fn {function}("));
    sentence.with_context(|| format!("{handler} has no comment in {}", file.display()))
}

fn comment_above(text: &str, head: &str) -> anyhow::Result<String> {
    let lines: Vec<_> = text.lines().map(str::trim).collect();
    let place = lines.iter().position(|line| line.starts_with(head)).with_context(|| format!("no {head}"))?;
    let above = lines[..place].iter().rev().skip_while(|line| line.starts_with("#["));
    let mut comment: Vec<_> = above.map_while(|line| line.strip_prefix("///")).map(str::trim).collect();
    ensure!(!comment.is_empty(), "nothing stands above it");
    comment.reverse();
    Ok(comment.join(" "))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_comment_is_what_stands_directly_above() {
        let text =
            "/// Another.\npub async fn one() {}\n\n/// First line,\n/// second.\n#[attribute]\npub async fn two(\n";
        assert_eq!(comment_above(text, "pub async fn two(").expect("a comment"), "First line, second.");
        assert!(comment_above("\npub async fn two(", "pub async fn two(").is_err());
        assert!(comment_above(text, "pub async fn three(").is_err());
    }
}
