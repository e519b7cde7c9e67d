//! A Chromium that belongs to one person of the demo city, so that a newcomer
//! is inside with one command.
//!
//! It has its own `HOME`, which carries what a real device would carry: our
//! certificate authority, the person's device certificate and their settings.
//! The passkey cannot lie in a file (the browser takes it from the operating
//! system), so we stay attached over the `DevTools` pipe and give every page a
//! virtual authenticator that holds it.
//!
//! Not chosen: a policy file (machine-wide, and needs root), ignoring
//! certificate errors (a newcomer should see the real thing work) and a
//! debugging port (any other user of the machine could take the browser over).
//!
//! Must not: speak to the server or to the database. All it knows is handed in.

mod devtools;
mod keyring;
mod profile;

use std::ffi::OsString;
use std::os::unix::fs::{MetadataExt, PermissionsExt};
use std::path::{Path, PathBuf};
use std::process::{ExitStatus, Stdio};
use std::time::Duration;

use anyhow::{Context, Result, bail, ensure};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use command_fds::{CommandFdExt, FdMapping};
use serde_json::{Value, json};
use tokio::process::{Child, Command};
use tokio::signal::unix::{SignalKind, signal};
use tokio::time::{Instant, sleep_until, timeout};

use self::devtools::{BrowserEnds, DevTools, Event, Events};
use self::keyring::Keyring;
use self::profile::Profile;

/// In the order we like them: Debian's own first; Ubuntu's `chromium-browser`
/// last, because there it may be a snap, which cannot see our `HOME`.
const CHROMIUM: [&str; 4] = ["chromium", "google-chrome", "google-chrome-stable", "chromium-browser"];

/// How long a browser may take to leave before we end it.
const FAREWELL: Duration = Duration::from_secs(5);
/// How long a picture may take, with a cold disk and a busy machine.
const PICTURE: Duration = Duration::from_mins(1);
/// What a page may still do after its `load` event before the picture is taken.
const SETTLE: Duration = Duration::from_secs(1);

/// Everything one person's browser is made of.
pub struct DemoBrowser {
    /// The browser's own `HOME`; made if it is not there.
    pub home: PathBuf,
    /// The authority that signed the server's certificates, PEM.
    pub authority_pem: PathBuf,
    /// The device certificate with its key, PKCS#12.
    pub device_p12: PathBuf,
    /// What the PKCS#12 file is locked with.
    pub device_password: String,
    /// The passkey, JSON: `{"rp_id", "credential_id", "user_handle", "private_key"}`.
    pub passkey: PathBuf,
    /// Where the passkey's counter starts. It must not be below what the server
    /// saw last; unix seconds never are, at less than one sign-in a second.
    pub first_sign_count: u32,
    /// Where the first page goes.
    pub start_url: String,
    /// Main origins, named when someone has to forward the ports.
    pub origins: Vec<String>,
    /// Origins that get the device certificate without a question.
    pub device_origins: Vec<String>,
    /// A phone's size and touch screen instead of a desktop window.
    pub phone: bool,
    /// No window at all.
    pub headless: bool,
    /// Headless only: a PNG of the start page, then the end.
    pub screenshot: Option<PathBuf>,
}

