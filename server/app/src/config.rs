//! Configuration: `config/default.toml` is compiled in and complete; a file and the environment override it.
//!
//! `RENRAKUCHO__DATABASE__URL` overrides `database.url`. An unknown key is an error that names it. Secrets are read from
//! files, or from the environment, and never printed.

mod check;
pub mod reference;

use std::{
    net::SocketAddr,
    path::{Path, PathBuf},
};

use anyhow::{Context, bail, ensure};
use figment::{
    Figment,
    providers::{Env, Format, Toml},
};
use ipnet::IpNet;
use renrakucho_domain::{certificate::DeviceKind, session::Patience};
use renrakucho_protocol::vocabulary;
use secrecy::SecretString;
use serde::Deserialize;

/// The compiled-in defaults; this file *is* the reference.
pub const DEFAULTS: &str = include_str!("../../../config/default.toml");

/// Everything.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Config {
    /// See `config/default.toml`; so everywhere below.
    pub city: City,
    #[expect(missing_docs, reason = "documented in config/default.toml")]
    pub consent: Consent,
    #[expect(missing_docs, reason = "documented in config/default.toml")]
    pub http: Http,
    #[expect(missing_docs, reason = "documented in config/default.toml")]
    pub database: Database,
    #[expect(missing_docs, reason = "documented in config/default.toml")]
    pub keys: Keys,
    #[expect(missing_docs, reason = "documented in config/default.toml")]
    pub redis: Redis,
    #[expect(missing_docs, reason = "documented in config/default.toml")]
    pub sign_in: SignIn,
    #[expect(missing_docs, reason = "documented in config/default.toml")]
    pub people: People,
    #[expect(missing_docs, reason = "documented in config/default.toml")]
    pub desk: Desk,
    #[expect(missing_docs, reason = "documented in config/default.toml")]
    pub cases: Cases,
    #[expect(missing_docs, reason = "documented in config/default.toml")]
    pub attachments: Attachments,
    /// What leaves the system.
    pub exports: Exports,
    /// How a room is searched.
    pub search: Search,
    /// What is disclosed by law.
    pub disclosure: Disclosure,
    #[expect(missing_docs, reason = "documented in config/default.toml")]
    pub devices: Devices,
    #[expect(missing_docs, reason = "documented in config/default.toml")]
    pub live: Live,
    #[expect(missing_docs, reason = "documented in config/default.toml")]
    pub limits: Limits,
    #[expect(missing_docs, reason = "documented in config/default.toml")]
    pub mail: Mail,
    #[expect(missing_docs, reason = "documented in config/default.toml")]
    pub audit: Audit,
    /// What is over, outside both databases.
    pub deletions: Deletions,
    /// How long backups are kept, which the server does not make itself.
    pub backups: Backups,
    #[expect(missing_docs, reason = "documented in config/default.toml")]
    pub log: Log,
    #[expect(missing_docs, reason = "documented in config/default.toml")]
    pub demo: Demo,
}

macro_rules! section {
    ($name:ident { $($field:ident: $type:ty),+ $(,)? }) => {
        /// A section of `config/default.toml`, where every key is explained.
        #[derive(Clone, Debug, Deserialize)]
        #[serde(deny_unknown_fields)]
        #[expect(missing_docs, reason = "documented in config/default.toml")]
        pub struct $name { $(pub $field: $type),+ }

        impl $name {
            /// The keys of this section, each with what it holds.
            const SETTINGS: &'static [(&'static str, &'static str)] = &[$((stringify!($field), <$type as reference::Setting>::HOLDS)),+];
        }
    };
}

section!(City { name: String, service_name: String, purpose: String });
section!(Consent {
    form_version: String,
    form_title: String,
    form_statements: Vec<String>,
    own_consent_age: u16,
    own_consent_lead_days: u16,
});
section!(Http {
    listen: Vec<SocketAddr>,
    device_listen: Vec<SocketAddr>,
    origins: Vec<String>,
    device_origin: String,
    rp_id: String,
    certificate: PathBuf,
    key: PathBuf,
    device_certificate: PathBuf,
    device_key: PathBuf,
    device_authority: PathBuf,
    trusted_proxies: Vec<IpNet>,
    max_connections: usize,
    max_connections_per_address: usize,
    handshake_ms: u64,
    header_ms: u64,
    body_ms: u64,
    idle_ms: u64,
});
section!(Database { url: SecretString, url_file: PathBuf, owner_url: SecretString, connections: u32, writers: u32 });
section!(Keys {
    url: SecretString,
    url_file: PathBuf,
    owner_url: SecretString,
    connections: u32,
    master_key_file: PathBuf,
    other_master_key_files: Vec<PathBuf>,
    epoch_file: PathBuf,
    backup_command: Vec<String>,
    backup_seconds: u32,
});

