use std::{ffi::OsStr, path::Path, process::Stdio};

use tokio::{io::AsyncWriteExt, process::Command};

/// What a program said.
#[derive(Clone, Debug)]
pub struct Said {
    /// Whether it did what it was asked.
    pub well: bool,
    /// What it wrote.
    pub out: Vec<u8>,
    /// What it complained of.
    pub complaint: String,
}

impl Said {
    /// Insists that it did; what it wrote, as text.
    #[track_caller]
    pub fn ok(self) -> String {
        assert!(self.well, "{}\n{}", String::from_utf8_lossy(&self.out), self.complaint);
        String::from_utf8_lossy(&self.out).into_owned()
    }
}

/// Runs a program that is not ours, in a folder: what cities use, not what we think they use.
pub async fn run<S: AsRef<OsStr>>(folder: &Path, program: &str, arguments: &[S], input: &[u8]) -> Said {
    let mut child = Command::new(program)
        .args(arguments)
        .current_dir(folder)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap_or_else(|error| panic!("{program}: {error}; `scripts/require test` installs it"));
    let mut stdin = child.stdin.take().expect("a pipe");
    // Whether it reads all of it is its own affair.
    let _ = stdin.write_all(input).await;
    drop(stdin);
    let output = child.wait_with_output().await.expect("it ends");
    Said {
        well: output.status.success(),
        out: output.stdout,
        complaint: String::from_utf8_lossy(&output.stderr).into_owned(),
    }
}

/// Runs `openssl` with words in a row.
pub async fn openssl(folder: &Path, words: &str) -> Said {
    let words: Vec<_> = words.split_whitespace().collect();
    run(folder, "openssl", &words, b"").await
}
