//! What a browser finds in its `HOME`: certificates it trusts and owns
//! (`.pki/nssdb`) and settings (`chromium/Default/Preferences`).
//!
//! Must not: start a browser.

use std::ffi::{OsStr, OsString};
use std::fs::{self, DirBuilder, File};
use std::io::Write;
use std::os::unix::fs::DirBuilderExt;
use std::path::{Path, PathBuf};
use std::process::Stdio;
use std::time::Duration;

use anyhow::{Context, Result, bail, ensure};
use serde_json::{Value, json};
use tokio::process::Command;

use super::{DemoBrowser, installed};

/// How long the browser of a killed attendant may take to notice and leave.
const LAST_BROWSER: Duration = Duration::from_secs(5);

/// A `HOME` that is ready and ours alone as long as this lives.
pub(super) struct Profile {
    home: PathBuf,
    user_data: PathBuf,
    _alone: File,
}

impl Profile {
    pub(super) async fn prepare(browser: &DemoBrowser, search_path: &OsString) -> Result<Self> {
        // The browser looks for everything from its own folder.
        let home = std::path::absolute(&browser.home)?;
        let user_data = home.join("chromium");
        // Cookies, a private key: nobody else's business.
        DirBuilder::new()
            .recursive(true)
            .mode(0o700)
            .create(user_data.join("Default"))
            .with_context(|| format!("cannot create {}", user_data.display()))?;

        let alone = File::create(home.join("lock"))?;
        ensure!(alone.try_lock().is_ok(), "this person's browser is already open; close its window first");
        clear_leftovers(&user_data).await?;
        fill_certificates(&home, browser, search_path).await?;
        write_preferences(&user_data, &browser.device_origins)?;
        Ok(Self { home, user_data, _alone: alone })
    }

    pub(super) fn home(&self) -> &Path {
        &self.home
    }

    pub(super) fn user_data(&self) -> &Path {
        &self.user_data
    }

    /// Chromium talks a lot about things nobody can change. It is kept for the
    /// day it does not start.
    pub(super) fn log(&self) -> Result<Stdio> {
        Ok(File::create(self.home.join("chromium.log"))?.into())
    }

    pub(super) fn last_words(&self) -> String {
        let log = fs::read(self.home.join("chromium.log")).unwrap_or_default();
        let log = String::from_utf8_lossy(&log);
        let mut lines: Vec<_> = log.lines().rev().take(5).collect();
        lines.reverse();
        lines.join("\n")
    }
}

/// We hold the lock, so whatever browser locked this folder is attended by
/// nobody: killed together with its attendant, or just about to leave.
async fn clear_leftovers(user_data: &Path) -> Result<()> {
    let lock = user_data.join("SingletonLock");
    let deadline = tokio::time::Instant::now() + LAST_BROWSER;
    while let Some(pid) = owner(&lock).filter(|pid| uses(*pid, user_data)) {
        if tokio::time::Instant::now() > deadline {
            bail!("process {pid} still uses {}; end it first", user_data.display());
        }
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
    for name in ["SingletonLock", "SingletonSocket", "SingletonCookie"] {
        // Mostly not there. If it stays, Chromium says so better than we could.
        let _ = fs::remove_file(user_data.join(name));
    }
    Ok(())
}

/// The lock is a symbolic link that leads to `host-pid`.
fn owner(lock: &Path) -> Option<u32> {
    let target = fs::read_link(lock).ok()?;
    target.to_str()?.rsplit_once('-')?.1.parse().ok()
}

/// Process ids come round again: it must be a process that names our folder.
fn uses(pid: u32, user_data: &Path) -> bool {
    fs::read(format!("/proc/{pid}/cmdline"))
        .is_ok_and(|arguments| String::from_utf8_lossy(&arguments).contains(&*user_data.to_string_lossy()))
}

/// Made anew each time: quicker to understand than to bring up to date, and no
/// certificate of an earlier city is ever offered.
async fn fill_certificates(home: &Path, browser: &DemoBrowser, search_path: &OsString) -> Result<()> {
    let find = |name: &str| {
        installed(&[name], search_path)
            .with_context(|| format!("{name} is missing. On Debian: apt-get install libnss3-tools"))
    };
    let certutil = find("certutil")?;
    let pk12util = find("pk12util")?;

    let folder = home.join(".pki/nssdb");
    if folder.exists() {
        fs::remove_dir_all(&folder)?;
    }
    fs::create_dir_all(&folder)?;
    let mut database = OsString::from("sql:");
    database.push(&folder);
    let database = database.as_os_str();

    // On a command line, every user of the machine could read the password.
    let mut password = tempfile::NamedTempFile::new_in(home)?;
    password.write_all(browser.device_password.as_bytes())?;

    let new = ["-N", "--empty-password", "-d"].map(OsStr::new);
    run(&certutil, new.into_iter().chain([database])).await?;

    // `C`: trusted to name servers. Not for client certificates, not for mail.
    let trust = ["-A", "-t", "C,,", "-n", "renrakucho-demo", "-i"].map(OsStr::new);
    let authority = [browser.authority_pem.as_os_str(), OsStr::new("-d"), database];
    run(&certutil, trust.into_iter().chain(authority)).await?;

    let own = [
        OsStr::new("-i"),
        browser.device_p12.as_os_str(),
        OsStr::new("-w"),
        password.path().as_os_str(),
        OsStr::new("-K"), // the database's own password: none
        OsStr::new(""),
        OsStr::new("-d"),
        database,
    ];
    run(&pk12util, own).await
}

async fn run<'a>(program: &Path, arguments: impl IntoIterator<Item = &'a OsStr>) -> Result<()> {
    let output = Command::new(program).args(arguments).stdin(Stdio::null()).output().await?;
    ensure!(
        output.status.success(),
        "{} failed: {}",
        program.display(),
        String::from_utf8_lossy(&output.stderr).trim()
    );
    Ok(())
}

