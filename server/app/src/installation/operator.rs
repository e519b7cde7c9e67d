//! `renrakucho enrol-operator`: an account for the contractor's operator, who looks after nobody and is looked after by nobody: no
//! page of the city's makes one. Whoever may run this on the server keeps the service running anyway.

use std::path::Path;

use anyhow::{Context, ensure};
use renrakucho_domain::{Role, staff::Form};
use renrakucho_store::{Database, facility};
use secrecy::ExposeSecret;

use super::first_moderator::{PROFESSION, add};
use crate::config::Config;

/// Who the operator is.
#[derive(Debug, clap::Args)]
pub struct NewOperator {
    /// The office of the city that they work for, as it is called in the system.
    #[arg(long)]
    office: String,
    /// Their name.
    #[arg(long)]
    name: String,
    /// Its reading, in hiragana.
    #[arg(long)]
    kana: String,
    /// Where their mails go.
    #[arg(long)]
    mail: Option<String>,
}

impl NewOperator {
    /// Adds the account; what to tell whoever asked for it. The city sees it in its list of accounts, and can suspend it.
    pub async fn enrol(self, file: Option<&Path>) -> anyhow::Result<String> {
        let config = Config::load(file)?;
        let form = Form {
            name: self.name,
            kana: self.kana,
            profession: PROFESSION.into(),
            alert_mail: self.mail.is_some(),
            mail: self.mail,
        };
        let form = form.trimmed();
        let faults = form.faults();
        ensure!(faults.is_empty(), "the operator: wrong {}", faults.join(", "));
        let database = Database::open(config.database.url.expose_secret(), 2)?;
        let mut tx = database.begin().await?;
        let office = facility::of_city_named(&mut tx, self.office.trim()).await?;
        let office = office.with_context(|| format!("the city has no office {}", self.office.trim()))?;
        let seconds = config.sign_in.enrolment_seconds;
        let (login, code) = add(&mut tx, office, &form, Role::Operator, seconds, "enrol-operator").await?;
        renrakucho_store::commit(tx).await?;
        database.close().await;
        let origin = config.http.origins.first().context("http.origins")?;
        Ok(format!(
            "{} ({login}) opens this link once, within {} hours, on the device to be used:\n  {origin}/enrol#{code}\n",
            form.name,
            seconds / 3600,
        ))
    }
}
