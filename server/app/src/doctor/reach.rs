//! Who else is needed: Redis, the mail server, and what looks for malware.

use std::time::Duration;

use anyhow::Context;
use bytes::Bytes;
use secrecy::ExposeSecret;

use super::{Findings, Look, wrong};
use crate::{
    attachment::scanner::{Verdict, scan},
    config::Config,
    mail::Mailer,
};

/// Redis is on the next machine, or too far away.
const PATIENCE: Duration = Duration::from_secs(3);

pub(super) async fn examine(findings: &mut Findings, config: &Config) {
    findings.note("redis", redis(config).await);
    findings.note("mail_server", mail_server(config).await);
    findings.note("scanner", scanner(config).await);
}

/// The file that every such program finds and that does nothing (EICAR), in two halves: whoever looks at this program is not to
/// find it here.
const HARMLESS: [&str; 2] = [r"X5O!P%@AP[4\PZX54(P^)7CC)7}$EICAR-STANDARD", "-ANTIVIRUS-TEST-FILE!$H+H*"];

/// One that finds something in everything keeps all files out; one that finds nothing lets all of them in.
async fn scanner(config: &Config) -> Look {
    let config = &config.attachments;
    if config.scanner.is_empty() {
        return Ok("none: nothing looks for malware in attached files".into());
    }
    let todo = "correct attachments.scanner; no file is taken before";
    for (content, expected) in [(HARMLESS.concat(), Verdict::Found), ("renrakucho".to_owned(), Verdict::Clean)] {
        let told = scan(&config.scanner, Duration::from_millis(config.scanner_ms), &Bytes::from(content)).await;
        match told {
            Ok(verdict) if verdict == expected => {}
            Ok(Verdict::Clean) => {
                return Err(wrong("it does not find the file that is made to be found (EICAR)", todo));
            }
            Ok(Verdict::Found) => return Err(wrong("it finds malware in the word renrakucho", todo)),
            Err(error) => return Err(wrong(format!("{:#}", anyhow::Error::from(error)), todo)),
        }
    }
    Ok("finds what is made to be found, and nothing else".into())
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
