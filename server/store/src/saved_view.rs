//! 保存した表示: how someone of the city looks at their inbox.

use renrakucho_domain::{AccountId, FacilityId, case::Kind, saved_view::Show};
use sqlx::{PgExecutor, query};
use uuid::Uuid;

use crate::{Result, Tx, error::word};

/// A view.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct View {
    /// The view.
    pub id: Uuid,
    /// What its person calls it, sealed.
    pub sealed_name: Vec<u8>,
    /// Which cases.
    pub show: Show,
    /// Of which kinds; none: of all.
    pub kinds: Vec<Kind>,
    /// Whether only those whose day is over.
    pub overdue: bool,
    /// About which facility.
    pub facility: Option<FacilityId>,
    /// Whether the inbox opens with it.
    pub is_default: bool,
}

/// Someone's own. Nobody asks for another's.
pub async fn of(executor: impl PgExecutor<'_>, account: AccountId) -> Result<Vec<View>> {
    let rows = query!(
        "select id, sealed_name, show, kinds, overdue, facility, is_default from saved_view where account = $1 order by id",
        account.0
    )
    .fetch_all(executor)
    .await?;
    rows.into_iter()
        .map(|row| {
            let kinds = row.kinds.iter().map(|kind| word(Kind::parse, kind, "saved_view.kinds"));
            Ok(View {
                id: row.id,
                sealed_name: row.sealed_name,
                show: word(Show::parse, &row.show, "saved_view.show")?,
                kinds: kinds.collect::<Result<_>>()?,
                overdue: row.overdue,
                facility: row.facility.map(FacilityId),
                is_default: row.is_default,
            })
        })
        .collect()
}

/// Saves one, or changes it. False: the id is another's. Asked while the account is locked.
pub async fn save(tx: &mut Tx, account: AccountId, view: &View) -> Result<bool> {
    if view.is_default {
        query!(
            "update saved_view set is_default = false where account = $1 and is_default and id <> $2",
            account.0,
            view.id
        )
        .execute(&mut **tx)
        .await?;
    }
    let kinds: Vec<_> = view.kinds.iter().map(|kind| kind.as_str().to_owned()).collect();
    let done = query!(
        "insert into saved_view (id, account, sealed_name, show, kinds, overdue, facility, is_default)
         values ($1, $2, $3, $4, $5, $6, $7, $8)
         on conflict (id) do update set sealed_name = $3, show = $4, kinds = $5, overdue = $6, facility = $7, is_default = $8
         where saved_view.account = $2",
        view.id,
        account.0,
        view.sealed_name,
        view.show.as_str(),
        &kinds,
        view.overdue,
        view.facility.map(|facility| facility.0),
        view.is_default
    )
    .execute(&mut **tx)
    .await?;
    Ok(done.rows_affected() == 1)
}

/// Forgets one. False: there is none.
pub async fn forget(tx: &mut Tx, account: AccountId, view: Uuid) -> Result<bool> {
    let done =
        query!("delete from saved_view where id = $1 and account = $2", view, account.0).execute(&mut **tx).await?;
    Ok(done.rows_affected() == 1)
}

/// Whether there is such a facility.
pub async fn knows(tx: &mut Tx, facility: FacilityId) -> Result<bool> {
    Ok(query!("select id from facility where id = $1", facility.0).fetch_optional(&mut **tx).await?.is_some())
}
