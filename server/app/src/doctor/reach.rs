//! Who else is needed: Redis, and the mail server.

use std::time::Duration;

use anyhow::Context;
use secrecy::ExposeSecret;

use super::{Findings, Look, wrong};
use crate::{config::Config, mail::Mailer};

/// Redis is on the next machine, or too far away.
const PATIENCE: Duration = Duration::from_secs(3);

pub(super) async fn examine(findings: &mut Findings, config: &Config) {
    findings.note("redis", redis(config).await);
    findings.note("mail_server", mail_server(config).await);
}

async fn redis(config: &Config) -> Look {
    let url = config.redis.url.expose_secret();
    if url.is_empty() {
        return Ok("none: there is a single node".into());
    }
    let ping = async {
        let mut connection = redis::Client::open(url)?.get_multiplexed_async_connection().await?;
        redis::cmd("PING").exec_async(&mut connection).await
    };
    let answer = tokio::time::timeout(PATIENCE, ping).await;
    let answered = answer.context("it does not answer in time").and_then(|answer| Ok(answer?));
    answered.map_err(|error| {
        wrong(
            format!("redis.url: {error:#}"),
            "start Redis, or correct redis.url; a single node needs none: leave it empty",
        )
    })?;
    Ok("answers".into())
}

/// Greets, encrypts and signs in as configured, and sends nothing.
async fn mail_server(config: &Config) -> Look {
    let todo = "correct mail.smtp, mail.tls, mail.authority, or username and password; no alert goes out before";
    let origin = config.http.origins.first().map_or("https://localhost", String::as_str);
    let greeted = async { Mailer::new(&config.mail, &config.city, origin)?.greet().await };
    greeted.await.map_err(|error| wrong(format!("{}: {error:#}", config.mail.smtp), todo))?;
    let how = match config.mail.tls {
        crate::config::SmtpTls::Tls | crate::config::SmtpTls::StartTls => "with TLS",
        crate::config::SmtpTls::None => "without TLS, on this machine",
    };
    Ok(format!("{} answers, {how}", config.mail.smtp))
}