impl Keys {
    /// Where the epoch key is: beside the master key, if nothing else is said.
    pub fn epoch_file(&self) -> PathBuf {
        if self.epoch_file.as_os_str().is_empty() {
            self.master_key_file.with_file_name("epoch.key")
        } else {
            self.epoch_file.clone()
        }
    }
}
section!(Redis { url: SecretString });
section!(SignIn {
    attempt_seconds: i32,
    session_seconds: i32,
    proof_seconds: u32,
    step_up_seconds: u32,
    idle_seconds: u32,
    shared_idle_seconds: u32,
    enrolment_seconds: i32,
});
section!(People {
    facility_issues_ids: bool,
    sheet_code_seconds: i32,
    screen_code_seconds: i32,
    second_person: SecondPerson,
    second_person_seconds: i32,
    import_rows: usize,
    dormant_days: u32,
    open_proposals: u16,
    proposal_days: u16,
    ended_room_days: u16,
    appointment_days: u16,
});
section!(Desk {
    days: Vec<Weekday>,
    opens: String,
    closes: String,
    closed_days: Vec<String>,
    holidays_file: PathBuf,
});
section!(Cases {
    facility_application_days: u32,
    facility_change_days: u32,
    quarterly_review_days: u32,
    acceptance_reasons: Vec<String>,
    refusal_reasons: Vec<String>,
    seen_reasons: Vec<String>,
    loss_days: u32,
    loss_revocation_reasons: Vec<String>,
    loss_restoration_reasons: Vec<String>,
    two_places_days: u32,
    two_places_suspension_reasons: Vec<String>,
    two_places_harmless_reasons: Vec<String>,
    proxy_days: u32,
    proxy_confirmation_reasons: Vec<String>,
    proxy_restoration_reasons: Vec<String>,
    erasure_days: u32,
    erasure_reasons: Vec<String>,
    erasure_refusal_reasons: Vec<String>,
    exceptional_use_application_days: u32,
    exceptional_use_recommendation_reasons: Vec<String>,
    exceptional_use_application_refusal_reasons: Vec<String>,
    exceptional_use_days: u32,
    exceptional_use_longest_days: u32,
    exceptional_use_reasons: Vec<String>,
    exceptional_use_refusal_reasons: Vec<String>,
    exceptional_use_review_days: u32,
    exceptional_use_review_reasons: Vec<String>,
    exceptional_use_ending_reasons: Vec<String>,
    residence_review_days: u32,
    residence_review_reasons: Vec<String>,
    residence_ending_reasons: Vec<String>,
    own_consent_reasons: Vec<String>,
    own_consent_by_proxy_reasons: Vec<String>,
    own_consent_signed_reason: String,
    disclosure_request_days: u32,
    disclosure_request_reasons: Vec<String>,
    disclosure_request_refusal_reasons: Vec<String>,
    entry_erasure_request_days: u32,
    entry_erasure_proposal_reasons: Vec<String>,
    entry_erasure_request_refusal_reasons: Vec<String>,
    entry_erasure_days: u32,
    entry_erasure_reasons: Vec<String>,
    entry_erasure_refusal_reasons: Vec<String>,
});
section!(Attachments {
    file_bytes: usize,
    files_per_case: usize,
    picture_pixels: u64,
    upload_ms: u64,
    uploads_at_once: usize,
    checks_at_once: usize,
    scanner: Vec<String>,
    scanner_ms: u64,
});
section!(Exports { per_day: u32, notice: String });
section!(Search { work_ms: u64, found: usize });
section!(Disclosure { unsealed_hours: u16 });
section!(Devices { kinds: Vec<AllowedKind>, authority_key: PathBuf, renewal_days: u32 });
section!(Live {
    heartbeat_ms: u32,
    outbox_bytes: usize,
    outbox_ms: u64,
    heads_ms: u64,
    heads_away_ms: u64,
    revocations_ms: u64,
    hold_ms: u64,
    hold_margin_ms: u64,
    sockets_per_account: usize,
    posts_waiting: usize,
    posts_waiting_bytes: usize,
    frames_per_second: u32,
});
section!(Limits {
    handshakes_per_second_per_address: u32,
    handshakes_at_once: usize,
    half_open_handshakes: usize,
    half_open_handshakes_per_address: usize,
    requests_per_second_per_address: u32,
    files_per_second_per_address: u32,
    sign_in_steps_per_second_per_address: u32,
    applications_per_hour_per_address: u32,
    requests_per_second_per_account: u32,
    frames_per_second_per_account: u32,
    greetings_at_once: usize,
    greeting_ms: u64,
});
section!(Mail {
    smtp: String,
    tls: SmtpTls,
    authority: PathBuf,
    username: String,
    password_file: PathBuf,
    from: String,
    hold_seconds: i32,
    poll_ms: u64,
    lease_seconds: i32,
    timeout_ms: u64,
});
section!(Deletions { journal_file: PathBuf });
section!(Backups { keep_days: u32 });
section!(Audit {
    checkpoint_file: PathBuf,
    link_ms: u64,
    checkpoint_seconds: u64,
    walk_again_seconds: u64,
    strangers_seconds: u64,
    strangers_addresses: usize,
});
section!(Log { filter: String, format: LogFormat });
section!(Demo { enabled: bool, main_port: u16, device_port: u16, mail_port: u16 });