/// Opens the browser and stays until its last window is closed, until Ctrl-C,
/// or until the picture is taken.
pub async fn open(browser: DemoBrowser) -> Result<()> {
    let search_path = std::env::var_os("PATH").unwrap_or_default();
    let Some(chromium) = installed(&CHROMIUM, &search_path) else {
        bail!("Chromium is missing. On Debian: apt-get install chromium");
    };
    ensure!(
        browser.screenshot.is_none() || browser.headless,
        "--screenshot is for --headless: with a window, look at the window"
    );
    ensure!(browser.headless || has_display(|name| std::env::var_os(name)), no_display(&browser));

    let profile = Profile::prepare(&browser, &search_path).await?;
    let keyring = Keyring::read(&browser.passkey, browser.first_sign_count)?;
    // First of all signals: one that comes while the browser starts must not
    // leave it behind.
    let interrupted = interruption()?;
    let (devtools, events, ends) = devtools::connect()?;
    let mut child = start(&chromium, &browser, &profile, ends)?;

    let attendance = Attendance { browser: &browser, devtools: &devtools, keyring, first_page: None, picture_at: None };
    let (outcome, interrupted) = tokio::select! {
        outcome = attendance.attend(events) => (outcome, false),
        () = interrupted => (Ok(()), true),
    };
    let status = say_goodbye(&devtools, &mut child).await;
    match outcome {
        Ok(()) if interrupted || status.is_none_or(|status| status.success()) => Ok(()),
        Ok(()) => bail!("Chromium ended unexpectedly; its last words:\n{}", profile.last_words()),
        Err(error) => Err(error),
    }
}

/// What is going on between us and the running browser.
struct Attendance<'a> {
    browser: &'a DemoBrowser,
    devtools: &'a DevTools,
    keyring: Keyring,
    /// The session of the page the browser came with.
    first_page: Option<String>,
    picture_at: Option<Instant>,
}

impl Attendance<'_> {
    /// Ends when the browser closes the pipe, or after the picture.
    async fn attend(mut self, events: Events) -> Result<()> {
        if self.browser.screenshot.is_some() {
            timeout(PICTURE, self.follow(events)).await.context("the page did not finish loading")?
        } else {
            self.follow(events).await
        }
    }

    async fn follow(&mut self, mut events: Events) -> Result<()> {
        // Every page stops before its first script until it has the passkey.
        // Other targets (service workers) stay alone: no passkey is asked there.
        let attach = json!({
            "autoAttach": true, "waitForDebuggerOnStart": true, "flatten": true,
            "filter": [{ "type": "page" }],
        });
        self.devtools.send(None, "Target.setAutoAttach", &attach).await?;

        loop {
            let picture = self.picture_at;
            let event = tokio::select! {
                event = events.recv() => event,
                () = sleep_until(picture.unwrap_or_else(Instant::now)), if picture.is_some() => {
                    return self.take_picture().await;
                }
            };
            let Some(event) = event else { return Ok(()) };
            self.answer(&event).await?;
        }
    }

    async fn answer(&mut self, event: &Event) -> Result<()> {
        let session = event.session.as_deref();
        match event.method.as_str() {
            "Target.attachedToTarget" => {
                let Some(page) = event.params["sessionId"].as_str() else {
                    return Ok(());
                };
                let welcome = self.welcome(page).await;
                if self.first_page.is_none() {
                    welcome?;
                    self.first_page = Some(page.to_owned());
                    self.enter(page).await?;
                } else if let Err(error) = welcome {
                    // A page may close in the middle of its own welcome. That
                    // is its business; the other pages go on.
                    tracing::debug!(%error, "a page left before it had its passkey");
                }
            }
            "Target.detachedFromTarget" => {
                if let Some(page) = event.params["sessionId"].as_str() {
                    self.keyring.forget_page(page);
                }
            }
            "WebAuthn.credentialAdded" | "WebAuthn.credentialAsserted" => {
                if let Some(page) = session {
                    self.share(page, &event.params["credential"]).await?;
                }
            }
            "Page.loadEventFired" if session == self.first_page.as_deref() => {
                // Moves on with every redirecting page that loads.
                self.picture_at = Some(Instant::now() + SETTLE);
            }
            _ => {}
        }
        Ok(())
    }

    /// Gives a page its size and its authenticator, and lets it run.
    async fn welcome(&mut self, page: &str) -> Result<()> {
        if let Some(metrics) = screen(self.browser.phone, self.browser.headless) {
            self.devtools.send(Some(page), "Emulation.setDeviceMetricsOverride", &metrics).await?;
        }
        if self.browser.phone {
            self.devtools
                .send(
                    Some(page),
                    "Emulation.setTouchEmulationEnabled",
                    &json!({ "enabled": true, "maxTouchPoints": 5 }),
                )
                .await?;
        }
        self.devtools.send(Some(page), "WebAuthn.enable", &json!({ "enableUI": false })).await?;
        let made = self
            .devtools
            .call(
                Some(page),
                "WebAuthn.addVirtualAuthenticator",
                &json!({ "options": {
                    "protocol": "ctap2", "ctap2Version": "ctap2_1", "transport": "internal",
                    "hasResidentKey": true, "hasUserVerification": true,
                    "isUserVerified": true, "automaticPresenceSimulation": true,
                } }),
            )
            .await?;
        let authenticator = made["authenticatorId"].as_str().context("the browser made no authenticator")?;
        for command in self.keyring.meet_page(page, authenticator) {
            self.devtools
                .call(Some(page), "WebAuthn.addCredential", &command)
                .await
                .context("the browser does not take the passkey")?;
        }
        self.devtools.send(Some(page), "Runtime.runIfWaitingForDebugger", &json!({})).await
    }

    /// Goes to the start page: only now, when its passkey is in place.
    async fn enter(&self, page: &str) -> Result<()> {
        let destination = json!({ "url": self.browser.start_url });
        if self.browser.screenshot.is_none() {
            // Whoever looks at the window sees what became of it.
            return self.devtools.send(Some(page), "Page.navigate", &destination).await;
        }
        self.devtools.send(Some(page), "Page.enable", &json!({})).await?;
        let arrival = self.devtools.call(Some(page), "Page.navigate", &destination).await?;
        if let Some(reason) = arrival["errorText"].as_str() {
            bail!("{} cannot be opened: {reason}", self.browser.start_url);
        }
        Ok(())
    }

    /// One authenticator per page means one counter per page. What one page
    /// used, the others must not use again: the server would see a counter go
    /// back and take the passkey for a copy.
    async fn share(&mut self, page: &str, credential: &Value) -> Result<()> {
        for (other, method, command) in self.keyring.learn(page, credential) {
            self.devtools.send(Some(&other), method, &command).await?;
        }
        Ok(())
    }

    async fn take_picture(&self) -> Result<()> {
        let (Some(page), Some(file)) = (&self.first_page, &self.browser.screenshot) else {
            return Ok(());
        };
        let shot = self.devtools.call(Some(page), "Page.captureScreenshot", &json!({ "format": "png" })).await?;
        let png = STANDARD.decode(shot["data"].as_str().context("the browser took no picture")?)?;
        tokio::fs::write(file, png).await.with_context(|| format!("cannot write {}", file.display()))
    }
}

