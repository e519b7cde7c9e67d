//! Requests for certificates (PKCS#10), made by programs that are not ours. Nothing that one says is believed: subject and
//! extensions are not even read into a certificate. What counts is the public key, if it is of a kind that is allowed, and
//! if the request is signed by it: whoever asks holds it.

use base64::{Engine, prelude::BASE64_STANDARD};
use rcgen::{PKCS_ECDSA_P256_SHA256, PKCS_ECDSA_P384_SHA384, PKCS_RSA_SHA256, PublicKeyData, SignatureAlgorithm};
use x509_parser::{
    certification_request::X509CertificationRequest,
    cri_attributes::ParsedCriAttribute,
    extensions::ParsedExtension,
    oid_registry::{
        OID_EC_P256, OID_KEY_TYPE_EC_PUBLIC_KEY, OID_NIST_EC_P384, OID_PKCS1_RSAENCRYPTION, OID_PKCS1_RSASSAPSS,
        OID_PKCS1_SHA256WITHRSA, OID_PKCS1_SHA384WITHRSA, OID_PKCS1_SHA512WITHRSA, OID_SIG_ECDSA_WITH_SHA256,
        OID_SIG_ECDSA_WITH_SHA384, Oid,
    },
    pem::parse_x509_pem,
    prelude::FromDer,
    public_key::PublicKey,
    x509::SubjectPublicKeyInfo,
};

/// One for RSA of 4096 bits with a long subject has two thousand bytes.
const MAX_DER: usize = 8 * 1024;

/// Bits of an RSA key: fewer are weak, more cost whoever verifies.
const RSA_BITS: std::ops::RangeInclusive<usize> = 2048..=4096;

/// What SHA-1 signed proves nothing.
const SIGNATURES: [Oid<'static>; 6] = [
    OID_SIG_ECDSA_WITH_SHA256,
    OID_SIG_ECDSA_WITH_SHA384,
    OID_PKCS1_SHA256WITHRSA,
    OID_PKCS1_SHA384WITHRSA,
    OID_PKCS1_SHA512WITHRSA,
    OID_PKCS1_RSASSAPSS,
];

/// What is wrong with a request.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Fault {
    /// It is too long.
    Size,
    /// It is no request.
    Form,
    /// Its key is of another kind or size.
    Key,
    /// It is not signed by its key, or in a way that proves nothing.
    Signature,
    /// It asks to become an authority, or for what cannot be read.
    Extensions,
}

impl Fault {
    /// The field by which whoever asked is told, and the audit log.
    pub const fn field(self) -> &'static str {
        match self {
            Self::Size => "request.size",
            Self::Form => "request.form",
            Self::Key => "request.key",
            Self::Signature => "request.signature",
            Self::Extensions => "request.extensions",
        }
    }
}

/// The key of a request, held by whoever sent it.
#[derive(Debug)]
pub struct RequestedKey {
    algorithm: &'static SignatureAlgorithm,
    bytes: Vec<u8>,
}

impl PublicKeyData for RequestedKey {
    fn der_bytes(&self) -> &[u8] {
        &self.bytes
    }

    fn algorithm(&self) -> &'static SignatureAlgorithm {
        self.algorithm
    }
}

impl RequestedKey {
    /// From PEM, or base64 of DER.
    pub fn read(text: &str) -> Result<Self, Fault> {
        // PEM has four characters for three bytes, and says what it is.
        if text.len() > 2 * MAX_DER {
            return Err(Fault::Size);
        }
        Self::from_der(&decoded(text).ok_or(Fault::Form)?)
    }