fn write_preferences(user_data: &Path, device_origins: &[String]) -> Result<()> {
    let file = user_data.join("Default/Preferences");
    // What the person changed in the browser stays. A file that Chromium could
    // not finish writing is no loss.
    let mut preferences =
        fs::read(&file).ok().and_then(|bytes| serde_json::from_slice(&bytes).ok()).unwrap_or_else(|| json!({}));
    settle(&mut preferences, device_origins);
    fs::write(&file, serde_json::to_vec(&preferences)?).with_context(|| format!("cannot write {}", file.display()))
}

/// Puts our settings over whatever is there.
fn settle(preferences: &mut Value, device_origins: &[String]) {
    // The same setting the policy `AutoSelectCertificateForUrls` fills, but for
    // this profile only. The empty filter means any certificate: there is one.
    let certificates: Value = device_origins
        .iter()
        .map(|origin| {
            let choice = json!({ "setting": { "filters": [{}] } });
            (pattern(origin), choice)
        })
        .collect::<serde_json::Map<_, _>>()
        .into();
    let settings = [
        ("profile.content_settings.exceptions.auto_select_certificate", certificates),
        ("intl.accept_languages", json!("ja,en-US,en")),
        ("intl.selected_languages", json!("ja,en-US,en")),
        ("translate.enabled", json!(false)),
        // No bubble offers to save, to sign in or to restore anything.
        ("credentials_enable_service", json!(false)),
        ("credentials_enable_autosignin", json!(false)),
        ("profile.password_manager_enabled", json!(false)),
        ("autofill.profile_enabled", json!(false)),
        ("autofill.credit_card_enabled", json!(false)),
        ("signin.allowed", json!(false)),
        ("signin.allowed_on_next_startup", json!(false)),
        ("profile.exit_type", json!("Normal")),
        // What is typed into the address bar stays here.
        ("search.suggest_enabled", json!(false)),
        ("safebrowsing.enabled", json!(false)),
        ("alternate_error_pages.enabled", json!(false)),
    ];
    for (path, value) in settings {
        put(preferences, path, value);
    }
}

/// Sets one value, and makes the objects that lead to it.
fn put(preferences: &mut Value, path: &str, value: Value) {
    let mut place = preferences;
    for key in path.split('.') {
        if !place.is_object() {
            *place = json!({});
        }
        place = &mut place[key];
    }
    *place = value;
}

/// An origin in the language of content settings, where a missing port means
/// every port; the second half says on whose pages: on all.
fn pattern(origin: &str) -> String {
    let origin = origin.trim_end_matches('/');
    let host = origin.rsplit('/').next().unwrap_or(origin);
    let port = host.rsplit_once(':').is_some_and(|(_, port)| port.parse::<u16>().is_ok());
    if port { format!("{origin},*") } else { format!("{origin}:443,*") }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_origin_becomes_a_pattern_with_a_port() {
        assert_eq!(pattern("https://localhost:8444"), "https://localhost:8444,*");
        assert_eq!(pattern("https://[::1]:8444/"), "https://[::1]:8444,*");
        assert_eq!(pattern("https://device.example.jp"), "https://device.example.jp:443,*");
    }

    #[test]
    fn settings_replace_ours_and_leave_theirs() {
        let mut preferences = json!({
            "bookmark_bar": { "show_on_all_tabs": true },
            "intl": "not an object",
            "profile": { "name": "X", "content_settings": { "exceptions": {
                "auto_select_certificate": { "https://localhost:1,*": {} },
                "notifications": { "https://localhost:8443,*": { "setting": 1 } },
            } } },
        });
        settle(&mut preferences, &["https://localhost:8444".to_owned()]);
        let exceptions = &preferences["profile"]["content_settings"]["exceptions"];
        assert_eq!(
            exceptions["auto_select_certificate"],
            json!({ "https://localhost:8444,*": { "setting": { "filters": [{}] } } })
        );
        assert_eq!(exceptions["notifications"]["https://localhost:8443,*"]["setting"], 1);
        assert_eq!(preferences["profile"]["name"], "X");
        assert_eq!(preferences["bookmark_bar"]["show_on_all_tabs"], true);
        assert_eq!(preferences["intl"]["accept_languages"], "ja,en-US,en");
    }

    #[tokio::test]
    async fn the_lock_of_a_dead_browser_is_cleared() {
        let dir = tempfile::tempdir().unwrap();
        let lock = dir.path().join("SingletonLock");
        // Alive, but not a browser of this folder: the number came round again.
        std::os::unix::fs::symlink(format!("some-host-{}", std::process::id()), &lock).unwrap();
        assert_eq!(owner(&lock), Some(std::process::id()));
        clear_leftovers(dir.path()).await.unwrap();
        assert!(lock.symlink_metadata().is_err());
    }
}
