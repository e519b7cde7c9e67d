//! Passkey ceremonies by webauthn-rs. The state of a ceremony is kept by the database and taken before it is verified.

use anyhow::Context;
use renrakucho_domain::AccountId;
use serde_json::{Value, json};
use uuid::Uuid;
use webauthn_rs::prelude::{
    DiscoverableAuthentication, DiscoverableKey, Passkey, PasskeyRegistration, PublicKeyCredential,
    RegisterPublicKeyCredential, Url, Webauthn, WebauthnBuilder,
};

/// Where passkeys are that people carry: on a security key, or on a telephone that reads a QR code (WebAuthn's hints).
const CARRIED: [&str; 2] = ["security-key", "hybrid"];

/// Whose a new passkey is to be, and where it is made.
pub struct Owner<'a> {
    /// The account.
    pub account: AccountId,
    /// What the browser shows beside the passkey.
    pub login_id: &'a str,
    /// Likewise.
    pub name: &'a str,
    /// Whether it is made on a shared device: then not in it.
    pub on_shared_device: bool,
}

/// The relying party.
pub struct Passkeys {
    webauthn: Webauthn,
}

/// What a browser answered to a sign-in challenge, not yet verified.
pub struct Assertion {
    credential: PublicKeyCredential,
    user: Uuid,
    credential_id: Vec<u8>,
}

impl Assertion {
    /// Reads the browser's JSON.
    pub fn read(json: Value) -> Option<Self> {
        let credential: PublicKeyCredential = serde_json::from_value(json).ok()?;
        let user = Uuid::from_slice(credential.get_user_unique_id()?).ok()?;
        let credential_id = credential.get_credential_id().to_vec();
        Some(Self { credential, user, credential_id })
    }

    /// The account that the passkey claims to belong to.
    pub const fn user(&self) -> Uuid {
        self.user
    }

    /// The passkey's id.
    pub fn credential_id(&self) -> &[u8] {
        &self.credential_id
    }
}

/// Proof that a passkey was verified, with user verification. Only [`Passkeys::verify`] makes one.
pub struct Verified {
    passkey: Value,
}

impl Verified {
    /// The passkey with its new counter.
    pub const fn passkey(&self) -> &Value {
        &self.passkey
    }
}

/// A passkey that was made for us.
pub struct Registered {
    credential_id: Vec<u8>,
    stored: Value,
}

impl Registered {
    /// Its id.
    pub fn credential_id(&self) -> &[u8] {
        &self.credential_id
    }

    /// As it is kept.
    pub const fn stored(&self) -> &Value {
        &self.stored
    }
}

impl Passkeys {
    /// For exactly these origins.
    pub fn new(rp_id: &str, rp_name: &str, origins: &[String]) -> anyhow::Result<Self> {
        let origins: Vec<Url> =
            origins.iter().map(|origin| origin.parse()).collect::<Result<_, _>>().context("http.origins")?;
        let first = origins.first().context("http.origins is empty")?;
        let mut builder = WebauthnBuilder::new(rp_id, first).context("http.rp_id")?.rp_name(rp_name);
        for origin in &origins[1..] {
            builder = builder.append_allowed_origin(origin);
        }
        Ok(Self { webauthn: builder.build().context("http.rp_id")? })
    }

    /// Options for the browser, and the state to keep. Discoverable: nobody types a login ID.
    /// On a shared device the browser offers what its person carries, and not what lies in it.
    pub fn begin_assertion(&self, on_shared_device: bool) -> (Value, Value) {
        let (options, state) =
            self.webauthn.start_discoverable_authentication().expect("a challenge needs nothing but randomness");
        let mut options = serde_json::to_value(options.public_key).expect("options serialise");
        if on_shared_device {
            options["hints"] = json!(CARRIED);
        }
        (options, serde_json::to_value(state).expect("state serialises"))
    }

    /// Verifies an assertion against the state that was taken and the stored passkey.
    pub fn verify(&self, assertion: &Assertion, state: Value, stored: Value) -> Option<Verified> {
        let state: DiscoverableAuthentication = serde_json::from_value(state).ok()?;
        let mut passkey: Passkey = serde_json::from_value(stored).ok()?;
        let result = self
            .webauthn
            .finish_discoverable_authentication_v2(&assertion.credential, state, DiscoverableKey::from(&passkey))
            .inspect_err(|error| tracing::info!(%error, "passkey not verified"))
            .ok()?;
        if !result.user_verified() {
            return None;
        }
        passkey.update_credential(&result);
        Some(Verified { passkey: serde_json::to_value(passkey).ok()? })
    }

    /// Options for making a passkey, and the state to keep.
    pub fn begin_registration(&self, owner: &Owner<'_>, known: Vec<Vec<u8>>) -> (Value, Value) {
        let (mut options, state) = self
            .webauthn
            .start_passkey_registration(owner.account.0, owner.login_id, owner.name, Some(known))
            .expect("a challenge needs nothing but randomness");
        // The library asks for a discoverable credential only as a preference; without one nobody could sign in here.
        let mut selection = options.public_key.authenticator_selection.take().unwrap_or_default();
        selection.resident_key = Some(webauthn_rs_proto::ResidentKeyRequirement::Required);
        selection.require_resident_key = true;
        options.public_key.authenticator_selection = Some(selection);
        let mut options = serde_json::to_value(options.public_key).expect("options serialise");
        if owner.on_shared_device {
            options["hints"] = json!(CARRIED);
            options["authenticatorSelection"]["authenticatorAttachment"] = json!("cross-platform");
        }
        (options, serde_json::to_value(state).expect("state serialises"))
    }

    /// Verifies what the browser made.
    pub fn register(&self, credential: Value, state: Value) -> Option<Registered> {
        let credential: RegisterPublicKeyCredential = serde_json::from_value(credential).ok()?;
        let state: PasskeyRegistration = serde_json::from_value(state).ok()?;
        let passkey = self
            .webauthn
            .finish_passkey_registration(&credential, &state)
            .inspect_err(|error| tracing::info!(%error, "passkey not accepted"))
            .ok()?;
        let credential_id = passkey.cred_id().clone();
        Some(Registered { credential_id, stored: serde_json::to_value(passkey).ok()? })
    }
}
