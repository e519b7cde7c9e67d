//! A file of staff is added to a facility: all of it or nothing. First without doing it, row by row what is at fault.

use renrakucho_domain::{Act, FacilityId};
use renrakucho_protocol::{http::ImportReport, vocabulary::HandOver};
use renrakucho_store::{account, staff};

use super::{
    Actor, Result,
    add_staff::{add, may_add},
    attempt,
    issue_code::show,
};
use crate::{app::Shared, entropy, staff_file::StaffFile};

/// Reads a file and, unless it is a dry run or something is at fault, adds everyone in it, each with a sheet to hand over.
pub async fn import_staff(
    app: &Shared,
    actor: &Actor,
    facility: FacilityId,
    bytes: Vec<u8>,
    dry_run: bool,
) -> Result<ImportReport> {
    attempt(app, actor, Act::AddStaff, None, async move |app, actor| {
        let professions = staff::professions(&app.database).await?;
        let mut tx = app.database.begin().await?;
        // Two imports of one file at the same time: the second one finds those whom the first has added.
        account::lock(&mut tx, &[actor.account.0]).await?;
        may_add(&mut tx, &app, &actor, facility).await?;
        let there = staff::names(&mut tx, facility).await?;
        let file = StaffFile::read(&bytes, app.config.people.import_rows, &professions, &there);
        let mut report = ImportReport { rows: file.rows, faults: file.faults, preview: file.shown, issued: Vec::new() };
        if dry_run || !report.faults.is_empty() {
            return Ok(report);
        }
        let mut made = Vec::with_capacity(file.forms.len());
        for (_, form) in file.forms {
            made.push(add(&mut tx, &app, &actor, facility, entropy::id(), &form, HandOver::Sheet).await?);
        }
        renrakucho_store::commit(tx).await?;
        report.issued = show(&app, &actor, facility, made).await?;
        Ok(report)
    })
    .await
}
