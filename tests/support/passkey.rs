use std::path::Path;

use base64::{Engine, prelude::BASE64_URL_SAFE_NO_PAD as B64};
use ciborium::value::Value as Cbor;
use p256::{
    SecretKey,
    ecdsa::{Signature, SigningKey, signature::Signer},
    elliptic_curve::sec1::ToSec1Point,
    pkcs8::{DecodePrivateKey, EncodePrivateKey},
};
use serde::Deserialize;
use serde_json::{Value, json};
use sha2::{Digest, Sha256};

/// What the authenticator claims to have seen.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Flags {
    /// The person touched it and proved who they are.
    Verified,
    /// The person only touched it.
    OnlyPresent,
}

impl Flags {
    const fn bits(self) -> u8 {
        match self {
            Self::Verified => 0x05,
            Self::OnlyPresent => 0x01,
        }
    }
}

/// A passkey in software.
#[derive(Clone, Deserialize)]
pub struct Passkey {
    rp_id: String,
    credential_id: String,
    user_handle: String,
    private_key: String,
    #[serde(default)]
    is_synced: bool,
}

fn sha256(bytes: &[u8]) -> Vec<u8> {
    Sha256::digest(bytes).to_vec()
}

impl Passkey {
    /// As the demo's folder keeps it.
    pub fn read(file: &Path) -> Self {
        let text = std::fs::read_to_string(file).unwrap_or_else(|error| panic!("{}: {error}", file.display()));
        serde_json::from_str(&text).expect("a passkey")
    }

    fn secret(&self) -> SecretKey {
        SecretKey::from_pkcs8_der(&B64.decode(&self.private_key).expect("base64url")).expect("a key")
    }

    /// Answers a sign-in challenge.
    pub fn assert(&self, options: &Value, origin: &str, flags: Flags) -> Value {
        let challenge = &options["publicKey"]["challenge"];
        let client_data =
            json!({ "type": "webauthn.get", "challenge": challenge, "origin": origin, "crossOrigin": false })
                .to_string();
        let mut auth_data = sha256(self.rp_id.as_bytes());
        auth_data.push(flags.bits() | backup_bits(self.is_synced));
        auth_data.extend([0; 4]);
        let mut signed = auth_data.clone();
        signed.extend(sha256(client_data.as_bytes()));
        let signature: Signature = SigningKey::from(self.secret()).sign(&signed);
        json!({
            "id": self.credential_id,
            "rawId": self.credential_id,
            "type": "public-key",
            "response": {
                "authenticatorData": B64.encode(auth_data),
                "clientDataJSON": B64.encode(client_data),
                "signature": B64.encode(signature.to_der()),
                "userHandle": self.user_handle,
            },
            "clientExtensionResults": {},
        })
    }

    /// Makes a passkey that stays where it is: the passkey, and the browser's answer.
    pub fn make(options: &Value, origin: &str) -> (Self, Value) {
        Self::make_one(options, origin, false)
    }

    /// Makes one of which copies are kept elsewhere.
    pub fn make_synced(options: &Value, origin: &str) -> (Self, Value) {
        Self::make_one(options, origin, true)
    }

    #[expect(clippy::disallowed_methods, reason = "a client of the server, not the server")]
    fn make_one(options: &Value, origin: &str, is_synced: bool) -> (Self, Value) {
        let (mut secret, mut credential_id) = ([0; 32], [0; 32]);
        getrandom::fill(&mut secret).expect("randomness");
        getrandom::fill(&mut credential_id).expect("randomness");
        let key = SecretKey::from_slice(&secret).expect("all but one in 2^32 are keys");
        let options = &options["publicKey"];
        let rp_id = options["rp"]["id"].as_str().expect("rp.id");
        let made = Self {
            rp_id: rp_id.to_owned(),
            credential_id: B64.encode(credential_id),
            user_handle: options["user"]["id"].as_str().expect("user.id").to_owned(),
            private_key: B64.encode(key.to_pkcs8_der().expect("a key").as_bytes()),
            is_synced,
        };
        let client_data = json!({
            "type": "webauthn.create", "challenge": options["challenge"], "origin": origin, "crossOrigin": false,
        });
        let answer = json!({
            "id": made.credential_id,
            "rawId": made.credential_id,
            "type": "public-key",
            "response": {
                "clientDataJSON": B64.encode(client_data.to_string()),
                "attestationObject": B64.encode(attestation(rp_id, &credential_id, &key, is_synced)),
                "transports": ["internal"],
            },
            "clientExtensionResults": {},
        });
        (made, answer)
    }
}

/// Backup eligibility and backup state.
const fn backup_bits(is_synced: bool) -> u8 {
    if is_synced { 0x18 } else { 0 }
}

fn attestation(rp_id: &str, credential_id: &[u8], key: &SecretKey, is_synced: bool) -> Vec<u8> {
    let point = key.public_key().to_sec1_point(false);
    let (Some(x), Some(y)) = (point.x(), point.y()) else { panic!("not a point") };
    let cose = Cbor::Map(vec![
        (1.into(), 2.into()),
        (3.into(), Cbor::from(-7)),
        (Cbor::from(-1), 1.into()),
        (Cbor::from(-2), Cbor::Bytes(x.to_vec())),
        (Cbor::from(-3), Cbor::Bytes(y.to_vec())),
    ]);
    let mut auth_data = sha256(rp_id.as_bytes());
    auth_data.push(0x45 | backup_bits(is_synced));
    auth_data.extend([0; 20]);
    auth_data.extend(u16::try_from(credential_id.len()).expect("short").to_be_bytes());
    auth_data.extend(credential_id);
    ciborium::into_writer(&cose, &mut auth_data).expect("writes");
    let object = Cbor::Map(vec![
        ("fmt".into(), "none".into()),
        ("attStmt".into(), Cbor::Map(Vec::new())),
        ("authData".into(), Cbor::Bytes(auth_data)),
    ]);
    let mut out = Vec::new();
    ciborium::into_writer(&object, &mut out).expect("writes");
    out
}
