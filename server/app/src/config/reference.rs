//! docs/configuration.md: every setting with its meaning, unit, default and variable, made from the comments of
//! `config/default.toml` and from the types that read it. `make generate` writes it; a test says that it is fresh.

use std::{fmt::Write, net::SocketAddr, path::PathBuf};

use anyhow::{Context, bail, ensure};
use ipnet::IpNet;
use secrecy::SecretString;

use super::{
    AllowedKind, Attachments, Audit, Backups, Cases, City, Consent, DEFAULTS, Database, Deletions, Demo, Desk, Devices,
    Disclosure, Exports, Http, Keys, Limits, Live, Log, LogFormat, Mail, People, Redis, Search, SecondPerson, SignIn,
    SmtpTls, Weekday,
};

/// A type that a setting can have.
pub(super) trait Setting {
    /// What stands there, in words.
    const HOLDS: &'static str;
}

macro_rules! holds {
    ($($type:ty: $words:literal),+ $(,)?) => { $(impl Setting for $type { const HOLDS: &'static str = $words; })+ };
}

holds! {
    bool: "`true` or `false`",
    u16: "a number",
    u32: "a number",
    i32: "a number",
    u64: "a number",
    usize: "a number",
    String: "a text",
    SecretString: "a text; secret",
    PathBuf: "a path",
    Vec<String>: "a list of texts",
    Vec<PathBuf>: "a list of paths",
    Vec<SocketAddr>: "a list of addresses with ports",
    Vec<IpNet>: "a list of networks",
    Vec<AllowedKind>: "a list of `browser`, `file`, `managed`",
    Vec<Weekday>: "a list of `monday` … `sunday`",
    SmtpTls: "`tls`, `starttls` or `none`",
    SecondPerson: "`never`, `outside_desk_hours` or `always`",
    LogFormat: "`text` or `json`",
}

/// The sections, in the order of the file.
const SECTIONS: &[(&str, &[(&str, &str)])] = &[
    ("city", City::SETTINGS),
    ("consent", Consent::SETTINGS),
    ("http", Http::SETTINGS),
    ("database", Database::SETTINGS),
    ("keys", Keys::SETTINGS),
    ("redis", Redis::SETTINGS),
    ("sign_in", SignIn::SETTINGS),
    ("people", People::SETTINGS),
    ("desk", Desk::SETTINGS),
    ("cases", Cases::SETTINGS),
    ("attachments", Attachments::SETTINGS),
    ("exports", Exports::SETTINGS),
    ("search", Search::SETTINGS),
    ("disclosure", Disclosure::SETTINGS),
    ("devices", Devices::SETTINGS),
    ("live", Live::SETTINGS),
    ("limits", Limits::SETTINGS),
    ("mail", Mail::SETTINGS),
    ("audit", Audit::SETTINGS),
    ("deletions", Deletions::SETTINGS),
    ("backups", Backups::SETTINGS),
    ("log", Log::SETTINGS),
    ("demo", Demo::SETTINGS),
];

/// The unit of a number, which is a part of its name.
fn unit(key: &str) -> Option<&'static str> {
    let units = [
        ("_ms", "milliseconds"),
        ("_seconds", "seconds"),
        ("_days", "days"),
        ("_bytes", "bytes"),
        ("_pixels", "pixels"),
        ("_per_second", "per second"),
        ("_per_second_per_address", "per second and address"),
        ("_per_hour_per_address", "per hour and address"),
        ("_per_second_per_account", "per second and account"),
    ];
    units.iter().rev().find(|(ending, _)| key.ends_with(ending)).map(|(_, unit)| *unit)
}

/// A key with what stands above it.
#[derive(PartialEq, Eq, Debug)]
struct Line<'a> {
    key: &'a str,
    default: &'a str,
    comment: String,
}

/// A section with what introduces it.
#[derive(PartialEq, Eq, Debug)]
struct Section<'a> {
    name: &'a str,
    introduction: String,
    lines: Vec<Line<'a>>,
}

/// Reads a file of defaults. Complains about a key without a comment of its own.
fn read(text: &str) -> anyhow::Result<Vec<Section<'_>>> {
    let mut sections: Vec<Section<'_>> = Vec::new();
    let mut comment: Vec<&str> = Vec::new();
    let mut inside_list = false;
    for line in text.lines().map(str::trim) {
        // The items of a list over several lines are read in the file itself.
        if inside_list {
            inside_list = line != "]";
            continue;
        }
        if let Some(name) = line.strip_prefix('[').and_then(|rest| rest.strip_suffix(']')) {
            // What stands above the first section is about the file.
            comment.clear();
            sections.push(Section { name, introduction: String::new(), lines: Vec::new() });
        } else if line == "#" {
            if let Some(section) = sections.last_mut().filter(|section| section.lines.is_empty()) {
                section.introduction = comment.join(" ");
            }
            comment.clear();
        } else if let Some(words) = line.strip_prefix("# ") {
            comment.push(words);
        } else if let Some((key, default)) = line.split_once(" = ") {
            let section = sections.last_mut().context("a key before the first section")?;
            inside_list = default == "[";
            let default = if inside_list { "[…]" } else { default };
            ensure!(!comment.is_empty(), "{}.{key} has no comment of its own", section.name);
            section.lines.push(Line { key, default, comment: comment.join(" ") });
            comment.clear();
        } else {
            ensure!(line.is_empty() && comment.is_empty() || sections.is_empty(), "what is this: {line:?} {comment:?}");
        }
    }
    Ok(sections)
}

