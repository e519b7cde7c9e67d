//! ログイン: the device proves its certificate on the device host, the person a passkey on the main host. Only both
//! together make a session, bound to account and device.
//!
//! A browser that holds its device's key proves it on the main host, by a signature over the attempt's nonce.
//!
//! Everything that is not accepted is refused in the same way; the audit log knows the reason. Whoever has not proved a
//! device is only counted (`strangers`).

use renrakucho_domain::{
    AccountId, DeviceId, Refusal, SessionId, audit::Event, certificate::DeviceKind, device_kinds::DeviceKinds,
    two_places::Place,
};
use renrakucho_protocol::http::KeyProof;
use renrakucho_store::{
    Tx,
    audit::{self, About, Origin},
    certificate::{self, Certified},
    passkey, session, shared_device, sign_in, two_places,
};
use serde_json::Value;
use uuid::Uuid;

use super::{Error, Result, device_kinds};
use crate::{
    app::{App, Shared},
    entropy,
    seal::sha256,
    sign_in::{
        browser_key::{BrowserKey, Purpose, Statement},
        certificate::Presented,
        passkeys::Assertion,
    },
};

/// Why a certificate of our authority is refused of which nothing more is told.
pub(super) const NOT_KNOWN: &str = "certificate not registered, or suspended";

/// The browser's secret of a sign-in under way, from its cookie.
#[derive(Clone)]
pub struct Attempt {
    secret_hash: [u8; 32],
    place: Place,
    request: String,
}

impl Attempt {
    /// From the cookie's value, and where it came from.
    pub fn new(secret: &str, place: Place, request: String) -> Self {
        Self { secret_hash: sha256(secret.as_bytes()), place, request }
    }

    pub(super) fn secret_hash(&self) -> &[u8] {
        &self.secret_hash
    }

    pub(super) fn origin(&self) -> Origin {
        Origin { request: self.request.clone(), ..Origin::default() }
    }
}

/// A begun attempt: the secret for the cookie, the nonce for the device host's URL.
pub struct Begun {
    /// For the cookie.
    pub secret: String,
    /// For the URL.
    pub nonce: String,
}

/// Begins a sign-in from one of the product's origins.
pub async fn begin(app: &Shared, origin: &str) -> Result<Begun> {
    let (secret, nonce) = (token(), token());
    let hashes = (sha256(secret.as_bytes()), sha256(nonce.as_bytes()));
    let (held, origin) = (app.clone(), origin.to_owned());
    app.finish(async move {
        let mut tx = held.database.begin().await?;
        sign_in::begin_attempt(&mut tx, &hashes.0, &hashes.1, &origin, held.config.sign_in.attempt_seconds).await?;
        renrakucho_store::commit(tx).await?;
        Ok(Begun { secret, nonce })
    })
    .await
}

/// What the device host tells a browser.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Verdict {
    /// The device was presented: a one-time code.
    Code(String),
    /// It was not.
    Refused,
    /// It is one of the city's, but its certificate's time is over.
    Expired,
    /// It is one of the city's, but the city does not allow its kind any more.
    NotAllowed,
}

/// Why a device in good standing does not sign in all the same. Its bearer has proved that it is theirs, so they hear it.
fn stopped(allowed: &DeviceKinds, certified: &Certified, has_expired: bool) -> std::result::Result<(), Refusal> {
    allowed.check(certified.kind, certified.is_shared)?;
    if has_expired || certified.has_expired() { Err(Refusal::CertificateExpired) } else { Ok(()) }
}

