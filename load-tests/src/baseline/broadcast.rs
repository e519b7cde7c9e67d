//! A minimal server that writes the same frame to many sockets over TLS: no protocol, no database, one task. It runs as
//! a process of its own (`load broadcast-server`), so that its processor time is told apart from the client's.

use std::{path::PathBuf, process::Stdio, sync::Arc, time::Instant};

use anyhow::{Context, ensure};
use futures_util::{SinkExt, future::join_all};
use rustls::{
    ServerConfig,
    pki_types::{CertificateDer, PrivateKeyDer, pem::PemObject},
};
use serde_json::{Map, Value, json};
use tokio::{
    io::{AsyncBufReadExt, BufReader},
    net::TcpListener,
    process::Command,
};
use tokio_rustls::TlsAcceptor;
use tokio_tungstenite::{
    accept_async_with_config,
    tungstenite::{Message, protocol::WebSocketConfig},
};
use uuid::Uuid;

use crate::{
    process,
    report::Report,
    seat::{Dialect, Seat},
    session::TEXT,
    tally::real,
    wire::{Kind, Wire},
    world::World,
};

/// What the server is told.
#[derive(clap::Args)]
pub(crate) struct Arguments {
    #[arg(long)]
    certificate: PathBuf,
    #[arg(long)]
    key: PathBuf,
    /// Waits for so many sockets.
    #[arg(long)]
    sockets: usize,
    /// Writes so many frames to each.
    #[arg(long)]
    frames: usize,
    /// So many frames go out in one write.
    #[arg(long, default_value_t = 1)]
    together: usize,
}

/// A frame as long as one of ours.
fn frame() -> String {
    let (room, id) = (Uuid::nil(), Uuid::nil());
    format!(
        r#"{{"type":"entries","room":"{room}","from":1,"upto":1,"entries":[{{"seq":1,"id":"{id}","at":"2026-01-01T00:00:00.000000Z","author":{{"account":"{id}","name":"負荷 123","facility":"訪問看護ステーション","profession":"訪問看護師"}},"kind":"post","body":"{TEXT}","priority":"normal"}}]}}"#
    )
}

/// The server: says its port, then what the writing took.
#[expect(clippy::print_stdout, reason = "read by whoever started it")]
pub(crate) async fn serve(arguments: Arguments) -> anyhow::Result<()> {
    let certificates = CertificateDer::pem_file_iter(&arguments.certificate)?.collect::<Result<Vec<_>, _>>()?;
    let key = PrivateKeyDer::from_pem_file(&arguments.key)?;
    let config = ServerConfig::builder().with_no_client_auth().with_single_cert(certificates, key)?;
    let tls = TlsAcceptor::from(Arc::new(config));
    let listener = TcpListener::bind("127.0.0.1:0").await?;
    println!("{}", listener.local_addr()?.port());
    let buffer = if arguments.together > 1 { 128 * 1024 } else { 0 };
    let config = WebSocketConfig::default().read_buffer_size(4096).write_buffer_size(buffer);
    let mut sockets = Vec::new();
    while sockets.len() < arguments.sockets {
        let (stream, _) = listener.accept().await?;
        stream.set_nodelay(true)?;
        sockets.push(accept_async_with_config(tls.accept(stream).await?, Some(config)).await?);
    }
    let message = Message::text(frame());
    let (began, cpu) = (Instant::now(), process::cpu(std::process::id())?);
    for _ in 0..arguments.frames / arguments.together {
        for socket in &mut sockets {
            for _ in 0..arguments.together {
                socket.feed(message.clone()).await?;
            }
            socket.flush().await?;
        }
    }
    let cpu = process::cpu(std::process::id())?.saturating_sub(cpu).as_secs_f64();
    println!("{}", json!({ "seconds": began.elapsed().as_secs_f64(), "cpu_s": cpu }));
    for mut socket in sockets {
        let _ = socket.close(None).await;
    }
    Ok(())
}

/// One by one, and sixteen together.
pub(crate) async fn run(world: &World, report: &mut Report) -> anyhow::Result<()> {
    let (sockets, frames) = (1_000, world.sized(160, 800));
    let mut out = Map::new();
    for (name, together) in [("one_by_one", 1), ("sixteen_together", 16)] {
        out.insert(name.into(), measure(world, sockets, frames, together).await?);
    }
    out.insert("frame_bytes".into(), json!(frame().len()));
    report.keep("broadcast alone", Value::Object(out));
    Ok(())
}

async fn measure(world: &World, sockets: usize, frames: usize, together: usize) -> anyhow::Result<Value> {
    let mut server = Command::new(std::env::current_exe()?)
        .arg("broadcast-server")
        .args(["--sockets", &sockets.to_string(), "--frames", &frames.to_string()])
        .args(["--together", &together.to_string()])
        .arg("--certificate")
        .arg(world.demo_file("main-host.pem"))
        .arg("--key")
        .arg(world.demo_file("main-host.key"))
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .kill_on_drop(true)
        .spawn()?;
    let mut said = BufReader::new(server.stdout.take().context("its output")?).lines();
    let port: u16 = said.next_line().await?.context("its port")?.parse()?;
    let nobody = Seat::nameless(port, Uuid::nil(), Dialect::Ours);
    let mut listening = Vec::with_capacity(sockets);
    for number in 0..sockets {
        let mut wire = Wire::connect(&world.network, &nobody, number).await?;
        listening.push(tokio::spawn(async move {
            let mut heard = 0;
            while heard < frames {
                while let Some((kind, _)) = wire.take()? {
                    heard += usize::from(kind == Kind::Text);
                }
                if heard < frames && wire.fill().await? == 0 {
                    break;
                }
            }
            Ok::<_, anyhow::Error>((heard, wire))
        }));
    }
    let took: Value = serde_json::from_str(&said.next_line().await?.context("what it took")?)?;
    for heard in join_all(listening).await {
        ensure!(heard??.0 == frames, "a frame was lost");
    }
    server.wait().await?;
    let deliveries = real((sockets * frames) as u64);
    let figure = |name: &str| took[name].as_f64().unwrap_or_default();
    Ok(json!({
        "deliveries_per_s": deliveries / figure("seconds"),
        "cpu_us_per_delivery": figure("cpu_s") * 1e6 / deliveries,
    }))
}
