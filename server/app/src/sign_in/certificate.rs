//! The device's certificate: proved in the TLS handshake of the device host, judged in its handler.
//!
//! The handshake accepts every certificate whose private key the client holds, also expired or foreign ones: a strict
//! handshake would end in a browser's error page, and the person could not be told what to do. The handler judges.

use std::sync::Arc;

use anyhow::Context;
use rustls::{
    DigitallySignedStruct, DistinguishedName, Error, RootCertStore, SignatureScheme,
    client::danger::HandshakeSignatureValid,
    pki_types::{CertificateDer, UnixTime},
    server::{
        WebPkiClientVerifier,
        danger::{ClientCertVerified, ClientCertVerifier},
    },
};

use crate::{clock, seal::sha256};

const FOREIGN: &str = "certificate foreign or out of time";

/// A certificate of our authority, whose key its bearer holds.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Presented {
    /// SHA-256 of it.
    pub fingerprint: [u8; 32],
    /// Whether its time is over.
    pub has_expired: bool,
}

/// Judges certificates by the authority that issued our devices'.
#[derive(Debug)]
pub struct Judge {
    strict: Arc<dyn ClientCertVerifier>,
}

impl Judge {
    /// Trusts exactly this authority.
    pub fn new(authority: Vec<CertificateDer<'static>>) -> anyhow::Result<Arc<Self>> {
        let mut roots = RootCertStore::empty();
        for certificate in authority {
            roots.add(certificate).context("http.device_authority")?;
        }
        let strict = WebPkiClientVerifier::builder(Arc::new(roots)).build().context("http.device_authority")?;
        Ok(Arc::new(Self { strict }))
    }

    /// What was presented, if our authority issued it for client authentication. Whether it is registered and in good
    /// standing the database knows.
    pub fn judge(&self, chain: Option<&[CertificateDer<'_>]>) -> Result<Presented, &'static str> {
        let (leaf, rest) = chain.and_then(<[_]>::split_first).ok_or("no certificate")?;
        let is_good_at = |seconds: i64| {
            let seconds = u64::try_from(seconds).unwrap_or_default();
            let then = UnixTime::since_unix_epoch(std::time::Duration::from_secs(seconds));
            self.strict.verify_client_cert(leaf, rest, then).is_ok()
        };
        let now = clock::now().unix_timestamp();
        let has_expired = if is_good_at(now) {
            false
        } else {
            // One that was good to its last second is told apart: its person must hear what to do.
            let (_, parsed) = x509_parser::parse_x509_certificate(leaf).map_err(|_| FOREIGN)?;
            let last = parsed.validity().not_after.timestamp();
            if last >= now || !is_good_at(last) {
                return Err(FOREIGN);
            }
            true
        };
        Ok(Presented { fingerprint: sha256(leaf), has_expired })
    }
}

/// The handshake's side: asks for a certificate of our authority, demands proof of possession, accepts and leaves the
/// judgement to [`Judge::judge`].
#[derive(Debug)]
pub struct AskForCertificate(pub Arc<Judge>);

impl ClientCertVerifier for AskForCertificate {
    fn offer_client_auth(&self) -> bool {
        true
    }

    fn client_auth_mandatory(&self) -> bool {
        false
    }

    fn root_hint_subjects(&self) -> &[DistinguishedName] {
        self.0.strict.root_hint_subjects()
    }

    fn verify_client_cert(
        &self,
        _end_entity: &CertificateDer<'_>,
        _intermediates: &[CertificateDer<'_>],
        _now: UnixTime,
    ) -> Result<ClientCertVerified, Error> {
        Ok(ClientCertVerified::assertion())
    }

    fn verify_tls12_signature(
        &self,
        message: &[u8],
        cert: &CertificateDer<'_>,
        dss: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, Error> {
        self.0.strict.verify_tls12_signature(message, cert, dss)
    }

    fn verify_tls13_signature(
        &self,
        message: &[u8],
        cert: &CertificateDer<'_>,
        dss: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, Error> {
        self.0.strict.verify_tls13_signature(message, cert, dss)
    }

    fn supported_verify_schemes(&self) -> Vec<SignatureScheme> {
        self.0.strict.supported_verify_schemes()
    }
}