/// A kind of device as the configuration writes it.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct AllowedKind(pub DeviceKind);

impl<'de> Deserialize<'de> for AllowedKind {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        // The word is the one on the wire.
        vocabulary::DeviceKind::deserialize(deserializer).map(|kind| Self(kind.into()))
    }
}

/// When a second person must confirm a code.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SecondPerson {
    /// Never.
    Never,
    /// While the city's desk is closed.
    OutsideDeskHours,
    /// Always.
    Always,
}

impl People {
    /// Whether one must, while the desk is open or closed.
    pub const fn wants_second_person(&self, is_open: bool) -> bool {
        match self.second_person {
            SecondPerson::Never => false,
            SecondPerson::OutsideDeskHours => !is_open,
            SecondPerson::Always => true,
        }
    }

    /// When a proposal lapses that has waited since then.
    pub fn lapses_at(&self, since: time::OffsetDateTime) -> time::OffsetDateTime {
        since + time::Duration::days(self.proposal_days.into())
    }
}

impl SignIn {
    /// For how long a session is good.
    pub const fn patience(&self, on_shared_device: bool) -> Patience {
        Patience { proof_seconds: self.proof_seconds, idle_seconds: self.idle_seconds_on(on_shared_device) }
    }

    /// When a session in which nobody does anything is locked. Before a shared device somebody else sits soon.
    pub const fn idle_seconds_on(&self, shared_device: bool) -> u32 {
        if shared_device { self.shared_idle_seconds } else { self.idle_seconds }
    }
}

impl Devices {
    /// What the installation can do, in one order. What of that is allowed the city says (`device_kinds`).
    pub fn possible(&self) -> Vec<DeviceKind> {
        DeviceKind::ALL.into_iter().filter(|kind| self.can_do(*kind)).collect()
    }

    fn can_do(&self, kind: DeviceKind) -> bool {
        self.kinds.contains(&AllowedKind(kind))
    }

    /// Whether devices of some kind get their first certificate from this server. Without that it can still renew what others
    /// issued, if it has the authority's key.
    pub fn are_certified_here(&self) -> bool {
        self.can_do(DeviceKind::Browser) || self.can_do(DeviceKind::Managed)
    }
}

/// A day of the week.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Deserialize)]
#[serde(rename_all = "lowercase")]
#[expect(missing_docs, reason = "days of the week")]
pub enum Weekday {
    Monday,
    Tuesday,
    Wednesday,
    Thursday,
    Friday,
    Saturday,
    Sunday,
}

