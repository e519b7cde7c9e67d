use std::{path::Path, sync::Arc};

use rustls::{
    ClientConfig, RootCertStore,
    pki_types::{CertificateDer, PrivateKeyDer, pem::PemObject},
};

use crate::Certificate;

/// TLS as a browser of the city speaks it: trusts the city's authority only, presents the certificate if it has one.
pub fn client_config(authority: &Path, certificate: Option<&Certificate>) -> Arc<ClientConfig> {
    let _ = rustls::crypto::ring::default_provider().install_default();
    let mut roots = RootCertStore::empty();
    for root in CertificateDer::pem_file_iter(authority).expect("the authority's certificate") {
        roots.add(root.expect("a certificate")).expect("an authority");
    }
    let builder = ClientConfig::builder().with_root_certificates(roots);
    let config = match certificate {
        None => builder.with_no_client_auth(),
        Some(certificate) => {
            let chain = CertificateDer::pem_slice_iter(certificate.pem.as_bytes()).collect::<Result<_, _>>();
            let key = PrivateKeyDer::from_pem_slice(certificate.key.as_bytes()).expect("a key");
            builder.with_client_auth_cert(chain.expect("certificates"), key).expect("certificate and key")
        }
    };
    Arc::new(config)
}
