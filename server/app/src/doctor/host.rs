//! This machine: how many files may be open, how much may be written, and the files that nobody else may read.

use std::path::{Path, PathBuf};

use nix::{
    sys::{
        resource::{Resource, getrlimit},
        statvfs::statvfs,
    },
    unistd::{AccessFlags, access},
};

use super::{Findings, Look, wrong};
use crate::{config::Config, seal};

/// Beside connections: databases, Redis, the log, files.
const OTHER_FILES: u64 = 200;
/// Below this the log and the checkpoints may soon be cut off.
const LEAST_SPACE: u64 = 1 << 30;

pub(super) fn examine(findings: &mut Findings, config: &Config, file: Option<&Path>) {
    findings.note("open_files", open_files(config));
    findings.note("disk_space", disk_space(config, file));
    findings.note("master_key", master_key(config));
}

fn open_files(config: &Config) -> Look {
    let (_, hard) = getrlimit(Resource::RLIMIT_NOFILE).map_err(|error| wrong(error.to_string(), "see `ulimit -Hn`"))?;
    let need = config.http.max_connections as u64 + OTHER_FILES;
    if hard < need {
        return Err(wrong(
            format!("{hard} files may be open, http.max_connections = {} needs {need}", config.http.max_connections),
            format!("allow more (systemd: LimitNOFILE={need}), or lower http.max_connections"),
        ));
    }
    Ok(format!("{hard} may be open, {need} are needed"))
}

/// Where the server itself writes: the checkpoints, or else nothing but its log. Of the database's disk its own machine knows.
fn disk_space(config: &Config, file: Option<&Path>) -> Look {
    let checkpoints = &config.audit.checkpoint_file;
    let folder_of = |path: &Path| match path.parent() {
        Some(parent) if !parent.as_os_str().is_empty() => parent.to_owned(),
        _ => PathBuf::from("."),
    };
    let keeps_checkpoints = !checkpoints.as_os_str().is_empty();
    let folder = if keeps_checkpoints { folder_of(checkpoints) } else { file.map_or_else(|| ".".into(), folder_of) };
    let shown = folder.display();
    let space = statvfs(&folder).map_err(|error| {
        wrong(format!("{shown}: {error}"), "make the folder of audit.checkpoint_file, or name another")
    })?;
    let free = space.blocks_available() * space.fragment_size();
    if free < LEAST_SPACE {
        return Err(wrong(format!("{shown}: {} MiB are free", free >> 20), "make room, at least 1 GiB"));
    }
    if keeps_checkpoints && access(&folder, AccessFlags::W_OK).is_err() {
        return Err(wrong(
            format!("{shown} cannot be written to by this user"),
            "let the server's user write there: checkpoints of the audit log are kept in it",
        ));
    }
    Ok(format!("{shown}: {} GiB are free", free >> 30))
}

fn master_key(config: &Config) -> Look {
    let file = &config.keys.master_key_file;
    for file in std::iter::once(file).chain(&config.keys.other_master_key_files) {
        seal::master::check(file).map_err(|error| {
            wrong(
                error.to_string(),
                "restore the key from its safe copy, with `chmod 600`; a new one (`openssl rand -hex 32`) is right only for \
                 an installation without rooms",
            )
        })?;
    }
    Ok(format!("{}: 32 bytes, for its owner only", file.display()))
}