/// The device host saw a certificate (or none). Answers the origin to go back to, and what it says there. None: the attempt
/// does not exist.
pub async fn present_device(
    app: &Shared,
    nonce: &str,
    presented: std::result::Result<Presented, &'static str>,
    place: Place,
    request: String,
) -> Result<Option<(String, Verdict)>> {
    let nonce_hash = sha256(nonce.as_bytes());
    let Some(origin) = sign_in::origin_of_attempt(&app.database, &nonce_hash).await? else {
        app.strangers.count(place.address, "nonce unknown");
        return Ok(None);
    };
    let held = app.clone();
    let verdict = app
        .finish(async move {
            let allowed = device_kinds::allowed(&held).await?;
            let mut tx = held.database.begin().await?;
            let found = match presented {
                // One that a browser holds cannot be presented here by anybody.
                Ok(presented) => certificate::find(&mut tx, &presented.fingerprint)
                    .await?
                    .filter(|certified| certified.kind != DeviceKind::Browser)
                    .map(|certified| (presented, certified))
                    .ok_or(NOT_KNOWN),
                Err(why) => Err(why),
            };
            let (presented, certified) = match found {
                Ok(found) => found,
                Err(why) => {
                    held.strangers.count(place.address, why);
                    return Ok(Verdict::Refused);
                }
            };
            let origin = Origin { device: Some(certified.device), request, ..Origin::default() };
            if let Err(refusal) = stopped(&allowed, &certified, presented.has_expired) {
                drop(tx);
                audit_refusal(&held, Event::SignInRefused, &origin, &refusal.to_string()).await?;
                let expired = refusal == Refusal::CertificateExpired;
                return Ok(if expired { Verdict::Expired } else { Verdict::NotAllowed });
            }
            let code = token();
            let code_hash = sha256(code.as_bytes());
            let (device, fingerprint) = (certified.device, &presented.fingerprint);
            if !sign_in::present_device(&mut tx, &nonce_hash, device, fingerprint, &code_hash).await? {
                drop(tx);
                audit_refusal(&held, Event::SignInRefused, &origin, "nonce used before").await?;
                return Ok(Verdict::Refused);
            }
            two_places::presented(&mut tx, fingerprint, &place).await?;
            renrakucho_store::commit(tx).await?;
            Ok(Verdict::Code(code))
        })
        .await?;
    Ok(Some((origin, verdict)))
}

/// A certificate that was issued in place of another takes that place when the passkey has completed a sign-in with it, and not
/// when the device is proved: that whoever copied a certificate can do too. False: it has ended meanwhile.
async fn completed(
    tx: &mut Tx,
    account: AccountId,
    device: DeviceId,
    certificate: &[u8],
    from: Origin,
) -> Result<bool> {
    let place = certificate::complete(tx, account, device, certificate).await?;
    if place == certificate::Place::Taken {
        let origin = Origin { account: Some(account), device: Some(device), ..from };
        audit::record(tx, Event::CertificateReplaced, &origin, About::default()).await?;
    }
    Ok(place != certificate::Place::Lost)
}

/// The browser brought the one-time code back.
pub async fn prove_device(app: &Shared, attempt: &Attempt, code: &str) -> Result<()> {
    let (held, attempt, code_hash) = (app.clone(), attempt.clone(), sha256(code.as_bytes()));
    app.finish(async move {
        let mut tx = held.database.begin().await?;
        let device = sign_in::take_device_code(&mut tx, attempt.secret_hash(), &code_hash).await?;
        if device.is_none() {
            return refused_stranger(&held, &attempt, "device code wrong, used or expired");
        }
        renrakucho_store::commit(tx).await?;
        Ok(())
    })
    .await
}