fn start(chromium: &Path, browser: &DemoBrowser, profile: &Profile, ends: BrowserEnds) -> Result<Child> {
    let mut command = Command::new(chromium);
    command
        .args(arguments(browser, profile.user_data(), is_root()))
        .env("HOME", profile.home())
        .env("LANG", "ja_JP.UTF-8")
        .env("LANGUAGE", "ja:en")
        // They would lead out of our HOME again.
        .env_remove("XDG_CONFIG_HOME")
        .env_remove("XDG_CACHE_HOME")
        .env_remove("XDG_DATA_HOME")
        .env_remove("LC_ALL")
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(profile.log()?)
        // Ctrl-C in the terminal is for us; we then close the browser in order.
        .process_group(0)
        .kill_on_drop(true);
    // The cookie that opens the X server (`ssh -X`) lies in the *real* HOME.
    if std::env::var_os("XAUTHORITY").is_none()
        && let Some(home) = std::env::var_os("HOME")
    {
        command.env("XAUTHORITY", Path::new(&home).join(".Xauthority"));
    }
    command.fd_mappings(vec![
        FdMapping { parent_fd: ends.commands, child_fd: 3 },
        FdMapping { parent_fd: ends.messages, child_fd: 4 },
    ])?;
    // `command` owns our copies of the browser's ends and dies here with them;
    // otherwise the pipe would never report that the browser is gone.
    command.spawn().with_context(|| format!("cannot start {}", chromium.display()))
}

