//! The log. A line reads alone; personal words never enter it: body and name types cannot be printed.
//! How a failure is told stands here, for whoever tells one.

use tracing_subscriber::EnvFilter;

use crate::config::{Log, LogFormat};

/// Starts the log on standard error.
pub fn start(log: &Log) {
    let filter = EnvFilter::try_new(&log.filter).unwrap_or_else(|_| EnvFilter::new("info"));
    let builder = tracing_subscriber::fmt().with_env_filter(filter).with_writer(std::io::stderr).with_target(false);
    // Already started (several parts in one process): the first one stays.
    let _ = match log.format {
        LogFormat::Json => builder.json().try_init(),
        LogFormat::Text => builder.try_init(),
    };
}

/// An error with its causes. None of our error types holds content.
pub fn chain(error: &dyn std::error::Error) -> String {
    let mut text = error.to_string();
    let mut source = error.source();
    while let Some(error) = source {
        text.push_str(": ");
        text.push_str(&error.to_string());
        source = error.source();
    }
    text
}