/// The browser proves that it holds its device's key, on a page of this origin. The certificate is judged as one that is
/// presented on the device host is; only who holds the key learns how.
pub async fn prove_key(app: &Shared, attempt: &Attempt, origin: &str, proof: KeyProof) -> Result<()> {
    let (held, attempt, origin) = (app.clone(), attempt.clone(), origin.to_owned());
    app.finish(async move {
        let fingerprint = hex::decode(&proof.fingerprint).unwrap_or_default();
        let allowed = device_kinds::allowed(&held).await?;
        let mut tx = held.database.begin().await?;
        let found = certificate::find(&mut tx, &fingerprint).await?.and_then(|certified| {
            let key = BrowserKey::from_bytes(certified.key_public.as_ref()?)?;
            Some((certified, key))
        });
        let Some((certified, key)) = found else {
            return refused_stranger(&held, &attempt, NOT_KNOWN);
        };
        let statement =
            Statement { purpose: Purpose::SignIn, nonce: &proof.nonce, origin: &origin, about: &fingerprint };
        if !key.signed(&statement, &proof.signature) {
            return refused_stranger(&held, &attempt, "signature not of the certificate's key");
        }
        let from = Origin { device: Some(certified.device), ..attempt.origin() };
        if let Err(refusal) = stopped(&allowed, &certified, false) {
            drop(tx);
            audit_refusal(&held, Event::SignInRefused, &from, &refusal.to_string()).await?;
            return Err(refusal.into());
        }
        let (nonce_hash, device) = (sha256(proof.nonce.as_bytes()), certified.device);
        let secret_hash = attempt.secret_hash();
        if !sign_in::prove_key(&mut tx, secret_hash, &nonce_hash, device, &fingerprint, key.bytes()).await? {
            drop(tx);
            return refused(&held, &attempt, device, None, "nonce unknown, used or expired").await;
        }
        renrakucho_store::commit(tx).await?;
        Ok(())
    })
    .await
}

/// Options for the passkey.
pub async fn begin_passkey(app: &Shared, attempt: &Attempt) -> Result<Value> {
    let (held, attempt) = (app.clone(), attempt.clone());
    app.finish(async move {
        let Some(device) = sign_in::proven_device(&held.database, attempt.secret_hash()).await? else {
            return refused_stranger(&held, &attempt, "no proven device");
        };
        let is_shared = shared_device::is_shared(&held.database, device).await?;
        let (options, state) = held.passkeys.begin_assertion(is_shared);
        let mut tx = held.database.begin().await?;
        sign_in::keep_ceremony(&mut tx, attempt.secret_hash(), "sign_in", &state, None).await?;
        renrakucho_store::commit(tx).await?;
        Ok(options)
    })
    .await
}

/// A session, with the token that goes into the cookie.
pub struct SignedIn {
    /// For the cookie.
    pub token: String,
    /// The session.
    pub session: SessionId,
    /// The account.
    pub account: AccountId,
    /// The device.
    pub device: DeviceId,
}

/// The passkey's answer. Takes the challenge away first, then verifies, then begins the session. It is bound to the key
/// that proved the device; where a certificate in a file did, to one that the browser made for it.
pub async fn finish_passkey(
    app: &Shared,
    attempt: &Attempt,
    credential: Value,
    own_key: Option<BrowserKey>,
) -> Result<SignedIn> {
    let (held, attempt) = (app.clone(), attempt.clone());
    app.finish(async move {
        let Some(taken) = sign_in::take_ceremony(&held.database, attempt.secret_hash(), "sign_in").await? else {
            return refused_stranger(&held, &attempt, "no ceremony under way");
        };
        let Some(assertion) = Assertion::read(credential) else {
            return refused(&held, &attempt, taken.device, None, "not an assertion").await;
        };
        let (account, device) = (AccountId(assertion.user()), taken.device);
        let stored = passkey::on_device(&held.database, assertion.credential_id(), account, device).await?;
        let Some(stored) = stored else {
            return refused(&held, &attempt, device, Some(account), "passkey unknown, or not for this device").await;
        };
        let passkey = stored.id;
        let Some(verified) = held.passkeys.verify(&assertion, taken.state, stored.passkey) else {
            return refused(&held, &attempt, device, Some(account), "passkey not verified").await;
        };
        let mut tx = held.database.begin().await?;
        let allowed = device_kinds::hold(&held, &mut tx).await?;
        if let Some(certificate) = &taken.certificate
            && let Some(certified) = certificate::find(&mut tx, certificate).await?
            && let Err(refusal) = allowed.check(certified.kind, certified.is_shared)
        {
            drop(tx);
            let from = Origin { device: Some(device), ..attempt.origin() };
            audit_refusal(&held, Event::SignInRefused, &from, &refusal.to_string()).await?;
            return Err(refusal.into());
        }
        if let Some(certificate) = &taken.certificate
            && !completed(&mut tx, account, device, certificate, attempt.origin()).await?
        {
            drop(tx);
            return refused(&held, &attempt, device, Some(account), "certificate ended meanwhile").await;
        }
        if !sign_in::may_sign_in(&mut tx, account, device).await? {
            drop(tx);
            return refused(&held, &attempt, device, Some(account), "suspended meanwhile").await;
        }
        if !passkey::used(&mut tx, passkey, verified.passkey()).await? {
            drop(tx);
            return refused(&held, &attempt, device, Some(account), "passkey removed meanwhile").await;
        }
        let key = taken.proven_key.or_else(|| own_key.map(|key| key.bytes().to_vec()));
        let key = key.ok_or(Refusal::Invalid("key"))?;
        let signed_in = begin_session(&held, &mut tx, &attempt, (account, passkey), device, &key).await?;
        renrakucho_store::commit(tx).await?;
        Ok(signed_in)
    })
    .await
}