/// How SMTP is protected.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum SmtpTls {
    /// From the first byte (port 465).
    Tls,
    /// Upgraded, and refused if the server cannot (port 587).
    StartTls,
    /// None; only to this machine.
    None,
}

/// How log lines look.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum LogFormat {
    /// For people.
    Text,
    /// For machines.
    Json,
}

impl Config {
    /// Reads the defaults, the file and the environment, and checks that they fit together.
    pub fn load(file: Option<&Path>) -> anyhow::Result<Self> {
        let config = Self::read(file)?;
        config.check()?;
        Ok(config)
    }

    /// Reads without checking: for commands that need only a part.
    pub fn read(file: Option<&Path>) -> anyhow::Result<Self> {
        let mut figment = Figment::from(Toml::string(DEFAULTS));
        if let Some(file) = file {
            ensure!(file.exists(), "configuration file {} does not exist", file.display());
            figment = figment.merge(Toml::file_exact(file));
        }
        figment = figment.merge(Env::prefixed("RENRAKUCHO__").split("__"));
        let mut config: Self = figment.extract().context("configuration")?;
        for (section, url, url_file) in [
            ("database", &mut config.database.url, &config.database.url_file),
            ("keys", &mut config.keys.url, &config.keys.url_file),
        ] {
            if !url_file.as_os_str().is_empty() {
                let text = std::fs::read_to_string(url_file)
                    .with_context(|| format!("{section}.url_file = {}", url_file.display()))?;
                *url = text.trim().to_owned().into();
            }
        }
        Ok(config)
    }
}

/// The host of an origin `https://host[:port]`.
pub(crate) fn host_of(origin: &str) -> anyhow::Result<&str> {
    let Some(rest) = origin.strip_prefix("https://") else { bail!("{origin}: an origin begins with https://") };
    ensure!(!rest.contains('/'), "{origin}: an origin has no path, not even a slash");
    let host = match rest.rsplit_once(':') {
        Some((host, port)) if port.parse::<u16>().is_ok() => host,
        _ => rest,
    };
    ensure!(!host.is_empty(), "{origin}: no host");
    Ok(host)
}

#[cfg(test)]
mod tests {
    use secrecy::ExposeSecret;

    use super::*;

    #[test]
    fn the_defaults_are_complete() {
        let config: Config = Figment::from(Toml::string(DEFAULTS)).extract().expect("complete and known");
        assert!(!config.demo.enabled);
        let missing = config.check().expect_err("a city must say where its database is").to_string();
        assert!(missing.contains("database.url"), "{missing}");
    }

    #[test]
    fn a_second_person_is_wanted_when_the_city_says_so() {
        let defaults: Config = Figment::from(Toml::string(DEFAULTS)).extract().expect("complete and known");
        let wanted = |second_person| {
            let people = People { second_person, ..defaults.people.clone() };
            [true, false].map(|is_open| people.wants_second_person(is_open))
        };
        assert_eq!(defaults.people.second_person, SecondPerson::OutsideDeskHours);
        assert_eq!(wanted(SecondPerson::OutsideDeskHours), [false, true]);
        assert_eq!(wanted(SecondPerson::Always), [true, true]);
        assert_eq!(wanted(SecondPerson::Never), [false, false]);
    }

    #[test]
    fn an_unknown_key_is_named() {
        let text = format!("{DEFAULTS}\n[surprise]\nx = 1\n");
        let error = Figment::from(Toml::string(&text)).extract::<Config>().expect_err("unknown").to_string();
        assert!(error.contains("surprise"), "{error}");
    }

    #[test]
    fn secrets_are_not_printed() {
        let secret = "[database]\nurl = \"postgres://u:hunter2@h/d\"";
        let figment = Figment::from(Toml::string(DEFAULTS)).merge(Toml::string(secret));
        let config: Config = figment.extract().expect("valid");
        assert_eq!(config.database.url.expose_secret(), "postgres://u:hunter2@h/d");
        assert!(!format!("{config:?}").contains("hunter2"));
    }

    #[test]
    fn origins_are_taken_apart() {
        assert_eq!(host_of("https://localhost:8443").expect("host"), "localhost");
        assert_eq!(host_of("https://renrakucho.example").expect("host"), "renrakucho.example");
        assert!(host_of("http://localhost").is_err());
        assert!(host_of("https://localhost/").is_err());
    }
}