    fn from_der(der: &[u8]) -> Result<Self, Fault> {
        if der.len() > MAX_DER {
            return Err(Fault::Size);
        }
        let (rest, request) = X509CertificationRequest::from_der(der).map_err(|_| Fault::Form)?;
        if !rest.is_empty() {
            return Err(Fault::Form);
        }
        // Before the signature: how long that takes to verify depends on the key.
        let key = &request.certification_request_info.subject_pki;
        let algorithm = allowed(key).ok_or(Fault::Key)?;
        let is_whole = request.signature_value.unused_bits == 0;
        let is_strong = SIGNATURES.contains(&request.signature_algorithm.algorithm);
        if !is_whole || !is_strong || request.verify_signature().is_err() {
            return Err(Fault::Signature);
        }
        if !asks_for_nothing_grave(&request) {
            return Err(Fault::Extensions);
        }
        Ok(Self { algorithm, bytes: key.subject_public_key.data.to_vec() })
    }
}

fn decoded(text: &str) -> Option<Vec<u8>> {
    if !text.contains("-----BEGIN") {
        let text: String = text.chars().filter(|c| !c.is_ascii_whitespace()).collect();
        return BASE64_STANDARD.decode(text).ok().filter(|der| !der.is_empty());
    }
    let (rest, pem) = parse_x509_pem(text.as_bytes()).ok()?;
    // The longer name is Windows'.
    let is_one = ["CERTIFICATE REQUEST", "NEW CERTIFICATE REQUEST"].contains(&&*pem.label);
    (is_one && rest.trim_ascii().is_empty()).then_some(pem.contents)
}

