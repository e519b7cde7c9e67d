//! From a configuration to a serving process, and its orderly end.

use std::{future::Future, path::Path, sync::Arc, time::Duration};

use anyhow::{Context, ensure};
use axum::Extension;
use nix::sys::resource::{Resource, getrlimit, setrlimit};
use renrakucho_store::{Database, database, instance};
use rustls::pki_types::{CertificateDer, pem::PemObject};
use secrecy::ExposeSecret;
use tokio::signal::unix::{SignalKind, signal};
use tokio_util::{sync::CancellationToken, task::TaskTracker};

use crate::{
    action::replay_deletions::replay_deletions,
    app::{App, Shared},
    attachment::Attachments,
    audit_chain::Watch,
    config::Config,
    deletions::Journal,
    desk, entropy, http, job,
    limits::{self, Limits},
    listener::Listener,
    live::{
        self, Live,
        bus::{self, Bus, LocalBus},
    },
    mail::Mailer,
    seal::{Keys, epoch::Epochs, master::Masters},
    sign_in::{
        Passkeys,
        certificate::{Judge, Presented},
        device_authority::DeviceAuthority,
    },
    strangers::Strangers,
    tls,
    together::{self, Questions},
    writer::Writers,
};

/// What is under way may take so long to finish after a stop.
const PATIENCE: Duration = Duration::from_secs(15);
/// The last hints need a round trip to Redis. Longer than it waits for an answer.
const BUS_PATIENCE: Duration = Duration::from_secs(2);

/// Serves until SIGINT or SIGTERM.
pub async fn serve(config: Config) -> anyhow::Result<()> {
    let stop = CancellationToken::new();
    let on_signal = stop.clone();
    let mut terminate = signal(SignalKind::terminate())?;
    tokio::spawn(async move {
        tokio::select! {
            _ = terminate.recv() => {}
            _ = tokio::signal::ctrl_c() => {}
        }
        on_signal.cancel();
    });
    serve_until(config, stop).await
}

/// Serves until the token is cancelled.
pub async fn serve_until(config: Config, stop: CancellationToken) -> anyhow::Result<()> {
    raise_file_limit()?;
    let (main_tls, (device_tls, judge)) = (tls::main_host(&config.http)?, tls::device_host(&config.http)?);
    let main = Listener::bind(&config.http.listen, main_tls)?;
    let device = Listener::bind(&config.http.device_listen, device_tls)?;
    let authority = device_authority(&config, &judge)?;
    let end_bus = CancellationToken::new();
    let (app, bus) = assemble(config, authority, stop.clone(), end_bus.clone()).await?;
    // Before anyone is let in, and before anything of the databases is believed.
    replay_deletions(&app).await.context("the deletion journal")?;

    let writing = Database::open(app.config.database.url.expose_secret(), app.config.database.writers)?;
    app.writers.start(&app, &writing);
    let start = |job: std::pin::Pin<Box<dyn Future<Output = ()> + Send>>| app.tasks.spawn(job);
    let watch = live::revocations::Watch::begin(&app).await.context("the revocation log")?;
    let end_watch = CancellationToken::new();
    let watching = tokio::spawn(live::revocations::run(app.clone(), watch, end_watch.clone()));
    start(Box::pin(limits::run(app.clone())));
    start(Box::pin(live::heads::run(app.clone())));
    start(Box::pin(live::lines::run(app.clone())));
    start(Box::pin(together::run(app.clone())));
    start(Box::pin(job::marks::run(app.clone())));
    start(Box::pin(job::mail::run(app.clone())));
    start(Box::pin(job::facility_end::run(app.clone())));
    start(Box::pin(job::lapse::run(app.clone())));
    start(Box::pin(job::proposal_lapse::run(app.clone())));
    start(Box::pin(job::erasure::run(app.clone())));
    start(Box::pin(job::epoch::run(app.clone())));
    start(Box::pin(job::disaster::run(app.clone())));
    start(Box::pin(job::deletions::run(app.clone())));
    start(Box::pin(job::review::run(app.clone())));
    start(Box::pin(job::own_consent::run(app.clone())));
    start(Box::pin(job::strangers::run(app.clone())));
    start(Box::pin(job::chain::run(app.clone())));
    start(Box::pin(job::chain::watch(app.clone())));
    let linked = bus.map(|(news, linked)| {
        start(Box::pin(bus::run(app.clone(), news)));
        linked
    });

    main.serve(&http::router::main_host(&app), &app);
    device.serve(&http::router::device_host(&app).layer(Extension(judge)), &app);
    tracing::info!(listen = ?app.config.http.listen, device_listen = ?app.config.http.device_listen, "serving");

    stop.cancelled().await;
    tracing::info!("stopping: what was accepted is finished first");
    app.tasks.close();
    if tokio::time::timeout(PATIENCE, app.tasks.wait()).await.is_err() {
        tracing::warn!("some connections did not end in time");
    }
    // Nobody submits any more; what was submitted is written and told.
    if tokio::time::timeout(PATIENCE, app.writers.finish()).await.is_err() {
        tracing::error!("posts were still waiting for the database; their authors send them again");
    }
    job::strangers::write(&app).await;
    job::deletions::write(&app).await;
    // The last posts' hints are on their way before the bus ends: nobody at another node waits for the look at the heads.
    end_bus.cancel();
    if let Some(linked) = linked {
        let _ = tokio::time::timeout(BUS_PATIENCE, linked).await;
    }
    end_watch.cancel();
    watching.await?;
    app.database.close().await;
    Ok(())
}

