//! Certificates: of the two hosts, and of the authority behind those of the devices. For which names, for how long, and
//! whether each belongs to its key.

use std::{os::unix::fs::PermissionsExt, path::Path};

use anyhow::Context;
use rustls::{
    pki_types::{CertificateDer, ServerName},
    server::ParsedCertificate,
};

use super::{Findings, Look, wrong};
use crate::{
    clock,
    config::{Config, host_of},
    lifecycle, tls,
};

/// So many days before its end a certificate is to be renewed.
const RENEW_DAYS: i64 = 14;
/// A device's certificate that is issued today should not outlive its authority.
const RENEW_AUTHORITY_DAYS: i64 = 397;

pub(super) fn examine(findings: &mut Findings, config: &Config) {
    let http = &config.http;
    let main: Vec<_> = http.origins.iter().map(String::as_str).collect();
    findings.note("main_certificate", host("http.certificate", (&*http.certificate, &*http.key), &main));
    let device = (&*http.device_certificate, &*http.device_key);
    findings.note("device_certificate", host("http.device_certificate", device, &[http.device_origin.as_str()]));
    findings.note("device_authority", authority(config));
}

/// When the first certificate of a file ends, in days from now.
fn days_left(chain: &[CertificateDer<'_>]) -> anyhow::Result<i64> {
    let (_, certificate) = x509_parser::parse_x509_certificate(chain.first().context("no certificate")?)?;
    Ok((certificate.validity().not_after.timestamp() - clock::now().unix_timestamp()).div_euclid(86_400))
}

fn host(setting: &str, (file, key): (&Path, &Path), origins: &[&str]) -> Look {
    let todo = format!("correct {setting} and its key: PEM files that belong together, readable by this user");
    let unreadable = |error: anyhow::Error| wrong(format!("{setting}: {error:#}"), todo.clone());
    let chain = tls::certificates(file).map_err(unreadable)?;
    tls::server(file, key).map_err(unreadable)?;
    let leaf = chain.first().context("no certificate").map_err(unreadable)?;
    let parsed = ParsedCertificate::try_from(leaf).map_err(|error| unreadable(error.into()))?;
    let mut names = Vec::new();
    for origin in origins {
        let host = host_of(origin).map_err(unreadable)?;
        let bare = host.trim_start_matches('[').trim_end_matches(']');
        let name = ServerName::try_from(bare).map_err(|error| unreadable(error.into()))?;
        rustls::client::verify_server_name(&parsed, &name).map_err(|_| {
            wrong(format!("{setting} is not for {host}"), format!("get a certificate whose names include {host}"))
        })?;
        if !names.contains(&host) {
            names.push(host);
        }
    }
    let days = days_left(&chain).map_err(unreadable)?;
    let found = format!("for {}, {days} days left", names.join(", "));
    if days < RENEW_DAYS {
        return Err(wrong(format!("{setting}: {found}"), "renew it, and restart the nodes"));
    }
    Ok(found)
}

fn authority(config: &Config) -> Look {
    let file = &config.http.device_authority;
    let todo = "name the authority that `renrakucho init` made (http.device_authority, devices.authority_key)";
    let unusable = |error: anyhow::Error| wrong(format!("{error:#}"), todo);
    let chain = tls::certificates(file).context("http.device_authority").map_err(unusable)?;
    let days = days_left(&chain).map_err(unusable)?;
    if days < RENEW_AUTHORITY_DAYS {
        return Err(wrong(
            format!("http.device_authority: {days} days left"),
            "make a new authority and add its certificate to the file beside the old one: devices' certificates are valid \
             for 397 days and end with their authority",
        ));
    }
    if config.devices.authority_key.as_os_str().is_empty() {
        return Ok(format!("{days} days left; it issues nothing here"));
    }
    let key = &config.devices.authority_key;
    let mode = std::fs::metadata(key).context("devices.authority_key").map_err(unusable)?.permissions().mode();
    if mode & 0o077 != 0 {
        return Err(wrong(
            format!("devices.authority_key: {} can be read by others", key.display()),
            "chmod 600, and let the server's user own it",
        ));
    }
    let judge = crate::sign_in::certificate::Judge::new(chain).map_err(unusable)?;
    lifecycle::device_authority(config, &judge).map_err(unusable)?;
    Ok(format!("belongs to its key, {days} days left"))
}