/// How a key of an allowed kind and size is written into a certificate.
fn allowed(key: &SubjectPublicKeyInfo<'_>) -> Option<&'static SignatureAlgorithm> {
    if key.subject_public_key.unused_bits != 0 {
        return None;
    }
    let kind = &key.algorithm.algorithm;
    if *kind == OID_KEY_TYPE_EC_PUBLIC_KEY {
        let curve = key.algorithm.parameters.as_ref()?.as_oid().ok()?;
        // That it is an uncompressed point of the curve the signature's verification demands.
        return if curve == OID_EC_P256 {
            Some(&PKCS_ECDSA_P256_SHA256)
        } else if curve == OID_NIST_EC_P384 {
            Some(&PKCS_ECDSA_P384_SHA384)
        } else {
            None
        };
    }
    let PublicKey::RSA(rsa) = key.parsed().ok().filter(|_| *kind == OID_PKCS1_RSAENCRYPTION)? else { return None };
    let first = rsa.modulus.iter().position(|byte| *byte != 0)?;
    let modulus = &rsa.modulus[first..];
    let bits = modulus.len() * 8 - modulus[0].leading_zeros() as usize;
    // Exponents as programs of this century choose them; small ones have been misused.
    let exponent =
        rsa.exponent.iter().try_fold(0_u64, |sum, byte| sum.checked_mul(256)?.checked_add((*byte).into()))?;
    (RSA_BITS.contains(&bits) && (65_537..1 << 33).contains(&exponent)).then_some(&PKCS_RSA_SHA256)
}

/// Whatever it asks for, it gets nothing of it. But who asks to issue certificates is no device, and should hear so.
fn asks_for_nothing_grave(request: &X509CertificationRequest<'_>) -> bool {
    request.certification_request_info.iter_attributes().all(|attribute| match attribute.parsed_attribute() {
        ParsedCriAttribute::ExtensionRequest(asked) => {
            asked.extensions.iter().all(|extension| match extension.parsed_extension() {
                ParsedExtension::BasicConstraints(constraints) => !constraints.ca,
                ParsedExtension::KeyUsage(usage) => !usage.key_cert_sign() && !usage.crl_sign(),
                ParsedExtension::ParseError { .. } => false,
                _ => true,
            })
        }
        _ => true,
    })
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use rcgen::{BasicConstraints, CertificateParams, ExtendedKeyUsagePurpose, IsCa, KeyPair, KeyUsagePurpose};

    use super::*;

    fn request(change: impl FnOnce(&mut CertificateParams)) -> Vec<u8> {
        let mut params = CertificateParams::new(["somebody.example".to_owned()]).expect("parameters");
        change(&mut params);
        params.serialize_request(&KeyPair::generate().expect("a key")).expect("a request").der().to_vec()
    }

    fn pem(label: &str, der: &[u8]) -> String {
        format!("-----BEGIN {label}-----\n{}\n-----END {label}-----\n", BASE64_STANDARD.encode(der))
    }

    fn fault(text: &str) -> Option<Fault> {
        RequestedKey::read(text).err()
    }

    #[test]
    fn it_is_read_in_every_form_that_programs_write() {
        let der = request(|params| params.extended_key_usages = vec![ExtendedKeyUsagePurpose::ServerAuth]);
        let in_lines: String = BASE64_STANDARD.encode(&der).chars().flat_map(|c| [c, '\n']).collect();
        for text in [
            pem("CERTIFICATE REQUEST", &der),
            pem("NEW CERTIFICATE REQUEST", &der),
            format!("Certificate Request:\n    Data:\n{}\n", pem("CERTIFICATE REQUEST", &der)),
            in_lines,
        ] {
            let key = RequestedKey::read(&text).expect("a request");
            assert_eq!((key.bytes.len(), key.algorithm), (65, &PKCS_ECDSA_P256_SHA256));
        }
    }

    #[test]
    fn what_is_none_is_refused_by_what_is_wrong_with_it() {
        let der = request(|_| ());
        assert_eq!(fault(""), Some(Fault::Form));
        assert_eq!(fault("%%"), Some(Fault::Form));
        assert_eq!(fault(&pem("CERTIFICATE", &der)), Some(Fault::Form));
        assert_eq!(fault(&pem("CERTIFICATE REQUEST", &der).repeat(2)), Some(Fault::Form));
        assert_eq!(fault(&pem("CERTIFICATE REQUEST", &[&der[..], b"more"].concat())), Some(Fault::Form));
        assert_eq!(fault(&"A".repeat(2 * MAX_DER + 1)), Some(Fault::Size));
        assert_eq!(fault(&BASE64_STANDARD.encode([0x30; MAX_DER + 1])), Some(Fault::Size));
        let mut forged = der;
        *forged.last_mut().expect("bytes") ^= 1;
        assert_eq!(fault(&BASE64_STANDARD.encode(forged)), Some(Fault::Signature));
    }

    #[test]
    fn who_asks_to_be_an_authority_is_no_device() {
        let of = |change: fn(&mut CertificateParams)| fault(&BASE64_STANDARD.encode(request(change)));
        let authority = of(|params| params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained));
        assert_eq!(authority, Some(Fault::Extensions));
        for usage in [KeyUsagePurpose::KeyCertSign, KeyUsagePurpose::CrlSign] {
            let der = request(|params| params.key_usages = vec![KeyUsagePurpose::DigitalSignature, usage]);
            assert_eq!(fault(&BASE64_STANDARD.encode(der)), Some(Fault::Extensions));
        }
        assert_eq!(of(|params| params.key_usages = vec![KeyUsagePurpose::DigitalSignature]), None);
    }

    #[test]
    fn a_request_that_was_cut_short_is_refused_at_every_byte() {
        let der = request(|_| ());
        for length in 1..der.len() {
            assert_eq!(fault(&BASE64_STANDARD.encode(&der[..length])), Some(Fault::Form), "{length}");
        }
    }

    proptest! {
        #[test]
        fn no_changed_byte_leads_to_another_key(place in any::<prop::sample::Index>(), with in 1_u8..) {
            let mut der = request(|_| ());
            let key = RequestedKey::from_der(&der).expect("a request").bytes;
            let place = place.index(der.len());
            der[place] ^= with;
            // What stands around the signature is not signed; all else is.
            if let Ok(read) = RequestedKey::from_der(&der) {
                prop_assert_eq!(read.bytes, key, "{} {}", place, with);
            }
        }

        #[test]
        fn noise_is_no_request(noise in proptest::collection::vec(any::<u8>(), 0..500)) {
            prop_assert!(RequestedKey::from_der(&noise).is_err());
            prop_assert!(RequestedKey::read(&String::from_utf8_lossy(&noise)).is_err());
        }
    }
}
