//! The end of every revoking action: what ended is written last, committed, and waited for.

use renrakucho_store::{
    Tx,
    revocation::{self, Subject, Why},
};

use super::Result;
use crate::app::Shared;

/// Writes what ended under one revision, commits, and answers when nobody who was revoked is shown anything more. To be
/// the last thing that an action does in its transaction: the revision's lock is taken after all others.
pub(super) async fn commit(app: &Shared, tx: Tx, subjects: &[Subject], why: Why) -> Result<()> {
    let rev = only_commit(tx, subjects, why).await?;
    app.live.revoked(app, rev).await;
    Ok(())
}

/// The first half of [`commit`], for an action that has something to tell at once. It waits for `Live::revoked` after.
pub(super) async fn only_commit(mut tx: Tx, subjects: &[Subject], why: Why) -> Result<i64> {
    let rev = revocation::append(&mut tx, subjects, why).await?;
    renrakucho_store::commit(tx).await?;
    Ok(rev)
}
