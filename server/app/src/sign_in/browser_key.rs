//! Keys that a browser made and does not give away (WebCrypto, P-256): what they sign, and whether they signed it.

use base64::{Engine, prelude::BASE64_URL_SAFE_NO_PAD as B64};
use p256::ecdsa::{Signature, VerifyingKey, signature::Verifier};

use crate::seal::sha256;

/// An uncompressed point.
const POINT: usize = 65;

/// What a signature is for. One that was made for one purpose is worth nothing for another.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Purpose {
    /// A key that is to become a device's.
    Enrolment,
    /// A device signs in.
    SignIn,
    /// A session goes on.
    Session,
    /// A live connection begins.
    Live,
}

impl Purpose {
    const fn as_str(self) -> &'static str {
        match self {
            Self::Enrolment => "enrolment",
            Self::SignIn => "sign-in",
            Self::Session => "session",
            Self::Live => "live",
        }
    }
}

/// What is signed: for what, the server's nonce, the page's origin, and SHA-256 of what the key claims to be (the
/// certificate, or the key itself where it has none).
#[derive(Clone, Copy, Debug)]
pub struct Statement<'a> {
    /// For what.
    pub purpose: Purpose,
    /// The server's nonce.
    pub nonce: &'a str,
    /// The page's origin.
    pub origin: &'a str,
    /// SHA-256.
    pub about: &'a [u8],
}

impl Statement<'_> {
    /// As it is signed.
    fn text(&self) -> String {
        let about = hex::encode(self.about);
        format!("renrakucho.v1\n{}\n{}\n{}\n{about}", self.purpose.as_str(), self.nonce, self.origin)
    }
}

/// A public key of P-256.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct BrowserKey {
    bytes: Vec<u8>,
    key: VerifyingKey,
}

impl BrowserKey {
    /// From base64url of the uncompressed point. Another curve, another form, or no point of the curve: none.
    pub fn read(text: &str) -> Option<Self> {
        Self::from_bytes(&B64.decode(text).ok()?)
    }

    /// From the uncompressed point.
    pub fn from_bytes(bytes: &[u8]) -> Option<Self> {
        let key = VerifyingKey::from_sec1_bytes(bytes).ok().filter(|_| bytes.len() == POINT)?;
        Some(Self { bytes: bytes.to_vec(), key })
    }

    /// The uncompressed point.
    pub fn bytes(&self) -> &[u8] {
        &self.bytes
    }

    /// What a statement of a key without a certificate is about.
    pub fn digest(&self) -> [u8; 32] {
        sha256(&self.bytes)
    }

    /// Whether this key signed it. The signature is base64url of the two numbers, 32 bytes each, as browsers make it.
    pub fn signed(&self, statement: &Statement<'_>, signature: &str) -> bool {
        let Some(signature) = B64.decode(signature).ok().and_then(|bytes| Signature::from_slice(&bytes).ok()) else {
            return false;
        };
        self.key.verify(statement.text().as_bytes(), &signature).is_ok()
    }
}

#[cfg(test)]
mod tests {
    use p256::ecdsa::{SigningKey, signature::Signer};

    use super::*;

    fn pair(seed: u8) -> (SigningKey, BrowserKey) {
        let key = SigningKey::from_slice(&[seed; 32]).expect("a key");
        let public =
            BrowserKey::from_bytes(key.verifying_key().to_sec1_point(false).as_bytes()).expect("its public half");
        (key, public)
    }

    #[test]
    fn a_signature_counts_for_what_it_says_and_for_nothing_else() {
        let ((mine, public), (_, theirs)) = (pair(1), pair(2));
        let about = [7; 32];
        let origin = "https://localhost:8443";
        let statement = Statement { purpose: Purpose::SignIn, nonce: "n", origin, about: &about };
        let signature: Signature = mine.sign(statement.text().as_bytes());
        let signature = B64.encode(signature.to_bytes());
        assert!(public.signed(&statement, &signature));
        assert!(!theirs.signed(&statement, &signature));
        for other in [
            Statement { purpose: Purpose::Enrolment, ..statement },
            Statement { nonce: "m", ..statement },
            Statement { origin: "https://localhost:8444", ..statement },
            Statement { about: &[8; 32], ..statement },
        ] {
            assert!(!public.signed(&other, &signature), "{other:?}");
        }
        for garbage in ["", "AAAA", "!", &signature[1..]] {
            assert!(!public.signed(&statement, garbage), "{garbage}");
        }
    }

    #[test]
    fn only_points_of_the_curve_are_keys() {
        let (_, public) = pair(1);
        let mut off = public.bytes().to_vec();
        *off.last_mut().expect("bytes") ^= 1;
        let mut compressed = public.bytes()[..33].to_vec();
        compressed[0] = 2 + (public.bytes()[64] & 1);
        for wrong in [off, compressed, vec![0], Vec::new(), vec![4; 97], vec![0; 65]] {
            assert_eq!(BrowserKey::from_bytes(&wrong), None, "{} bytes", wrong.len());
        }
    }
}
