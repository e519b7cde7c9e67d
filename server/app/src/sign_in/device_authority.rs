//! Our own certificate authority (rcgen): certificates for devices and, for a city without another one, for its servers.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

use anyhow::Context;
use rcgen::{
    BasicConstraints, CertificateParams, DnType, ExtendedKeyUsagePurpose, IsCa, Issuer, KeyPair, KeyUsagePurpose,
    PKCS_ECDSA_P256_SHA256, PublicKeyData, SanType, SerialNumber, SignatureAlgorithm,
};
use renrakucho_domain::DeviceId;
use time::{Duration, OffsetDateTime};

use super::browser_key::BrowserKey;
use crate::{clock, entropy, seal::sha256};

/// Browsers refuse server certificates that are valid for longer.
const VALID_DAYS: i64 = 397;

/// A certificate and its private key, as PEM.
pub struct Pair {
    /// The certificate.
    pub certificate_pem: String,
    /// The private key (PKCS#8).
    pub key_pem: String,
}

/// A device's certificate: PEM for programs, PKCS#12 for browsers.
pub struct DeviceCertificate {
    /// Certificate and key.
    pub pair: Pair,
    /// Both with the authority's certificate, encrypted with `password`.
    pub pkcs12: Vec<u8>,
    /// 80 random bits.
    pub password: String,
    /// SHA-256 of the certificate: what the server knows it by.
    pub fingerprint: [u8; 32],
    /// Validity.
    pub not_before: OffsetDateTime,
    /// Validity, at most 397 days.
    pub not_after: OffsetDateTime,
}

/// A certificate for a key that somebody else holds.
pub struct KeyCertificate {
    /// The certificate.
    pub der: Vec<u8>,
    /// The same, with the authority's after it.
    pub chain_pem: String,
    /// SHA-256 of it.
    pub fingerprint: [u8; 32],
    /// Validity.
    pub not_before: OffsetDateTime,
    /// Validity, at most 397 days.
    pub not_after: OffsetDateTime,
}

/// The authority, with its private key.
pub struct DeviceAuthority {
    certificate_pem: String,
    key_pem: String,
}

impl DeviceAuthority {
    /// A new authority, directly above the certificates it issues: fewer things that clients get wrong.
    pub fn create(name: &str) -> anyhow::Result<Self> {
        let key = KeyPair::generate_for(&PKCS_ECDSA_P256_SHA256)?;
        let mut params = CertificateParams::default();
        params.distinguished_name.push(DnType::CommonName, name);
        params.is_ca = IsCa::Ca(BasicConstraints::Constrained(0));
        params.key_usages = vec![KeyUsagePurpose::KeyCertSign, KeyUsagePurpose::CrlSign];
        params.serial_number = Some(serial());
        let now = clock::now();
        (params.not_before, params.not_after) = (now - Duration::hours(1), now + Duration::days(3650));
        let certificate = params.self_signed(&key)?;
        Ok(Self { certificate_pem: certificate.pem(), key_pem: key.serialize_pem() })
    }

    /// From the PEM files of an existing authority.
    pub const fn from_pem(certificate_pem: String, key_pem: String) -> Self {
        Self { certificate_pem, key_pem }
    }

    /// The authority's certificate.
    pub fn certificate_pem(&self) -> &str {
        &self.certificate_pem
    }

    /// The one that issues: another, whose certificates are still about, may stand after it.
    fn issuing_pem(&self) -> &str {
        self.certificate_pem.split_inclusive("-----END CERTIFICATE-----").next().unwrap_or_default()
    }

    /// The authority's private key.
    pub fn key_pem(&self) -> &str {
        &self.key_pem
    }

    fn sign(
        &self,
        mut params: CertificateParams,
        usage: ExtendedKeyUsagePurpose,
        key: &impl PublicKeyData,
    ) -> anyhow::Result<Signed> {
        let issuer = Issuer::from_ca_cert_pem(&self.certificate_pem, KeyPair::from_pem(&self.key_pem)?)?;
        params.is_ca = IsCa::ExplicitNoCa;
        params.key_usages = vec![KeyUsagePurpose::DigitalSignature];
        params.extended_key_usages = vec![usage];
        params.serial_number = Some(serial());
        params.use_authority_key_identifier_extension = true;
        let now = clock::now().replace_nanosecond(0)?;
        (params.not_before, params.not_after) = (now - Duration::hours(1), now + Duration::days(VALID_DAYS));
        let certificate = params.signed_by(key, &issuer)?;
        Ok(Signed { certificate, not_before: params.not_before, not_after: params.not_after })
    }

    fn issue(&self, params: CertificateParams, usage: ExtendedKeyUsagePurpose) -> anyhow::Result<Issued> {
        let key = KeyPair::generate_for(&PKCS_ECDSA_P256_SHA256)?;
        let Signed { certificate, not_before, not_after } = self.sign(params, usage, &key)?;
        Ok(Issued {
            der: certificate.der().to_vec(),
            pair: Pair { certificate_pem: certificate.pem(), key_pem: key.serialize_pem() },
            key_der: key.serialize_der(),
            not_before,
            not_after,
        })
    }

