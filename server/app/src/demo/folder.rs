//! The demo's folder: authority, server certificates, master key, configuration, and for each person a device
//! certificate and a passkey. Private keys exist only here.

use std::{
    fs,
    os::unix::fs::PermissionsExt,
    path::{Path, PathBuf},
};

use anyhow::{Context, ensure};
use serde::Deserialize;

use super::{browser::DemoBrowser, city::City, soft_passkey::SoftPasskey};
use crate::{
    config::Config,
    installation::files::{new_master_key, write_private},
    sign_in::device_authority::{DeviceAuthority, DeviceCertificate},
};

/// The folder.
pub struct Folder {
    path: PathBuf,
}

#[derive(Deserialize)]
struct Ports {
    demo: crate::config::Demo,
}

impl Folder {
    /// Made if it is not there.
    pub fn new(path: &Path) -> anyhow::Result<Self> {
        fs::create_dir_all(path).with_context(|| path.display().to_string())?;
        fs::set_permissions(path, fs::Permissions::from_mode(0o700))?;
        Ok(Self { path: path.canonicalize()? })
    }

    /// Must have been prepared before.
    pub fn existing(path: &Path) -> anyhow::Result<Self> {
        ensure!(
            path.join("renrakucho.toml").exists(),
            "there is no demo in {}: run `make run` first (or say --dir)",
            path.display()
        );
        Ok(Self { path: path.canonicalize()? })
    }

    fn file(&self, name: &str) -> PathBuf {
        self.path.join(name)
    }

    /// The configuration to serve with.
    pub fn configuration(&self) -> PathBuf {
        self.file("renrakucho.toml")
    }

    /// The authority's certificate.
    pub fn authority_file(&self) -> PathBuf {
        self.file("authority.pem")
    }

    /// Where the mailbox keeps mails.
    pub fn mails(&self) -> PathBuf {
        self.file("mails")
    }

    /// A person's folder.
    pub fn person(&self, login: &str) -> PathBuf {
        self.file("people").join(login)
    }

    /// Reads the configuration.
    pub fn config(&self) -> anyhow::Result<Config> {
        Config::load(Some(&self.configuration()))
    }

    /// The authority that issues all certificates of the demo.
    pub fn authority(&self) -> anyhow::Result<DeviceAuthority> {
        let read = |name| fs::read_to_string(self.file(name)).with_context(|| self.file(name).display().to_string());
        Ok(DeviceAuthority::from_pem(read("authority.pem")?, read("authority.key")?))
    }

    /// Makes authority, server certificates and master key, once.
    pub fn make_keys_and_certificates(&self) -> anyhow::Result<()> {
        if !self.file("master.key").exists() {
            write_private(&self.file("master.key"), new_master_key().as_bytes())?;
        }
        if self.file("device-host.key").exists() {
            return Ok(());
        }
        let authority = DeviceAuthority::create("Renrakucho demo authority")?;
        write_private(&self.file("authority.key"), authority.key_pem().as_bytes())?;
        write_private(&self.file("authority.pem"), authority.certificate_pem().as_bytes())?;
        for host in ["main-host", "device-host"] {
            let pair = authority.issue_for_localhost(&format!("Renrakucho demo {host}"))?;
            write_private(&self.file(&format!("{host}.pem")), pair.certificate_pem.as_bytes())?;
            write_private(&self.file(&format!("{host}.key")), pair.key_pem.as_bytes())?;
        }
        Ok(())
    }