/// The whole page.
pub fn page() -> anyhow::Result<String> {
    page_of(DEFAULTS)
}

fn page_of(defaults: &str) -> anyhow::Result<String> {
    let mut page = String::from(
        "# Configuration\n\n\
         <!-- Generated from config/default.toml and server/app/src/config.rs by `make generate`. Do not edit. -->\n\n\
         Every setting. The defaults are compiled in (`renrakucho config defaults` prints them); a file overrides them\n\
         (`--config FILE`, or `RENRAKUCHO_CONFIG`), and the environment overrides both, by the variable that stands\n\
         beside the setting: lists as TOML, `[\"a\", \"b\"]`. An unknown key is an error that names it. An empty default is\n\
         either to be set or stands for *none*; `renrakucho config check` says which must be set.\n",
    );
    let sections = read(defaults)?;
    for (name, settings) in SECTIONS {
        let section = sections.iter().find(|section| section.name == *name);
        let section = section.with_context(|| format!("[{name}] is missing in config/default.toml"))?;
        write!(page, "\n## `[{name}]`\n\n")?;
        if !section.introduction.is_empty() {
            write!(page, "{}\n\n", section.introduction)?;
        }
        page.push_str("| setting | holds | default | variable |\n|---|---|---|---|\n");
        for line in &section.lines {
            let key = line.key;
            let found = settings.iter().find(|(known, _)| *known == key);
            let (_, holds) = found.with_context(|| format!("{name}.{key} is read by nothing"))?;
            let holds = unit(key).map_or_else(|| (*holds).to_owned(), |unit| format!("{holds}, {unit}"));
            let default =
                if matches!(line.default, "\"\"" | "[]") { "–".into() } else { format!("`{}`", line.default) };
            let variable = format!("RENRAKUCHO__{}__{}", name.to_uppercase(), key.to_uppercase());
            let meaning = line.comment.replace('|', "\\|");
            writeln!(page, "| **`{key}`** <br> {meaning} | {holds} | {default} | `{variable}` |")?;
        }
        if let Some((key, _)) = settings.iter().find(|(key, _)| section.lines.iter().all(|line| line.key != *key)) {
            bail!("{name}.{key} is missing in config/default.toml");
        }
    }
    if let Some(section) = sections.iter().find(|section| SECTIONS.iter().all(|(name, _)| *name != section.name)) {
        bail!("[{}] is not among the sections of config/reference.rs", section.name);
    }
    Ok(page)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_setting_has_its_own_comment_and_stands_in_the_types() {
        let page = page().expect("the file and the types fit together");
        assert!(page.contains("RENRAKUCHO__LIMITS__GREETING_MS"), "{page}");
        assert!(page.contains("| a number, milliseconds | `10000` |"), "{page}");
        let complains = |from: &str, to: &str, about: &str| {
            assert!(DEFAULTS.contains(from), "{from}");
            let error = page_of(&DEFAULTS.replacen(from, to, 1)).expect_err("it does not fit").to_string();
            assert!(error.contains(about), "{error}");
        };
        complains("# Port of the demo's main host.\n", "", "demo.main_port has no comment");
        complains("greeting_ms", "greeting", "limits.greeting is read by nothing");
        complains("# Port of the mailbox that shows its mails.\nmail_port = 8445\n", "", "demo.mail_port is missing");
        complains("[demo]", "[surprise]", "[demo] is missing");
        complains("[demo]", "[surprise]\n[demo]", "[surprise] is not among");
    }

    #[test]
    fn words_that_a_setting_may_have_are_the_words_that_are_read() {
        for (holds, key) in [
            (SmtpTls::HOLDS, "mail.tls"),
            (LogFormat::HOLDS, "log.format"),
            (SecondPerson::HOLDS, "people.second_person"),
            (Vec::<AllowedKind>::HOLDS, "devices.kinds"),
        ] {
            for word in holds.split('`').skip(1).step_by(2) {
                use figment::providers::{Format, Toml};
                let (section, key) = key.split_once('.').expect("a section");
                let value = if key == "kinds" { format!("[\"{word}\"]") } else { format!("\"{word}\"") };
                let figment = figment::Figment::from(Toml::string(DEFAULTS))
                    .merge(Toml::string(&format!("[{section}]\n{key} = {value}")));
                figment.extract::<super::super::Config>().unwrap_or_else(|error| panic!("{word}: {error}"));
            }
        }
    }
}
