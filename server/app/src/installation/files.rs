//! Files of an installation that only its owner reads.

use std::{
    fs,
    io::Write,
    os::unix::fs::{OpenOptionsExt, PermissionsExt},
    path::Path,
};

use anyhow::Context;

use crate::entropy;

/// 32 random bytes, as the master key's file holds them.
pub fn new_master_key() -> String {
    hex::encode(entropy::bytes::<32>())
}

fn write(path: &Path, content: &[u8], options: &mut fs::OpenOptions) -> anyhow::Result<()> {
    let mut write = || -> std::io::Result<()> {
        let mut file = options.write(true).mode(0o600).open(path)?;
        file.set_permissions(fs::Permissions::from_mode(0o600))?;
        file.write_all(content)?;
        file.sync_all()
    };
    write().with_context(|| path.display().to_string())
}

/// Writes a file that only its owner reads, over whatever stood there.
pub fn write_private(path: &Path, content: &[u8]) -> anyhow::Result<()> {
    write(path, content, fs::OpenOptions::new().create(true).truncate(true))
}

/// The same, and fails if there is anything.
pub fn write_new_private(path: &Path, content: &[u8]) -> anyhow::Result<()> {
    write(path, content, fs::OpenOptions::new().create_new(true))
}