    /// Writes the configuration of this demo: ports and databases come from the environment (or the defaults).
    pub fn write_configuration(&self, city: &City) -> anyhow::Result<()> {
        use figment::{
            Figment,
            providers::{Env, Format, Toml},
        };
        let figment = Figment::from(Toml::string(crate::config::DEFAULTS))
            .merge(Toml::file(self.configuration()))
            .merge(Env::prefixed("RENRAKUCHO__").split("__"));
        let ports: Ports = figment.extract().context("configuration")?;
        let text = |key: &str| figment.extract_inner::<String>(key).unwrap_or_default();
        let (main, device) = (ports.demo.main_port, ports.demo.device_port);
        let path = |name: &str| toml::Value::from(self.file(name).display().to_string());
        let quoted = |text: String| toml::Value::from(text);
        let content = format!(
            "# Written by `renrakucho demo prepare`. For this machine only.\n\
             [city]\nname = {}\nservice_name = {}\npurpose = {}\n\n\
             [consent]\nform_version = {}\n\n\
             [http]\nlisten = [\"[::]:{main}\"]\ndevice_listen = [\"[::]:{device}\"]\n\
             origins = [\"https://localhost:{main}\"]\ndevice_origin = \"https://localhost:{device}\"\n\
             rp_id = \"localhost\"\ncertificate = {}\nkey = {}\ndevice_certificate = {}\ndevice_key = {}\n\
             device_authority = {}\n\n\
             [devices]\nauthority_key = {}\n\n\
             [database]\nurl = {}\nowner_url = {}\n\n\
             [keys]\nurl = {}\nowner_url = {}\nmaster_key_file = {}\nepoch_file = {}\n\n\
             [mail]\nsmtp = \"127.0.0.1:{}\"\ntls = \"none\"\nfrom = {}\nhold_seconds = 20\n\n\
             [people]\nfacility_issues_ids = true\n\n\
             [audit]\ncheckpoint_file = {}\n\n\
             [deletions]\njournal_file = {}\n\n\
             [demo]\nenabled = true\nmain_port = {main}\ndevice_port = {device}\nmail_port = {}\n",
            quoted(city.name().to_owned()),
            quoted(city.service_name().to_owned()),
            quoted(city.purpose().to_owned()),
            quoted(city.consent_form_version().to_owned()),
            path("main-host.pem"),
            path("main-host.key"),
            path("device-host.pem"),
            path("device-host.key"),
            path("authority.pem"),
            path("authority.key"),
            quoted(text("database.url")),
            quoted(text("database.owner_url")),
            quoted(text("keys.url")),
            quoted(text("keys.owner_url")),
            path("master.key"),
            path("epoch.key"),
            ports.demo.mail_port,
            quoted(format!("{} <renrakucho@mihon.example>", city.service_name())),
            path("audit-checkpoints"),
            path("deletions.journal"),
            ports.demo.mail_port,
        );
        write_private(&self.configuration(), content.as_bytes())
    }

    /// Keeps a person's device certificate.
    pub fn keep_device(&self, person: &Path, device: &DeviceCertificate) -> anyhow::Result<()> {
        fs::create_dir_all(person)?;
        write_private(&person.join("device.pem"), device.pair.certificate_pem.as_bytes())?;
        write_private(&person.join("device.key"), device.pair.key_pem.as_bytes())?;
        write_private(&person.join("device.p12"), &device.pkcs12)?;
        write_private(&person.join("device.password"), device.password.as_bytes())
    }

    /// Keeps a person's passkey.
    pub fn keep_passkey(&self, person: &Path, passkey: &SoftPasskey) -> anyhow::Result<()> {
        write_private(&person.join("passkey.json"), serde_json::to_string_pretty(passkey)?.as_bytes())
    }

    /// What a person's browser is made of.
    pub fn browser(
        &self,
        login: &str,
        phone: bool,
        headless: bool,
        screenshot: Option<PathBuf>,
    ) -> anyhow::Result<DemoBrowser> {
        let person = self.person(login);
        let known = || {
            let mut names: Vec<String> = fs::read_dir(self.file("people"))
                .into_iter()
                .flatten()
                .filter_map(|entry| entry.ok()?.file_name().into_string().ok())
                .collect();
            names.sort();
            names.join(", ")
        };
        ensure!(person.join("passkey.json").exists(), "nobody is called {login} here; there are: {}", known());
        let config = self.config()?;
        Ok(DemoBrowser {
            home: person.join(if phone { "phone-home" } else { "home" }),
            authority_pem: self.file("authority.pem"),
            device_p12: person.join("device.p12"),
            device_password: fs::read_to_string(person.join("device.password"))?,
            passkey: person.join("passkey.json"),
            first_sign_count: u32::try_from(crate::clock::now().unix_timestamp())?,
            start_url: config.http.origins[0].clone(),
            origins: config.http.origins.clone(),
            device_origins: vec![config.http.device_origin],
            phone,
            headless,
            screenshot,
        })
    }
}
