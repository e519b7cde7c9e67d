//! What a proxy in front tells about its client: the address, and the certificate that the client proved to it. Believed of
//! the proxies that the configuration names, and of nobody else: to them a client's word for its own certificate would be as
//! good as the key.

use std::{net::IpAddr, sync::Arc};

use base64::{Engine, prelude::BASE64_STANDARD};
use http::{HeaderMap, HeaderName, HeaderValue};
use ipnet::IpNet;
use percent_encoding::percent_decode_str;
use rustls::pki_types::{CertificateDer, pem::PemObject};

use super::Peer;

/// RFC 9440; also with the value of nginx's `$ssl_client_escaped_cert`.
const CLIENT_CERT: HeaderName = HeaderName::from_static("client-cert");
/// The client's address, the nearest proxy's word last.
const FORWARDED_FOR: HeaderName = HeaderName::from_static("x-forwarded-for");

/// Whether an address is a proxy's.
pub(super) fn is_proxy(proxies: &[IpNet], address: IpAddr) -> bool {
    proxies.iter().any(|network| network.contains(&address))
}

/// Who is at the other end of a request that came over this connection.
pub(super) fn peer(proxies: &[IpNet], connection: &Peer, headers: &HeaderMap) -> Peer {
    if is_proxy(proxies, connection.address) {
        // The proxy's own certificate, if it presented one here, is no device's.
        return Peer { address: client(proxies, connection.address, headers), certificates: forwarded(headers) };
    }
    if headers.contains_key(CLIENT_CERT) {
        // No browser sends it. Whoever does, and presents a certificate of their own beside it, is not believed either.
        return Peer { certificates: Err("certificate in a header from no proxy"), ..connection.clone() };
    }
    connection.clone()
}

/// The last address in the list that is not a proxy's: those before it are hearsay.
fn client(proxies: &[IpNet], proxy: IpAddr, headers: &HeaderMap) -> IpAddr {
    let mut nearest = proxy;
    let lines: Vec<_> = headers.get_all(FORWARDED_FOR).iter().map(HeaderValue::to_str).collect();
    let said = lines.iter().rev().flat_map(|line| line.as_ref().map_or("", |line| *line).rsplit(','));
    for word in said {
        let Ok(address) = word.trim().parse::<IpAddr>() else { break };
        nearest = address.to_canonical();
        if !is_proxy(proxies, nearest) {
            break;
        }
    }
    nearest
}

/// The certificate of the header, if there is exactly one that is one.
fn forwarded(headers: &HeaderMap) -> Result<Option<Arc<[CertificateDer<'static>]>>, &'static str> {
    let mut values = headers.get_all(CLIENT_CERT).iter();
    let (Some(value), None) = (values.next(), values.next()) else {
        return if headers.contains_key(CLIENT_CERT) { Err("several certificate headers") } else { Ok(None) };
    };
    let certificate = value.to_str().ok().and_then(read).ok_or("certificate header that is none")?;
    Ok(Some([certificate].into()))
}

/// `:base64 of the DER:`, or the PEM with its special signs escaped.
fn read(value: &str) -> Option<CertificateDer<'static>> {
    if let Some(text) = value.strip_prefix(':').and_then(|rest| rest.strip_suffix(':')) {
        return BASE64_STANDARD.decode(text).ok().filter(|der| !der.is_empty()).map(CertificateDer::from);
    }
    let pem: Vec<u8> = percent_decode_str(value).collect();
    CertificateDer::from_pem_slice(&pem).ok()
}

#[cfg(test)]
mod tests {
    use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};

    use super::*;

    const PROXY: &str = "192.0.2.10";
    const DER: &[u8] = b"\x30\x03\x02\x01\x01";

    fn proxies() -> Vec<IpNet> {
        vec!["192.0.2.8/29".parse().expect("a network")]
    }

    fn seen(from: &str, headers: &[(HeaderName, &str)]) -> Peer {
        let own = CertificateDer::from(b"of the connection".to_vec());
        let connection = Peer { address: from.parse().expect("an address"), certificates: Ok(Some([own].into())) };
        let mut all = HeaderMap::new();
        for (name, value) in headers {
            all.append(name, HeaderValue::from_str(value).expect("a value"));
        }
        peer(&proxies(), &connection, &all)
    }

    fn presented(peer: &Peer) -> Option<Vec<u8>> {
        peer.certificates.as_ref().expect("not refused").as_ref().map(|chain| chain[0].to_vec())
    }

    #[test]
    fn a_proxy_is_believed_in_both_spellings() {
        let rfc = format!(":{}:", BASE64_STANDARD.encode(DER));
        let pem = format!("-----BEGIN CERTIFICATE-----\n{}\n-----END CERTIFICATE-----\n", BASE64_STANDARD.encode(DER));
        for value in [rfc, utf8_percent_encode(&pem, NON_ALPHANUMERIC).to_string()] {
            let peer = seen(PROXY, &[(CLIENT_CERT, &value), (FORWARDED_FOR, "203.0.113.7")]);
            assert_eq!(presented(&peer).as_deref(), Some(DER), "{value}");
            assert_eq!(peer.address.to_string(), "203.0.113.7");
        }
        assert_eq!(presented(&seen(PROXY, &[])), None, "the proxy's own certificate is no client's");
        for headers in
            [&[(CLIENT_CERT, "x")][..], &[(CLIENT_CERT, "::")], &[(CLIENT_CERT, ":AA==:"), (CLIENT_CERT, ":AA==:")]]
        {
            assert!(seen(PROXY, headers).certificates.is_err(), "{headers:?}");
        }
    }

    #[test]
    fn nobody_else_is_believed() {
        let plain = seen("192.0.2.1", &[(FORWARDED_FOR, "203.0.113.7")]);
        assert_eq!(plain.address.to_string(), "192.0.2.1");
        assert_eq!(presented(&plain).as_deref(), Some(&b"of the connection"[..]));
        let forged = seen("192.0.2.1", &[(CLIENT_CERT, ":AA==:")]);
        assert!(forged.certificates.is_err(), "not even the certificate of its own connection counts");
    }

    #[test]
    fn only_the_nearest_word_about_an_address_counts() {
        let address = |said: &str| seen(PROXY, &[(FORWARDED_FOR, said)]).address.to_string();
        assert_eq!(address("10.0.0.1, 203.0.113.7"), "203.0.113.7", "what the client said stands before it");
        assert_eq!(address("203.0.113.7, 192.0.2.9"), "203.0.113.7", "a proxy before the proxy");
        assert_eq!(address("203.0.113.7, unknown"), PROXY);
        assert_eq!(address(""), PROXY);
        let two = seen(PROXY, &[(FORWARDED_FOR, "10.0.0.1"), (FORWARDED_FOR, "203.0.113.7")]);
        assert_eq!(two.address.to_string(), "203.0.113.7");
    }
}
