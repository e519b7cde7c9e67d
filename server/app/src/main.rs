//! The one binary.

use clap::Parser;

fn main() -> anyhow::Result<()> {
    // Chosen in one place; nothing else in the process picks a provider.
    rustls::crypto::ring::default_provider()
        .install_default()
        .map_err(|_| anyhow::anyhow!("a TLS provider was installed before"))?;
    tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .build()?
        .block_on(renrakucho::command::run(renrakucho::command::Arguments::parse()))
}
