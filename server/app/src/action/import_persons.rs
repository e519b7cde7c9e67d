//! 支援対象者の一括登録: the city registers a desk's batch of persons from a file, all of it or nothing. First without doing it, row by
//! row what is at fault. Each waits for their consent form, as if they had been proposed one by one (article 16).

use std::collections::HashSet;

use renrakucho_domain::{Act, RoomId, audit::Event, session};
use renrakucho_protocol::person_import::{PersonFault, PersonImport, PersonRow};
use renrakucho_store::{
    Tx, account,
    audit::{self, About},
    proposal, session as sessions,
};
use uuid::Uuid;

use super::{Actor, Error, Result, attempt};
use crate::{app::Shared, clock, entropy, person_file::PersonFile, seal::Profile};

/// Reads a file and, unless it is a dry run or something is at fault, registers everyone in it.
pub async fn import_persons(app: &Shared, actor: &Actor, bytes: Vec<u8>, dry_run: bool) -> Result<PersonImport> {
    attempt(app, actor, Act::ImportPersons, None, async move |app, actor| {
        let mut file = PersonFile::read(&bytes, app.config.people.import_rows, clock::today());
        let mac = |of: &renrakucho_domain::proposal::Proposal| app.keys.identity_mac(&of.kana, of.birth_date);
        let macs: Vec<_> = file.proposals.iter().map(|(_, one)| mac(one)).collect();
        let known: HashSet<_> = proposal::known(app.database.pool(), &macs).await?.into_iter().collect();
        let lines = file.proposals.iter().zip(&macs).filter(|(_, mac)| known.contains(*mac));
        let twice: Vec<_> = lines.map(|((line, _), _)| *line).collect();
        for line in twice {
            file.fault(line, PersonFault::There);
        }
        file.faults.sort_by_key(|fault| fault.line);
        let preview = file.proposals.iter().map(|(_, one)| PersonRow {
            name: one.name.clone(),
            kana: one.kana.clone(),
            birth_date: one.birth_date.to_string(),
            basis: one.basis.into(),
        });
        let mut report =
            PersonImport { rows: file.rows, preview: preview.collect(), faults: file.faults, registered: 0 };
        if dry_run || !report.faults.is_empty() {
            return Ok(report);
        }
        // Kept before the rooms are: without a key they could hold nothing.
        let rooms: Vec<Uuid> = file.proposals.iter().map(|_| entropy::id()).collect();
        let keys = app.keys.create_all(&rooms).await?;
        let mut tx = app.database.begin().await?;
        // Two imports of one file at the same time under one account: the second one finds those whom the first has registered.
        account::lock(&mut tx, &[actor.account.0]).await?;
        session::check(&sessions::hold(&mut tx, actor.account, actor.device, actor.session).await?)?;
        if !proposal::known(&mut *tx, &macs).await?.is_empty() {
            return Err(Error::Busy);
        }
        for (((_, one), key), (room, mac)) in file.proposals.iter().zip(keys).zip(rooms.iter().zip(&macs)) {
            let profile =
                Profile { name: one.name.clone(), kana: one.kana.clone(), birth_date: one.birth_date.to_string() };
            let new = proposal::New {
                room: RoomId(*room),
                person: entropy::id(),
                basis: one.basis,
                sealed_profile: &key.seal_profile(&profile),
                identity_mac: mac,
                proposed_by: actor.account,
            };
            register(&mut tx, &actor, &new).await?;
        }
        renrakucho_store::commit(tx).await?;
        report.registered = rooms.len();
        Ok(report)
    })
    .await
}

async fn register(tx: &mut Tx, actor: &Actor, new: &proposal::New<'_>) -> Result<()> {
    if !proposal::insert(tx, new).await? {
        return Err(Error::Internal);
    }
    let about = About { room: Some(new.room), detail: Some("import"), ..About::default() };
    Ok(audit::record(tx, Event::PersonProposed, &actor.origin(), about).await?)
}
