//! A further device for a person of the demo city, for a browser of one's own.

use std::{fs, path::PathBuf};

use anyhow::Context;
use renrakucho_domain::DeviceId;
use renrakucho_store::{Database, account, enrolment_code, sign_in};
use secrecy::ExposeSecret;

use super::folder::Folder;
use crate::{
    action::{enrol_passkey::code_hash, issue_code::new_code},
    entropy,
    sign_in::device_authority::DeviceCertificate,
};

/// Registers a device and prints the code for its passkey: with a certificate in a file, or with a link for a browser that
/// makes its own.
#[expect(clippy::print_stdout, reason = "told to whoever runs the command")]
pub async fn enrol(folder: &Folder, login: &str, in_browser: bool) -> anyhow::Result<()> {
    let config = folder.config()?;
    let database = Database::open(config.database.url.expose_secret(), 2)?;
    let found = account::by_login(&database, login).await?.with_context(|| format!("nobody has the login {login}"))?;
    let label = format!("{}さんの追加の端末", found.name);
    let device = DeviceId(entropy::id());
    let code = new_code();
    let (origin, seconds) = (&config.http.origins[0], config.sign_in.enrolment_seconds);
    // Keys and files before the transaction.
    let in_file = if in_browser { None } else { Some(certify(folder, login, device, &label)?) };

    let mut tx = database.begin().await?;
    sign_in::insert_device(&mut tx, device, found.facility, &label, found.account).await?;
    if let Some((certificate, _)) = &in_file {
        let (not_before, not_after) = (certificate.not_before, certificate.not_after);
        sign_in::insert_certificate(&mut tx, device, &certificate.fingerprint, not_before, not_after).await?;
    }
    let new = enrolment_code::New {
        hash: &code_hash(&code),
        account: found.account,
        device,
        hand_over: enrolment_code::HandOver::Screen,
        lifetime_seconds: seconds,
        issued_by: None,
        awaits_second: false,
    };
    enrolment_code::insert(&mut tx, &new).await?;
    tx.commit().await?;

    println!("For {} ({login}):", found.name);
    println!("  1. Trust the demo's authority in your browser:  {}", folder.authority_file().display());
    if let Some((certificate, place)) = in_file {
        println!("  2. Import the device certificate:               {}", place.join("device.p12").display());
        println!("     Its password:                                {}", certificate.password);
        println!("  3. Open {origin} and choose はじめての方.");
        println!("     The code (once, within {} hours):             {code}", seconds / 3600);
    } else {
        println!("  2. Open (once, within {} hours):                 {origin}/enrol#{code}", seconds / 3600);
    }
    Ok(())
}

fn certify(
    folder: &Folder,
    login: &str,
    device: DeviceId,
    label: &str,
) -> anyhow::Result<(DeviceCertificate, PathBuf)> {
    let certificate = folder.authority()?.issue_for_device(label)?;
    let place = folder.person(login).join(format!("device-{}", device.0.simple()));
    fs::create_dir_all(&place)?;
    folder.keep_device(&place, &certificate)?;
    Ok((certificate, place))
}
