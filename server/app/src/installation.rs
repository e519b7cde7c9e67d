//! A new installation: `renrakucho init` makes its master key, the authority of its devices, its configuration, and the code
//! with which its first moderator enrols. It takes nothing away: where anything stands already, in the folder or in the
//! databases, it does nothing at all.

pub mod city_code;
pub mod files;
mod first_moderator;
pub mod operator;

use std::{
    fs,
    os::unix::fs::PermissionsExt,
    path::{Path, PathBuf},
};

use anyhow::{Context, ensure};
use renrakucho_domain::staff::Form;
use renrakucho_store::{Database, database, instance};
use secrecy::ExposeSecret;

use self::files::{new_master_key, write_new_private};
use crate::{
    config::{Config, host_of},
    sign_in::device_authority::DeviceAuthority,
};

/// What a new installation is to be. Where its databases are is told by the configuration or the environment.
#[derive(Debug, clap::Args)]
pub struct Founding {
    /// The folder for its keys and its configuration; made if it is not there.
    #[arg(long)]
    dir: PathBuf,
    /// The city's name: みほん市.
    #[arg(long)]
    city: String,
    /// The origin of the main host: https://renrakucho.city.example. Its host is what passkeys are bound to, for ever.
    #[arg(long)]
    origin: String,
    /// The origin of the device host: https://device.renrakucho.city.example.
    #[arg(long)]
    device_origin: String,
    /// The office that the first moderator belongs to: みほん市役所 福祉課.
    #[arg(long)]
    office: String,
    /// The first moderator's name.
    #[arg(long)]
    name: String,
    /// Its reading, in hiragana.
    #[arg(long)]
    kana: String,
    /// Where the first moderator's mails go.
    #[arg(long)]
    mail: Option<String>,
}

/// The files that are made.
struct Files {
    folder: PathBuf,
    made: Vec<PathBuf>,
}

impl Files {
    const NAMES: [&str; 4] = ["renrakucho.toml", "master.key", "device-authority.pem", "device-authority.key"];

    fn at(&self, name: &str) -> PathBuf {
        self.folder.join(name)
    }

    fn ensure_none(&self) -> anyhow::Result<()> {
        for name in Self::NAMES {
            let file = self.at(name);
            ensure!(
                fs::symlink_metadata(&file).is_err(),
                "{} is there already: nothing was done. A key that is overwritten is lost, and all that it sealed",
                file.display()
            );
        }
        Ok(())
    }

    fn make(&mut self, founding: &Founding, given: &Config) -> anyhow::Result<()> {
        let authority = DeviceAuthority::create(&format!("{} device authority", host_of(&founding.origin)?))?;
        let contents = [
            self.configuration(founding, given)?,
            new_master_key(),
            authority.certificate_pem().to_owned(),
            authority.key_pem().to_owned(),
        ];
        for (name, content) in Self::NAMES.into_iter().zip(contents) {
            let file = self.at(name);
            write_new_private(&file, content.as_bytes())?;
            self.made.push(file);
        }
        Ok(())
    }

    /// What was just made is of no use any more.
    fn take_back(&self) {
        for file in &self.made {
            let _ = fs::remove_file(file);
        }
    }

    fn configuration(&self, founding: &Founding, given: &Config) -> anyhow::Result<String> {
        let text = |text: &str| toml::Value::from(text);
        let path = |path: &Path| toml::Value::from(path.display().to_string());
        let own = |name: &str| path(&self.at(name));
        let checkpoints = match &given.audit.checkpoint_file {
            none if none.as_os_str().is_empty() => own("audit.checkpoints"),
            named => path(named),
        };
        let place = |url: &secrecy::SecretString, file: &Path| {
            if file.as_os_str().is_empty() {
                format!("url = {}", text(url.expose_secret()))
            } else {
                format!("url_file = {}", path(file))
            }
        };
        let (http, mail) = (&given.http, &given.mail);
        let tls = match mail.tls {
            crate::config::SmtpTls::Tls => "tls",
            crate::config::SmtpTls::StartTls => "starttls",
            crate::config::SmtpTls::None => "none",
        };
        Ok(format!(
            "# Written by `renrakucho init`. Every setting is explained in docs/configuration.md; what is empty here is to be\n\
             # filled in. `renrakucho doctor` says what is missing.\n\n\
             [city]\nname = {}\n\n\
             [http]\norigins = [{}]\ndevice_origin = {}\n# Passkeys are bound to it, for ever.\nrp_id = {}\n\
             certificate = {}\nkey = {}\ndevice_certificate = {}\ndevice_key = {}\ndevice_authority = {}\n\n\
             [database]\n{}\n\n\
             [keys]\n{}\nmaster_key_file = {}\n# Made by the server.\nepoch_file = {}\n\n\
             [devices]\nauthority_key = {}\n\n\
             [mail]\nsmtp = {}\ntls = {}\nfrom = {}\n\n\
             [audit]\n# Better on another machine.\ncheckpoint_file = {}\n\n\
             [deletions]\n# Replayed at every start. Keep a copy of it, away from the databases' backups.\njournal_file = {}\n",
            text(&founding.city),
            text(&founding.origin),
            text(&founding.device_origin),
            text(host_of(&founding.origin)?),
            path(&http.certificate),
            path(&http.key),
            path(&http.device_certificate),
            path(&http.device_key),
            own("device-authority.pem"),
            place(&given.database.url, &given.database.url_file),
            place(&given.keys.url, &given.keys.url_file),
            own("master.key"),
            own("epoch.key"),
            own("device-authority.key"),
            text(&mail.smtp),
            text(tls),
            text(&mail.from),
            checkpoints,
            own("deletions.journal"),
        ))
    }
}