fn arguments(browser: &DemoBrowser, user_data: &Path, root: bool) -> Vec<OsString> {
    let (width, height) = size(browser.phone);
    let mut user_data_dir = OsString::from("--user-data-dir=");
    user_data_dir.push(user_data);
    let mut arguments = vec![
        user_data_dir,
        "--remote-debugging-pipe".into(),
        format!("--window-size={width},{height}").into(),
        "--lang=ja".into(),
        "--no-first-run".into(),
        "--no-default-browser-check".into(),
        "--hide-crash-restore-bubble".into(),
        "--disable-search-engine-choice-screen".into(),
        // Nothing of a demo goes out to anyone.
        "--disable-sync".into(),
        "--disable-background-networking".into(),
        "--disable-component-update".into(),
        "--disable-domain-reliability".into(),
        "--disable-breakpad".into(),
        // Otherwise it asks to unlock the desktop's keyring.
        "--password-store=basic".into(),
        // A prerendered page would swap itself in without its authenticator.
        "--disable-features=Prerender2,Translate,MediaRouter,OptimizationHints".into(),
    ];
    if browser.headless {
        arguments.push("--headless".into());
    }
    if root {
        // Chromium refuses to sandbox as root. `--test-type` only takes away
        // the yellow bar which says so on every page.
        arguments.push("--no-sandbox".into());
        arguments.push("--test-type".into());
    }
    if browser.phone && !browser.headless {
        // A window without tabs and address bar, which leave no room on a
        // phone. It starts empty, as `about:blank` does in the other case: the
        // start page must not run before its passkey is there. (`about:blank`
        // itself is not accepted here.)
        arguments.push("--app=data:text/html,".into());
    } else {
        arguments.push("about:blank".into());
    }
    arguments
}

fn size(phone: bool) -> (u16, u16) {
    if phone { (390, 844) } else { (1280, 800) }
}

/// A desktop window is as large as its owner makes it. A phone is a phone, and
/// a picture has the size it was asked for, whatever the frame would take off.
fn screen(phone: bool, headless: bool) -> Option<Value> {
    let (width, height) = size(phone);
    (phone || headless).then(|| json!({ "width": width, "height": height, "deviceScaleFactor": 0, "mobile": phone }))
}

/// Asks the browser to leave, and ends it if it does not.
async fn say_goodbye(devtools: &DevTools, child: &mut Child) -> Option<ExitStatus> {
    // It may be gone already; then there is nobody to tell.
    let _ = devtools.send(None, "Browser.close", &json!({})).await;
    if let Ok(status) = timeout(FAREWELL, child.wait()).await {
        return status.ok();
    }
    // Not the exit status: what we did to it is not its fault.
    let _ = child.kill().await;
    None
}

/// Completes when someone wants us to stop: Ctrl-C, `kill`, a closed terminal.
fn interruption() -> Result<impl Future<Output = ()>> {
    let mut interrupt = signal(SignalKind::interrupt())?;
    let mut terminate = signal(SignalKind::terminate())?;
    let mut hangup = signal(SignalKind::hangup())?;
    Ok(async move {
        tokio::select! {
            _ = interrupt.recv() => {}
            _ = terminate.recv() => {}
            _ = hangup.recv() => {}
        }
    })
}

fn is_root() -> bool {
    std::fs::metadata("/proc/self").is_ok_and(|me| me.uid() == 0)
}

fn has_display(variable: impl Fn(&str) -> Option<OsString>) -> bool {
    ["DISPLAY", "WAYLAND_DISPLAY"].into_iter().any(|name| variable(name).is_some_and(|value| !value.is_empty()))
}

