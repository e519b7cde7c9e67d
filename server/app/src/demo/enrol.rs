//! A further device for a person of the demo city, for a browser of one's own.

use std::{fs, path::PathBuf};

use anyhow::Context;
use renrakucho_domain::DeviceId;
use renrakucho_store::{Database, account, sign_in};
use secrecy::ExposeSecret;

use super::folder::Folder;
use crate::{action::enrol_passkey::code_hash, entropy, sign_in::device_authority::DeviceCertificate};

/// Without letters that look like digits (Crockford's base 32).
const ALPHABET: &[u8; 32] = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ";

/// 130 random bits in groups of five, for people to type.
fn code() -> String {
    let letters: Vec<u8> = entropy::bytes::<26>().iter().map(|byte| ALPHABET[usize::from(byte & 31)]).collect();
    let groups: Vec<_> = letters.chunks(5).map(String::from_utf8_lossy).collect();
    groups.join("-")
}

/// Registers a device and prints the code for its passkey: with a certificate in a file, or with a link for a browser that
/// makes its own.
#[expect(clippy::print_stdout, reason = "told to whoever runs the command")]
pub async fn enrol(folder: &Folder, login: &str, in_browser: bool) -> anyhow::Result<()> {
    let config = folder.config()?;
    let database = Database::open(config.database.url.expose_secret(), 2)?;
    let found = account::by_login(&database, login).await?.with_context(|| format!("nobody has the login {login}"))?;
    let label = format!("{}さんの追加の端末", found.name);
    let device = DeviceId(entropy::id());
    let code = code();
    let (origin, seconds) = (&config.http.origins[0], config.sign_in.enrolment_seconds);
    // Keys and files before the transaction.
    let in_file = if in_browser { None } else { Some(certify(folder, login, device, &label)?) };

    let mut tx = database.begin().await?;
    sign_in::insert_device(&mut tx, device, found.facility, &label, found.account).await?;
    if let Some((certificate, _)) = &in_file {
        let (not_before, not_after) = (certificate.not_before, certificate.not_after);
        sign_in::insert_certificate(&mut tx, device, &certificate.fingerprint, not_before, not_after).await?;
    }
    sign_in::insert_enrolment_code(&mut tx, &code_hash(&code), found.account, device, seconds).await?;
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_are_long_and_readable() {
        let code = code();
        assert_eq!(code.chars().filter(|c| *c != '-').count(), 26);
        assert!(!code.contains(['I', 'L', 'O', 'U']));
    }
}