impl Founding {
    /// Makes the installation; what to tell whoever asked for it.
    pub async fn found(&self, file: Option<&Path>) -> anyhow::Result<String> {
        let given = Config::read(file)?;
        host_of(&self.origin).context("--origin")?;
        host_of(&self.device_origin).context("--device-origin")?;
        ensure!(self.origin != self.device_origin, "the two hosts need different origins");
        let faults = self.moderator().faults();
        ensure!(faults.is_empty(), "the first moderator: wrong {}", faults.join(", "));
        let needed = [
            ("database.url", &given.database.url),
            ("database.owner_url", &given.database.owner_url),
            ("keys.url", &given.keys.url),
            ("keys.owner_url", &given.keys.owner_url),
        ];
        for (setting, url) in needed {
            let variable = format!("RENRAKUCHO__{}", setting.replace('.', "__").to_uppercase());
            ensure!(!url.expose_secret().is_empty(), "where is the database? Set {setting} ({variable})");
        }
        fs::create_dir_all(&self.dir).with_context(|| self.dir.display().to_string())?;
        let mut files = Files { folder: self.dir.canonicalize()?, made: Vec::new() };
        files.ensure_none()?;

        let (main_owner, keys_owner) = (&given.database.owner_url, &given.keys.owner_url);
        database::migrate(main_owner.expose_secret(), keys_owner.expose_secret()).await.context("the databases")?;
        let database = Database::open(given.database.url.expose_secret(), 2)?;
        ensure!(instance::is_empty(&database).await?, "this database holds something already: nothing was done");

        // Files before the transaction: one that waits for a slow disk is ended by the database.
        fs::set_permissions(&files.folder, fs::Permissions::from_mode(0o700))?;
        let seconds = given.sign_in.enrolment_seconds;
        let enrolled = match files.make(self, &given) {
            Ok(()) => first_moderator::enrol(&database, self, seconds).await,
            Err(error) => Err(error),
        };
        database.close().await;
        let enrolled = enrolled.inspect_err(|_| files.take_back())?;
        Ok(self.told(&files, &enrolled, seconds))
    }

    /// The first moderator, as a form about them would be filled in.
    fn moderator(&self) -> Form {
        let form = Form {
            name: self.name.clone(),
            kana: self.kana.clone(),
            profession: first_moderator::PROFESSION.into(),
            mail: self.mail.clone(),
            alert_mail: self.mail.is_some(),
        };
        form.trimmed()
    }

    fn told(&self, files: &Files, (login, code): &(String, String), seconds: i32) -> String {
        format!(
            "Made in {}:\n  \
             renrakucho.toml       the configuration\n  \
             master.key            opens every room: keep a copy in a safe place, away from the databases' backups\n  \
             device-authority.*    issues the certificates of devices\n\n\
             Next:\n  \
             1. Fill in the certificates of the two hosts and the mail server.\n  \
             2. renrakucho doctor --config {}\n  \
             3. renrakucho serve --config {}\n  \
             4. The first moderator, {} ({login}), opens this link once, within {} hours, on the device to be used:\n     \
             {}/enrol#{code}\n",
            files.folder.display(),
            files.at("renrakucho.toml").display(),
            files.at("renrakucho.toml").display(),
            self.name,
            seconds / 3600,
            self.origin,
        )
    }
}