/// The end of an attempt in which device and person were both proved.
pub(super) async fn begin_session(
    app: &App,
    tx: &mut Tx,
    attempt: &Attempt,
    (account, passkey): (AccountId, Uuid),
    device: DeviceId,
    key: &[u8],
) -> Result<SignedIn> {
    let (token, session) = (token(), SessionId(entropy::id()));
    let token_hash = sha256(token.as_bytes());
    let place = &attempt.place;
    let new = session::New { session, token_hash: &token_hash, account, device, key_public: Some(key), passkey, place };
    session::insert(tx, &new, app.config.sign_in.session_seconds).await?;
    sign_in::end_attempt(tx, attempt.secret_hash()).await?;
    let origin = Origin { account: Some(account), device: Some(device), session: Some(session), ..attempt.origin() };
    audit::record(tx, Event::SignedIn, &origin, About::default()).await?;
    Ok(SignedIn { token, session, account, device })
}

/// Counts the refusal of someone who has not proved a device: an event of their own would be one that anyone can make.
pub(super) fn refused_stranger<T>(app: &App, attempt: &Attempt, why: &'static str) -> Result<T> {
    app.strangers.count(attempt.place.address, why);
    Err(Error::SignInRefused(why))
}

/// Writes down why a device that was proved is refused something, before anybody has said who they are.
pub(super) async fn audit_refusal(app: &App, event: Event, origin: &Origin, why: &str) -> Result<()> {
    let mut tx = app.database.begin().await?;
    audit::record(&mut tx, event, origin, About { detail: Some(why), ..About::default() }).await?;
    renrakucho_store::commit(tx).await?;
    Ok(())
}

/// Writes the reason down, on the device that was proved; the caller hears only that it was refused.
pub(super) async fn refused<T>(
    app: &Shared,
    attempt: &Attempt,
    device: DeviceId,
    account: Option<AccountId>,
    why: &'static str,
) -> Result<T> {
    let mut tx = app.database.begin().await?;
    // An account that a caller merely claims is noted as the subject, not as the actor.
    let about = About { subject: account.map(|id| id.0), detail: Some(why), ..About::default() };
    let origin = Origin { device: Some(device), ..attempt.origin() };
    audit::record(&mut tx, Event::SignInRefused, &origin, about).await?;
    renrakucho_store::commit(tx).await?;
    Err(Error::SignInRefused(why))
}

/// 256 random bits, for URLs and cookies.
pub(crate) fn token() -> String {
    use base64::{Engine, prelude::BASE64_URL_SAFE_NO_PAD};
    BASE64_URL_SAFE_NO_PAD.encode(entropy::bytes::<32>())
}