fn no_display(browser: &DemoBrowser) -> String {
    let forwards = browser
        .origins
        .iter()
        .chain(&browser.device_origins)
        .filter_map(|origin| origin.rsplit_once(':'))
        .map(|(_, port)| format!("-L {port}:localhost:{port}"))
        .collect::<Vec<_>>()
        .join(" ");
    format!(
        "there is no screen here (DISPLAY and WAYLAND_DISPLAY are not set). One of these helps:
  - run this on a machine with a screen
  - come with a screen of your own:       ssh -X …
  - open it on your own machine:          ssh {forwards} …
    and bring that browser inside with    renrakucho demo enrol <account>
  - only look, without a screen:          add --headless --screenshot FILE"
    )
}

/// The first of `names` that is an executable on the search path.
fn installed(names: &[&str], search_path: &OsString) -> Option<PathBuf> {
    names
        .iter()
        .flat_map(|name| std::env::split_paths(search_path).map(move |dir| dir.join(name)))
        .find(|file| file.metadata().is_ok_and(|meta| meta.is_file() && meta.permissions().mode() & 0o111 != 0))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn nurse() -> DemoBrowser {
        DemoBrowser {
            home: "/city/nurse".into(),
            authority_pem: "/city/authority.pem".into(),
            device_p12: "/city/nurse.p12".into(),
            device_password: "secret".into(),
            passkey: "/city/nurse.json".into(),
            first_sign_count: 1_700_000_000,
            start_url: "https://localhost:8443/".into(),
            origins: vec!["https://localhost:8443".into()],
            device_origins: vec!["https://localhost:8444".into()],
            phone: false,
            headless: false,
            screenshot: None,
        }
    }

    fn has(arguments: &[OsString], argument: &str) -> bool {
        arguments.iter().any(|given| given == argument)
    }

    #[test]
    fn only_root_goes_without_the_sandbox() {
        let user_data = Path::new("/city/nurse/chromium");
        assert!(!has(&arguments(&nurse(), user_data, false), "--no-sandbox"));
        assert!(has(&arguments(&nurse(), user_data, true), "--no-sandbox"));
    }

    #[test]
    fn certificate_errors_are_never_ignored() {
        for root in [false, true] {
            let arguments = arguments(&nurse(), Path::new("/u"), root);
            assert!(
                !arguments.iter().any(|argument| { argument.to_string_lossy().contains("ignore-certificate-errors") })
            );
        }
    }

    #[test]
    fn nothing_opens_before_the_passkey_is_there() {
        for phone in [false, true] {
            let browser = DemoBrowser { phone, ..nurse() };
            let arguments = arguments(&browser, Path::new("/u"), false);
            assert!(!arguments.iter().any(|argument| argument.to_string_lossy().contains("localhost")));
        }
    }

    #[test]
    fn a_phone_is_a_window_without_tabs() {
        let phone = DemoBrowser { phone: true, ..nurse() };
        let arguments = arguments(&phone, Path::new("/u"), false);
        assert!(has(&arguments, "--window-size=390,844"));
        assert!(has(&arguments, "--app=data:text/html,"));
        assert_eq!(screen(true, false).unwrap()["mobile"], true);
        assert_eq!(screen(false, false), None);
    }

    #[test]
    fn an_empty_display_is_no_display() {
        assert!(!has_display(|_| None));
        assert!(!has_display(|_| Some(OsString::new())));
        assert!(has_display(|name| (name == "WAYLAND_DISPLAY").then(|| "wayland-0".into())));
    }

    #[test]
    fn without_a_screen_the_ports_to_forward_are_named() {
        assert!(no_display(&nurse()).contains("-L 8443:localhost:8443 -L 8444:localhost:8444"));
    }

    #[test]
    fn what_is_not_executable_is_not_installed() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().as_os_str().to_owned();
        let file = dir.path().join("chromium");
        std::fs::write(&file, "").unwrap();
        assert_eq!(installed(&["chromium"], &path), None);
        std::fs::set_permissions(&file, PermissionsExt::from_mode(0o755)).unwrap();
        assert_eq!(installed(&["other", "chromium"], &path), Some(file));
    }
}
