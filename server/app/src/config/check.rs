//! What must fit together in a configuration. Each message names the key.

use anyhow::{Context, ensure};
use renrakucho_domain::{case::check_reason, consent::ConsentReceipt};
use secrecy::ExposeSecret;

use super::{Config, SmtpTls, host_of};

impl Config {
    fn check_consent(&self) -> anyhow::Result<()> {
        let form = &self.consent;
        ensure!(
            (1..=ConsentReceipt::MAX_CHARS).contains(&form.form_version.trim().chars().count())
                && !form.form_title.trim().is_empty()
                && !form.form_statements.is_empty()
                && form.form_statements.iter().all(|statement| !statement.trim().is_empty()),
            "consent: form_version (at most {} characters), form_title and form_statements must say something: what people \
             sign is printed from them",
            ConsentReceipt::MAX_CHARS
        );

        ensure!(
            (1..=100).contains(&form.own_consent_age),
            "consent.own_consent_age: {} is no age at which people begin to consent themselves",
            form.own_consent_age
        );
        ensure!(
            check_reason(&self.cases.own_consent_signed_reason).is_ok(),
            "cases.own_consent_signed_reason must say something: it is the reason that a case ends with"
        );
        Ok(())
    }

    pub(super) fn check(&self) -> anyhow::Result<()> {
        let required = [
            ("database.url", self.database.url.expose_secret().is_empty()),
            ("keys.url", self.keys.url.expose_secret().is_empty()),
            ("keys.master_key_file", self.keys.master_key_file.as_os_str().is_empty()),
            ("http.origins", self.http.origins.is_empty()),
            ("http.device_origin", self.http.device_origin.is_empty()),
            ("http.rp_id", self.http.rp_id.is_empty()),
            ("http.certificate", self.http.certificate.as_os_str().is_empty()),
            ("http.key", self.http.key.as_os_str().is_empty()),
            ("http.device_certificate", self.http.device_certificate.as_os_str().is_empty()),
            ("http.device_key", self.http.device_key.as_os_str().is_empty()),
            ("http.device_authority", self.http.device_authority.as_os_str().is_empty()),
            ("mail.smtp", self.mail.smtp.is_empty()),
            (
                "devices.authority_key",
                self.devices.are_certified_here() && self.devices.authority_key.as_os_str().is_empty(),
            ),
            ("mail.from", self.mail.from.is_empty()),
            ("city.name", self.city.name.is_empty()),
        ];
        let missing: Vec<_> = required.iter().filter(|(_, missing)| *missing).map(|(key, _)| *key).collect();
        ensure!(missing.is_empty(), "configuration: these keys must be set: {}", missing.join(", "));

        self.check_consent()?;
        for origin in &self.http.origins {
            let host = host_of(origin)?;
            ensure!(
                host == self.http.rp_id,
                "http.origins: {origin}: passkeys are bound to the exact main host, http.rp_id = {}",
                self.http.rp_id
            );
        }
        // A page says with each proof whether someone sits there.
        ensure!(
            self.sign_in.idle_seconds >= self.sign_in.proof_seconds
                && self.sign_in.shared_idle_seconds >= self.sign_in.proof_seconds,
            "sign_in.idle_seconds and shared_idle_seconds must be at least proof_seconds"
        );
        ensure!(
            self.keys.backup_seconds > 0 || self.keys.backup_command.is_empty(),
            "keys.backup_seconds is 0: no backup could be made in time"
        );
        ensure!(self.people.proposal_days > 0, "people.proposal_days is 0: no consent form could come in time");
        ensure!(self.people.appointment_days > 0, "people.appointment_days is 0: nobody could confirm in time");
        ensure!(!self.devices.kinds.is_empty(), "devices.kinds is empty: nobody could sign in");
        ensure!(
            self.attachments.uploads_at_once > 0 && self.attachments.checks_at_once > 0,
            "attachments.uploads_at_once and checks_at_once must be at least 1: every file would wait for ever"
        );
        ensure!(!self.exports.notice.trim().is_empty(), "exports.notice is empty: what is printed must say what it is");
        ensure!(self.search.found > 0, "search.found must be at least 1: every search would end before it began");
        ensure!(
            (1..=72).contains(&self.disclosure.unsealed_hours),
            "disclosure.unsealed_hours must be from 1 to 72: a room is read for hours"
        );
        let device = host_of(&self.http.device_origin)?;
        ensure!(
            !self.http.origins.contains(&self.http.device_origin),
            "http.device_origin must not be one of http.origins: browsers would ask for the certificate everywhere"
        );
        ensure!(
            self.http.certificate != self.http.device_certificate,
            "http.device_certificate must not be http.certificate: HTTP/2 would reuse the main host's connection"
        );
        if self.demo.enabled {
            let local = |host: &str| matches!(host, "localhost" | "127.0.0.1" | "[::1]");
            ensure!(local(&self.http.rp_id) && local(device), "demo.enabled: only on localhost");
        }
        if self.mail.tls == SmtpTls::None {
            let host = self.mail.smtp.rsplit_once(':').map_or(self.mail.smtp.as_str(), |(host, _)| host);
            ensure!(
                matches!(host, "localhost" | "127.0.0.1" | "[::1]"),
                "mail.tls = \"none\" is allowed only for a server on this machine, not {host}"
            );
        }
        ensure!(
            self.live.hold_ms >= 2 * self.live.revocations_ms,
            "live.hold_ms must be at least twice revocations_ms"
        );
        // A node that may show frames must be known to whoever revokes: see `live::revocations`.
        ensure!(self.live.hold_ms <= 5_000, "live.hold_ms must be at most 5000");
        crate::desk::read(&self.desk)?;
        for (key, reasons) in [
            ("cases.acceptance_reasons", &self.cases.acceptance_reasons),
            ("cases.refusal_reasons", &self.cases.refusal_reasons),
            ("cases.seen_reasons", &self.cases.seen_reasons),
            ("cases.loss_revocation_reasons", &self.cases.loss_revocation_reasons),
            ("cases.loss_restoration_reasons", &self.cases.loss_restoration_reasons),
        ] {
            let good = reasons.iter().all(|reason| renrakucho_domain::case::check_reason(reason).is_ok());
            ensure!(good && !reasons.is_empty(), "{key}: at least one, each of at most 500 characters");
        }
        self.mail.from.parse::<lettre::message::Mailbox>().context("mail.from")?;
        Ok(())
    }
}
