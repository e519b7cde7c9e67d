//! The passkeys of one person, and which page holds them at which count.
//!
//! The passkey comes from a file:
//! `{"rp_id", "credential_id", "user_handle", "private_key"}`, all but the first
//! base64url without padding, the key a P-256 key as PKCS#8 DER.
//! Passkeys made while the browser is open live as long as the browser.
//!
//! Must not: speak to the browser. It says what there is to say.

use std::collections::BTreeMap;
use std::path::Path;

use anyhow::{Context, Result};
use base64::Engine;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};
use serde::Deserialize;
use serde_json::{Value, json};

/// The protocol's integers have a sign.
const HIGHEST_SIGN_COUNT: u64 = i32::MAX as u64;

pub(super) struct Keyring {
    /// By credential id, in the form the browser takes and gives.
    credentials: BTreeMap<String, Value>,
    /// Page session → its authenticator.
    authenticators: BTreeMap<String, String>,
}

#[derive(Deserialize)]
struct PasskeyFile {
    rp_id: String,
    credential_id: String,
    user_handle: String,
    private_key: String,
}

/// Page session, method, parameters.
pub(super) type Command = (String, &'static str, Value);

impl Keyring {
    pub(super) fn read(file: &Path, first_sign_count: u32) -> Result<Self> {
        std::fs::read(file)
            .map_err(anyhow::Error::from)
            .and_then(|json| Self::parse(&json, first_sign_count))
            .with_context(|| format!("the passkey {} cannot be read", file.display()))
    }

    fn parse(json: &[u8], first_sign_count: u32) -> Result<Self> {
        let passkey: PasskeyFile = serde_json::from_slice(json)?;
        let id = standard(&passkey.credential_id)?;
        let credential = json!({
            "credentialId": id,
            "isResidentCredential": true,
            "rpId": passkey.rp_id,
            "privateKey": standard(&passkey.private_key)?,
            "userHandle": standard(&passkey.user_handle)?,
            "signCount": HIGHEST_SIGN_COUNT.min(first_sign_count.into()),
            // Said, not left to the default: the server remembers both flags
            // from the day of registration and refuses a passkey that changes.
            "backupEligibility": false,
            "backupState": false,
        });
        Ok(Self { credentials: BTreeMap::from([(id, credential)]), authenticators: BTreeMap::new() })
    }

    /// A page has an authenticator: what `WebAuthn.addCredential` is to be told there.
    pub(super) fn meet_page(&mut self, page: &str, authenticator: &str) -> Vec<Value> {
        self.authenticators.insert(page.to_owned(), authenticator.to_owned());
        self.credentials
            .values()
            .map(|credential| json!({ "authenticatorId": authenticator, "credential": credential }))
            .collect()
    }

    pub(super) fn forget_page(&mut self, page: &str) {
        self.authenticators.remove(page);
    }

    /// A credential was used or made in one page: what the other pages are to
    /// be told, so that all hold it with the highest count.
    pub(super) fn learn(&mut self, page: &str, used: &Value) -> Vec<Command> {
        let Some(id) = used["credentialId"].as_str() else {
            return Vec::new();
        };
        let known = self.credentials.get(id);
        if known.is_some_and(|known| sign_count(known) >= sign_count(used)) {
            // Two pages at once: the count here is already ahead.
            return Vec::new();
        }
        let mut learnt = used.clone();
        if let Some(known) = known {
            // The event may leave out what it deems uninteresting.
            learnt = known.clone();
            learnt["signCount"] = sign_count(used).into();
        }
        self.credentials.insert(id.to_owned(), learnt.clone());
        self.authenticators
            .iter()
            .filter(|(other, _)| *other != page)
            .flat_map(|(other, authenticator)| {
                // Adding what is there already is an error: take it away first.
                let remove = json!({ "authenticatorId": authenticator, "credentialId": id });
                let add = json!({ "authenticatorId": authenticator, "credential": learnt });
                [(other.clone(), "WebAuthn.removeCredential", remove), (other.clone(), "WebAuthn.addCredential", add)]
            })
            .collect()
    }
}

fn sign_count(credential: &Value) -> u64 {
    credential["signCount"].as_u64().unwrap_or_default()
}

/// Files carry base64url, the protocol wants the other alphabet.
fn standard(base64url: &str) -> Result<String> {
    Ok(STANDARD.encode(URL_SAFE_NO_PAD.decode(base64url)?))
}

#[cfg(test)]
mod tests {
    use super::*;

    const FILE: &[u8] = br#"{"rp_id":"localhost","credential_id":"_-8","user_handle":"AQID","private_key":"MIE"}"#;

    fn asserted(id: &str, count: u64) -> Value {
        json!({ "credentialId": id, "signCount": count })
    }

    #[test]
    fn the_file_becomes_what_the_browser_takes() {
        let mut keyring = Keyring::parse(FILE, 1_700_000_000).unwrap();
        let commands = keyring.meet_page("S1", "A1");
        assert_eq!(commands.len(), 1);
        assert_eq!(commands[0]["authenticatorId"], "A1");
        let credential = &commands[0]["credential"];
        assert_eq!(credential["credentialId"], "/+8=");
        assert_eq!(credential["signCount"], 1_700_000_000);
        assert_eq!(credential["isResidentCredential"], true);
    }

    #[test]
    fn the_protocols_integers_are_never_overrun() {
        let mut keyring = Keyring::parse(FILE, u32::MAX).unwrap();
        assert_eq!(keyring.meet_page("S", "A")[0]["credential"]["signCount"], i32::MAX);
    }

    #[test]
    fn a_use_in_one_page_raises_the_count_in_the_others_and_in_later_ones() {
        let mut keyring = Keyring::parse(FILE, 10).unwrap();
        keyring.meet_page("S1", "A1");
        keyring.meet_page("S2", "A2");
        let commands = keyring.learn("S1", &asserted("/+8=", 11));
        let told: Vec<_> = commands.iter().map(|(page, method, _)| (page.as_str(), *method)).collect();
        assert_eq!(told, [("S2", "WebAuthn.removeCredential"), ("S2", "WebAuthn.addCredential")]);
        assert_eq!(commands[1].2["credential"]["signCount"], 11);
        assert_eq!(commands[1].2["credential"]["privateKey"], "MIE=");
        assert_eq!(keyring.meet_page("S3", "A3")[0]["credential"]["signCount"], 11);
    }

    #[test]
    fn a_count_never_goes_back() {
        let mut keyring = Keyring::parse(FILE, 10).unwrap();
        keyring.meet_page("S1", "A1");
        keyring.meet_page("S2", "A2");
        keyring.learn("S1", &asserted("/+8=", 12));
        assert!(keyring.learn("S2", &asserted("/+8=", 11)).is_empty());
    }

    #[test]
    fn a_new_passkey_reaches_every_page_but_those_that_left() {
        let mut keyring = Keyring::parse(FILE, 10).unwrap();
        keyring.meet_page("S1", "A1");
        keyring.meet_page("S2", "A2");
        keyring.meet_page("S3", "A3");
        keyring.forget_page("S3");
        let commands = keyring.learn("S1", &asserted("bmV3", 1));
        assert!(commands.iter().all(|(page, ..)| page == "S2"));
        assert_eq!(keyring.meet_page("S4", "A4").len(), 2);
    }

    #[test]
    fn a_broken_file_is_named() {
        assert!(Keyring::parse(b"{}", 1).is_err());
        let error = Keyring::read(Path::new("/nowhere/nurse.json"), 1).err().unwrap();
        assert!(error.to_string().contains("/nowhere/nurse.json"));
    }
}
