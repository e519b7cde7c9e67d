use base64::{Engine, prelude::BASE64_URL_SAFE_NO_PAD as B64};
use p256::ecdsa::{Signature, SigningKey, signature::Signer};
use renrakucho_protocol::http::{SessionChallenge, SignInBegun};
use serde_json::{Value, json};
use sha2::{Digest, Sha256};

use crate::{Answer, Browser, Passkey};

/// A key that a browser made, and what it is known by once it has a certificate.
#[derive(Clone)]
pub struct OwnKey {
    secret: SigningKey,
    /// SHA-256 of its certificate; before it has one, of nothing.
    pub fingerprint: Vec<u8>,
}

impl OwnKey {
    /// A new one.
    #[expect(clippy::disallowed_methods, reason = "a client of the server, not the server")]
    pub fn make() -> Self {
        let mut secret = [0; 32];
        getrandom::fill(&mut secret).expect("randomness");
        let secret = SigningKey::from_slice(&secret).expect("all but one in 2^32 are keys");
        Self { secret, fingerprint: Vec::new() }
    }

    /// The same under another certificate.
    #[must_use]
    pub fn known_by(&self, fingerprint: &[u8]) -> Self {
        Self { secret: self.secret.clone(), fingerprint: fingerprint.to_vec() }
    }

    /// The uncompressed point.
    pub fn point(&self) -> Vec<u8> {
        self.secret.verifying_key().to_sec1_point(false).as_bytes().to_vec()
    }

    /// As it is sent.
    pub fn public(&self) -> String {
        B64.encode(self.point())
    }

    /// Signs a nonce for a purpose, as the holder of what `about` is the digest of.
    pub fn sign(&self, purpose: &str, nonce: &str, origin: &str, about: &[u8]) -> String {
        let text = format!("renrakucho.v1\n{purpose}\n{nonce}\n{origin}\n{}", hex::encode(about));
        let signature: Signature = self.secret.sign(text.as_bytes());
        B64.encode(signature.to_bytes())
    }

    /// The body that begins an enrolment with this key.
    pub fn enrolment(&self, code: &str, nonce: &str, origin: &str) -> Value {
        let signature = self.sign("enrolment", nonce, origin, &Sha256::digest(self.point()));
        json!({ "code": code, "key": { "public": self.public(), "nonce": nonce, "signature": signature } })
    }

    /// Signs a nonce as the key of a session.
    pub fn sign_session(&self, purpose: &str, nonce: &str, origin: &str) -> String {
        self.sign(purpose, nonce, origin, &Sha256::digest(self.point()))
    }

    /// The body that proves the key in a sign-in.
    pub fn proof(&self, nonce: &str, origin: &str) -> Value {
        let signature = self.sign("sign-in", nonce, origin, &self.fingerprint);
        json!({ "fingerprint": hex::encode(&self.fingerprint), "nonce": nonce, "signature": signature })
    }
}

impl Browser {
    /// Begins an attempt.
    pub async fn attempt(&mut self) -> SignInBegun {
        self.post("/api/v1/sign-in", &Value::Null).await.json()
    }

    /// Begins an enrolment with a new key; the key, and the server's answer.
    pub async fn begin_enrolment(&mut self, code: &str) -> (OwnKey, Answer) {
        let nonce = self.attempt().await.nonce;
        let mut key = OwnKey::make();
        let answer = self.post("/api/v1/enrolment/begin", &key.enrolment(code, &nonce, &self.origin.clone())).await;
        if answer.status == 200 {
            let begun: Value = serde_json::from_str(&answer.text).expect("JSON");
            let certificate = begun["certificate"].as_str().expect("a certificate").to_owned();
            key.fingerprint = Sha256::digest(B64.decode(certificate).expect("base64url")).to_vec();
        }
        (key, answer)
    }

    /// All of an enrolment: afterwards the browser is inside.
    pub async fn enrol(&mut self, code: &str) -> (OwnKey, Passkey) {
        let (key, begun) = self.begin_enrolment(code).await;
        let (passkey, credential) = Passkey::make(&begun.json(), &self.origin);
        self.post("/api/v1/enrolment/finish", &json!({ "credential": credential })).await.ok();
        self.session_key = key.clone();
        (key, passkey)
    }

    /// Proves the session's key, with a key; the server's answer.
    pub async fn renew_with(&mut self, key: &OwnKey) -> Answer {
        let challenge: SessionChallenge = self.post("/api/v1/session/challenge", &Value::Null).await.json();
        let signature = key.sign_session("session", &challenge.nonce, &self.origin);
        self.post("/api/v1/session/renewal", &json!({ "nonce": challenge.nonce, "signature": signature })).await
    }

    /// Proves the key in a new attempt.
    pub async fn prove_key(&mut self, key: &OwnKey) -> Answer {
        let nonce = self.attempt().await.nonce;
        self.session_key = key.clone();
        self.post("/api/v1/sign-in/key", &key.proof(&nonce, &self.origin.clone())).await
    }
}