    /// A certificate for a key that somebody else holds. Of what was sent it takes the key and nothing else; it names the
    /// device by its id, so that it tells nothing about a person.
    pub fn issue_for_key(&self, device: DeviceId, key: &impl PublicKeyData) -> anyhow::Result<KeyCertificate> {
        let mut params = CertificateParams::default();
        params.distinguished_name.push(DnType::CommonName, device.0.to_string());
        let signed = self.sign(params, ExtendedKeyUsagePurpose::ClientAuth, key)?;
        let der = signed.certificate.der().to_vec();
        Ok(KeyCertificate {
            chain_pem: signed.certificate.pem() + self.issuing_pem(),
            fingerprint: sha256(&der),
            der,
            not_before: signed.not_before,
            not_after: signed.not_after,
        })
    }

    /// A certificate for a server on this machine, for its name and both of its loopback addresses.
    pub fn issue_for_localhost(&self, name: &str) -> anyhow::Result<Pair> {
        let mut params = CertificateParams::default();
        params.distinguished_name.push(DnType::CommonName, name);
        params.subject_alt_names = vec![
            SanType::DnsName("localhost".try_into()?),
            SanType::IpAddress(IpAddr::V4(Ipv4Addr::LOCALHOST)),
            SanType::IpAddress(IpAddr::V6(Ipv6Addr::LOCALHOST)),
        ];
        Ok(self.issue(params, ExtendedKeyUsagePurpose::ServerAuth)?.pair)
    }

    /// A certificate for a device.
    pub fn issue_for_device(&self, label: &str) -> anyhow::Result<DeviceCertificate> {
        let mut params = CertificateParams::default();
        params.distinguished_name.push(DnType::CommonName, label);
        let issued = self.issue(params, ExtendedKeyUsagePurpose::ClientAuth)?;
        let password = hex::encode(entropy::bytes::<10>());
        let authority = rustls::pki_types::CertificateDer::from_pem(&self.certificate_pem)?;
        let pkcs12 = pkcs12(label, &issued, &authority, &password)?;
        Ok(DeviceCertificate {
            fingerprint: sha256(&issued.der),
            pair: issued.pair,
            pkcs12,
            password,
            not_before: issued.not_before,
            not_after: issued.not_after,
        })
    }
}

struct Signed {
    certificate: rcgen::Certificate,
    not_before: OffsetDateTime,
    not_after: OffsetDateTime,
}

impl PublicKeyData for BrowserKey {
    fn der_bytes(&self) -> &[u8] {
        self.bytes()
    }

    fn algorithm(&self) -> &'static SignatureAlgorithm {
        &PKCS_ECDSA_P256_SHA256
    }
}

struct Issued {
    der: Vec<u8>,
    key_der: Vec<u8>,
    pair: Pair,
    not_before: OffsetDateTime,
    not_after: OffsetDateTime,
}

trait FromPem: Sized {
    fn from_pem(pem: &str) -> anyhow::Result<Self>;
}

impl FromPem for rustls::pki_types::CertificateDer<'static> {
    fn from_pem(pem: &str) -> anyhow::Result<Self> {
        use rustls::pki_types::pem::PemObject;
        Self::from_pem_slice(pem.as_bytes()).context("not a certificate")
    }
}

fn serial() -> SerialNumber {
    let mut bytes = entropy::bytes::<16>();
    // Positive, as X.509 demands.
    bytes[0] &= 0x7f;
    SerialNumber::from_slice(&bytes)
}

/// The one form that Windows, macOS, iOS, Android, NSS and OpenSSL all read: 3DES and SHA-1 for the container. The
/// password is random, used once and lives for minutes, so the container's age does not matter.
fn pkcs12(label: &str, issued: &Issued, authority: &[u8], password: &str) -> anyhow::Result<Vec<u8>> {
    use p12_keystore::{
        Certificate, EncryptionAlgorithm, KeyStore, KeyStoreEntry, LocalKeyId, MacAlgorithm, PrivateKey,
        PrivateKeyChain,
    };
    let mut store = KeyStore::new();
    let chain = PrivateKeyChain::new(
        LocalKeyId(sha256(&issued.der)[..20].to_vec()),
        PrivateKey::from_der(&issued.key_der)?,
        [Certificate::from_der(&issued.der)?, Certificate::from_der(authority)?],
    );
    store.add_entry(label, KeyStoreEntry::PrivateKeyChain(chain));
    Ok(store
        .writer(password)
        .encryption_algorithm(EncryptionAlgorithm::PbeWithShaAnd3KeyTripleDesCbc)
        .encryption_iterations(2048)
        .mac_algorithm(MacAlgorithm::HmacSha1)
        .mac_iterations(2048)
        .write()?)
}
