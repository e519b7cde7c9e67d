//! `renrakucho city-code`: a way in for someone who acts for the city and has none left, while there are too few others of the city to
//! make one and to confirm it. No page of the city's can: of two people neither makes a way into the other's account.

use std::path::Path;

use anyhow::{Context, ensure};
use renrakucho_domain::{AccountId, FacilityId, appointment::is_of_city, session::Standing};
use renrakucho_store::{Database, account, appointment, enrolment_code, notice, staff};
use secrecy::ExposeSecret;

use super::first_moderator::invite;
use crate::config::Config;

/// Whose way in.
#[derive(Debug, clap::Args)]
pub struct CityCode {
    /// Their login ID.
    #[arg(long)]
    login: String,
}

/// So many others make a way in without the operator: one makes it, and another confirms it.
const ENOUGH: usize = 2;

impl CityCode {
    /// Makes a code for a new device of theirs; what to tell them. They and everybody else who acts for the city are told by mail.
    pub async fn make(self, file: Option<&Path>) -> anyhow::Result<String> {
        let config = Config::load(file)?;
        let database = Database::open(config.database.url.expose_secret(), 2)?;
        let people = appointment::people(&database).await?;
        let acts = |person: &&appointment::Person| is_of_city(person.role) && person.standing == Standing::Active;
        let person = people.iter().filter(acts).find(|person| person.login_id == self.login.trim());
        let person = person.with_context(|| format!("nobody with the login ID {} acts for the city", self.login))?;
        let others = people.iter().filter(acts).filter(|one| one.is_enrolled && one.account != person.account).count();
        ensure!(
            others < ENOUGH,
            "{others} others act for the city: one of them makes the code (市の担当者・承認者), and another one confirms it"
        );
        let (of, seconds) = (AccountId(person.account), config.sign_in.enrolment_seconds);
        let mut tx = database.begin().await?;
        account::lock(&mut tx, &[of.0]).await?;
        let now = appointment::subject(&mut tx, of).await?;
        let now = now.filter(|now| now.version == person.version).context("it was changed meanwhile; ask again")?;
        enrolment_code::void_all(&mut tx, of).await?;
        let code = invite(&mut tx, FacilityId(now.office), of, &person.name, seconds, "city-code").await?;
        staff::next_version(&mut tx, of).await?;
        notice::insert_for_city(&mut tx, &[], notice::Kind::CodeIssued).await?;
        renrakucho_store::commit(tx).await?;
        database.close().await;
        let origin = config.http.origins.first().context("http.origins")?;
        Ok(format!(
            "{} ({}) opens this link once, within {} hours, on the device to be used:\n  {origin}/enrol#{code}\n",
            person.name,
            person.login_id,
            seconds / 3600,
        ))
    }
}