type Link = (tokio::sync::mpsc::Receiver<bus::News>, tokio::task::JoinHandle<()>);

/// Who issues certificates for devices, if there are to be any. One is issued at once: a key that is not the authority's
/// is found out now, and not by the first newcomer.
pub(crate) fn device_authority(config: &Config, judge: &Judge) -> anyhow::Result<Option<DeviceAuthority>> {
    if config.devices.authority_key.as_os_str().is_empty() {
        return Ok(None);
    }
    let read = |file: &Path| std::fs::read_to_string(file).with_context(|| file.display().to_string());
    let (certificate, key) = (read(&config.http.device_authority)?, read(&config.devices.authority_key)?);
    let authority = DeviceAuthority::from_pem(certificate, key);
    let sample = authority.issue_for_device("sample").context("devices.authority_key")?;
    let der = CertificateDer::from_pem_slice(sample.pair.certificate_pem.as_bytes())?;
    let good = Presented { fingerprint: sample.fingerprint, has_expired: false };
    ensure!(judge.judge(Some(&[der])) == Ok(good), "devices.authority_key is not the key of http.device_authority");
    Ok(Some(authority))
}

async fn assemble(
    config: Config,
    device_authority: Option<DeviceAuthority>,
    stop: CancellationToken,
    end_bus: CancellationToken,
) -> anyhow::Result<(Shared, Option<Link>)> {
    let database = Database::open(config.database.url.expose_secret(), config.database.connections)?;
    let keys_database = Database::open(config.keys.url.expose_secret(), config.keys.connections)?;
    for (name, database) in [("database.url", &database), ("keys.url", &keys_database)] {
        database.refuse_unless_durable().await.with_context(|| name.to_owned())?;
    }
    ensure!(
        database::is_migrated(&database).await?,
        "the database has no tables of this version: run `renrakucho migrate` first"
    );

    let instance =
        instance::found_or_created(&database, entropy::id(), &config.http.rp_id, config.demo.enabled).await?;
    ensure!(
        instance.rp_id == config.http.rp_id,
        "http.rp_id is {}, but this database's passkeys are bound to {}; nobody could sign in",
        config.http.rp_id,
        instance.rp_id
    );
    ensure!(
        instance.demo == config.demo.enabled,
        "this database {} the demo city, but demo.enabled is {}",
        if instance.demo { "holds" } else { "does not hold" },
        config.demo.enabled
    );

    let keys = Keys::open(Masters::read(&config.keys)?, Epochs::new(&config.keys), keys_database).await?;
    keys.ensure_epoch().await?;
    let passkeys = Passkeys::new(&config.http.rp_id, &config.city.service_name, &config.http.origins)?;
    let mailer = Mailer::new(&config.mail, &config.city, &config.http.origins[0])?;
    let redis = config.redis.url.expose_secret();
    let (bus, link): (Arc<dyn Bus>, _) = if redis.is_empty() {
        (Arc::new(LocalBus), None)
    } else {
        let channel = format!("renrakucho:{}", instance.id);
        let (bus, news, linked) = bus::redis::start(redis, channel, end_bus).context("redis.url")?;
        (Arc::new(bus), Some((news, linked)))
    };
    let live = Live::new(bus, Duration::from_millis(config.live.hold_ms));
    let limits = Limits::new(&config.limits);
    let strangers = Strangers::new(config.audit.strangers_addresses);
    let writers =
        Writers::new(config.database.writers as usize, config.live.posts_waiting, config.live.posts_waiting_bytes);
    let desk = desk::read(&config.desk)?;
    desk::warn_of_unknown_years(&desk);
    let attachments = Attachments::new(&config.attachments);
    let deletions = Journal::new(&config.deletions.journal_file, instance.id);
    ensure!(
        config.demo.enabled || !config.audit.checkpoint_file.as_os_str().is_empty(),
        "audit.checkpoint_file names no file: without a second place of its checkpoints nobody sees that the end of the audit log was \
         cut off. Name one, better on another machine (docs/operations.md, \"Audit log\")"
    );
    let app = App {
        config,
        database,
        keys,
        deletions,
        limits,
        audit_watch: Watch::default(),
        strangers,
        live,
        questions: Questions::default(),
        writers,
        passkeys,
        device_authority,
        attachments,
        mailer,
        desk,
        instance,
        tasks: TaskTracker::new(),
        stop,
    };
    Ok((Arc::new(app), link))
}

/// Each socket is a file descriptor; the usual soft limit of 1,024 is for programs that use `select`.
fn raise_file_limit() -> anyhow::Result<()> {
    let (_, hard) = getrlimit(Resource::RLIMIT_NOFILE)?;
    setrlimit(Resource::RLIMIT_NOFILE, hard, hard)?;
    Ok(())
}
