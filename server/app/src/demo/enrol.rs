//! A further device for a person of the demo city, for a browser of one's own.

use std::fs;

use anyhow::Context;
use renrakucho_domain::DeviceId;
use renrakucho_store::{Database, account, enrolment_code, sign_in};
use secrecy::ExposeSecret;

use super::folder::Folder;
use crate::{
    action::{enrol_passkey::code_hash, issue_code::new_code},
    entropy,
};

/// Registers a device, writes its certificate, and prints the code for its passkey.
#[expect(clippy::print_stdout, reason = "told to whoever runs the command")]
pub async fn enrol(folder: &Folder, login: &str) -> anyhow::Result<()> {
    let config = folder.config()?;
    let database = Database::open(config.database.url.expose_secret(), 2)?;
    let found = account::by_login(&database, login).await?.with_context(|| format!("nobody has the login {login}"))?;
    let label = format!("{}さんの追加の端末", found.name);
    let certificate = folder.authority()?.issue_for_device(&label)?;
    let device = DeviceId(entropy::id());
    let code = new_code();
    let place = folder.person(login).join(format!("device-{}", device.0.simple()));
    fs::create_dir_all(&place)?;
    folder.keep_device(&place, &certificate)?;
    let mut tx = database.begin().await?;
    let new = sign_in::NewDevice {
        device,
        facility: found.facility,
        label: &label,
        account: found.account,
        fingerprint: &certificate.fingerprint,
        not_before: certificate.not_before,
        not_after: certificate.not_after,
    };
    sign_in::insert_device(&mut tx, &new).await?;
    let seconds = config.sign_in.enrolment_seconds;
    let new = enrolment_code::New {
        hash: &code_hash(&code),
        account: found.account,
        device,
        hand_over: enrolment_code::HandOver::Screen,
        lifetime_seconds: seconds,
        issued_by: None,
    };
    enrolment_code::insert(&mut tx, &new).await?;
    tx.commit().await?;
    println!("For {} ({login}):", found.name);
    println!("  1. Trust the demo's authority in your browser:  {}", folder.authority_file().display());
    println!("  2. Import the device certificate:               {}", place.join("device.p12").display());
    println!("     Its password:                                {}", certificate.password);
    println!("  3. Open {} and choose はじめての方.", config.http.origins[0]);
    println!("     The code (once, within {} hours):             {code}", seconds / 3600);
    Ok(())
}
