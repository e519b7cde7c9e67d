//! A passkey whose private key lies in a file: what the demo's browsers are given. It is enrolled through the same
//! ceremony as a real one, so that what the server stores is what the library made of it.

use anyhow::{Context, ensure};
use base64::{Engine, prelude::BASE64_URL_SAFE_NO_PAD as B64};
use ciborium::value::Value as Cbor;
use p256::{SecretKey, elliptic_curve::sec1::ToSec1Point, pkcs8::EncodePrivateKey};
use renrakucho_domain::AccountId;
use serde::Serialize;
use serde_json::json;

use crate::{
    entropy,
    seal::sha256,
    sign_in::passkeys::{Owner, Passkeys, Registered},
};

/// The passkey as the demo's browser reads it; bytes are base64url.
#[derive(Serialize)]
pub struct SoftPasskey {
    rp_id: String,
    credential_id: String,
    user_handle: String,
    private_key: String,
}

const USER_PRESENT: u8 = 0x01;
const USER_VERIFIED: u8 = 0x04;
const ATTESTED_CREDENTIAL: u8 = 0x40;

/// Makes a passkey for an account and enrols it.
pub fn enrol(
    passkeys: &Passkeys,
    rp_id: &str,
    origin: &str,
    account: AccountId,
    login_id: &str,
    name: &str,
) -> anyhow::Result<(SoftPasskey, Registered)> {
    let key = loop {
        // All but one in 2^32 random values are valid keys.
        if let Ok(key) = SecretKey::from_slice(&entropy::bytes::<32>()) {
            break key;
        }
    };
    let credential_id = entropy::bytes::<32>();
    let (options, state) =
        passkeys.begin_registration(&Owner { account, login_id, name, on_shared_device: false }, Vec::new());
    let challenge = options["challenge"].as_str().context("no challenge")?;
    let client_data =
        json!({ "type": "webauthn.create", "challenge": challenge, "origin": origin, "crossOrigin": false });
    let attestation = attestation(rp_id, &credential_id, &key)?;
    let credential = json!({
        "id": B64.encode(credential_id),
        "rawId": B64.encode(credential_id),
        "type": "public-key",
        "response": {
            "clientDataJSON": B64.encode(client_data.to_string()),
            "attestationObject": B64.encode(attestation),
            "transports": ["internal"],
        },
        "clientExtensionResults": {},
    });
    let registered = passkeys.register(credential, state).context("the passkey was not accepted")?;
    ensure!(registered.credential_id() == credential_id, "another credential was registered");
    let passkey = SoftPasskey {
        rp_id: rp_id.to_owned(),
        credential_id: B64.encode(credential_id),
        user_handle: B64.encode(account.0.as_bytes()),
        private_key: B64.encode(key.to_pkcs8_der()?.as_bytes()),
    };
    Ok((passkey, registered))
}

/// An attestation object of the format `none` (WebAuthn level 3, 6.5.4 and 8.7).
fn attestation(rp_id: &str, credential_id: &[u8; 32], key: &SecretKey) -> anyhow::Result<Vec<u8>> {
    let point = key.public_key().to_sec1_point(false);
    let (Some(x), Some(y)) = (point.x(), point.y()) else { anyhow::bail!("not a point") };
    // COSE_Key (RFC 9053): kty EC2, alg ES256, crv P-256.
    let cose = Cbor::Map(vec![
        (1.into(), 2.into()),
        (3.into(), Cbor::from(-7)),
        (Cbor::from(-1), 1.into()),
        (Cbor::from(-2), Cbor::Bytes(x.to_vec())),
        (Cbor::from(-3), Cbor::Bytes(y.to_vec())),
    ]);
    let mut auth_data = sha256(rp_id.as_bytes()).to_vec();
    auth_data.push(USER_PRESENT | USER_VERIFIED | ATTESTED_CREDENTIAL);
    auth_data.extend([0; 4]); // counter
    auth_data.extend([0; 16]); // AAGUID
    auth_data.extend(u16::try_from(credential_id.len())?.to_be_bytes());
    auth_data.extend(credential_id);
    ciborium::into_writer(&cose, &mut auth_data)?;
    let object = Cbor::Map(vec![
        ("fmt".into(), "none".into()),
        ("attStmt".into(), Cbor::Map(Vec::new())),
        ("authData".into(), Cbor::Bytes(auth_data)),
    ]);
    let mut out = Vec::new();
    ciborium::into_writer(&object, &mut out)?;
    Ok(out)
}
