//! TLS of the two hosts. ring's provider, because it builds without C++ and cmake.

use std::{fs, path::Path, sync::Arc};

use anyhow::Context;
use rustls::{
    CipherSuite, ServerConfig,
    crypto::{CryptoProvider, ring},
    pki_types::{CertificateDer, PrivateKeyDer, pem::PemObject},
    server::NoServerSessionStorage,
    version,
};

use crate::{
    config::Http,
    sign_in::certificate::{AskForCertificate, Judge},
};

/// TLS 1.3, and of 1.2 only what the high-security profile of IPA's TLS guide (3.1) allows: ECDHE with AES-GCM 256 or
/// ChaCha20. rustls offers nothing weaker than ECDHE with AEAD anyway.
fn provider() -> CryptoProvider {
    let mut provider = ring::default_provider();
    provider.cipher_suites.retain(|suite| {
        !matches!(
            suite.suite(),
            CipherSuite::TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256 | CipherSuite::TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256
        )
    });
    provider
}

/// Certificates of a PEM file, in its order.
pub fn certificates(file: &Path) -> anyhow::Result<Vec<CertificateDer<'static>>> {
    let text = fs::read(file).with_context(|| file.display().to_string())?;
    let chain: Vec<_> = CertificateDer::pem_slice_iter(&text).collect::<Result<_, _>>()?;
    anyhow::ensure!(!chain.is_empty(), "{}: no certificate", file.display());
    Ok(chain)
}

fn key(file: &Path) -> anyhow::Result<PrivateKeyDer<'static>> {
    PrivateKeyDer::from_pem_file(file).with_context(|| file.display().to_string())
}

/// A server that asks for no certificate. Fails if the key is not that of the certificate.
pub fn server(certificate: &Path, private_key: &Path) -> anyhow::Result<ServerConfig> {
    Ok(ServerConfig::builder_with_provider(Arc::new(provider()))
        .with_protocol_versions(&[&version::TLS13, &version::TLS12])?
        .with_no_client_auth()
        .with_single_cert(certificates(certificate)?, key(private_key)?)?)
}

/// The main host: no certificate is asked for.
pub fn main_host(http: &Http) -> anyhow::Result<Arc<ServerConfig>> {
    let mut config = server(&http.certificate, &http.key).context("http.certificate")?;
    config.alpn_protocols = vec![b"h2".to_vec(), b"http/1.1".to_vec()];
    Ok(Arc::new(config))
}

/// The device host: asks for the device's certificate in every handshake. Nothing is resumed: a resumed session would
/// skip the certificate. HTTP/1.1 only, one connection per visit, so that each visit is a new handshake.
pub fn device_host(http: &Http) -> anyhow::Result<(Arc<ServerConfig>, Arc<Judge>)> {
    let judge = Judge::new(certificates(&http.device_authority)?)?;
    let mut config = ServerConfig::builder_with_provider(Arc::new(provider()))
        .with_protocol_versions(&[&version::TLS13, &version::TLS12])?
        .with_client_cert_verifier(Arc::new(AskForCertificate(Arc::clone(&judge))))
        .with_single_cert(certificates(&http.device_certificate)?, key(&http.device_key)?)
        .context("http.device_certificate")?;
    config.alpn_protocols = vec![b"http/1.1".to_vec()];
    config.session_storage = Arc::new(NoServerSessionStorage {});
    config.send_tls13_tickets = 0;
    config.max_early_data_size = 0;
    Ok((Arc::new(config), judge))
}
