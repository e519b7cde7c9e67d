//! What somebody asked to be erased, as they are told.

use renrakucho_domain::{CaseId, RoomId, Seq, StaffMemberId, case::State, entry_erasure::Ground};
use sqlx::query;
use time::{Date, OffsetDateTime};
use uuid::Uuid;

use crate::{Database, Result, Tx, error::word};

/// The city tells whoever asked how it decided: its reason is theirs to read from here on.
pub async fn answer(tx: &mut Tx, case: CaseId) -> Result<()> {
    query!("update entry_erasure_request set answered_at = clock_timestamp() where city_case = $1", case.0)
        .execute(&mut **tx)
        .await?;
    Ok(())
}

/// What somebody asked for, as they are told.
#[derive(Clone, Debug)]
pub struct Own {
    /// The case in which it is asked for.
    pub case: CaseId,
    /// The one in which it is decided.
    pub decision_case: Option<CaseId>,
    /// The post.
    pub entry: Uuid,
    /// Its position.
    pub seq: Seq,
    /// When it was written.
    pub written_at: OffsetDateTime,
    /// By whom.
    pub author: String,
    /// Why it is to be erased.
    pub ground: Ground,
    /// 受付番号
    pub receipt: String,
    /// When it was asked for.
    pub asked_at: OffsetDateTime,
    /// Until when the city looks at it, or decides.
    pub due: Date,
    /// How the one case stands.
    pub request: State,
    /// And the other.
    pub decision: Option<State>,
    /// When it was decided.
    pub decided_at: Option<OffsetDateTime>,
    /// Whether the reason is theirs to read.
    pub is_answered: bool,
    /// Why it is not proposed, under the room's key.
    pub sealed_reason: Option<Vec<u8>>,
    /// Why it was decided so, under the city's.
    pub sealed_decision: Option<Vec<u8>>,
}

/// What a person has asked for in a room, under whatever account, the newest first.
pub async fn of_person(database: &Database, room: RoomId, person: StaffMemberId) -> Result<Vec<Own>> {
    let rows = query!(
        r#"select q.city_case, q.decision_case, q.entry, q.seq, q.ground, q.answered_at is not null as "is_answered!",
                  c.receipt, c.opened_at, coalesce(d.due, c.due) as "due!", c.state, d.state as "decision?",
                  coalesce(d.decided_at, case when d.id is null then c.decided_at end) as decided_at,
                  r.sealed as "sealed_reason?", d.sealed_reason as "sealed_decision?", e.at, s.name
           from entry_erasure_request q join account a on a.id = q.asked_by join city_case c on c.id = q.city_case
           left join city_case d on d.id = q.decision_case left join case_reason r on r.city_case = q.city_case
           join entry e on e.room = q.room and e.id = q.entry join affiliation x on x.id = e.author_affiliation
           join staff_member s on s.id = x.staff_member
           where q.room = $1 and a.staff_member = $2 order by c.opened_at desc, c.id limit 20"#,
        room.0,
        person.0
    )
    .fetch_all(database.pool())
    .await?;
    rows.into_iter()
        .map(|row| {
            Ok(Own {
                case: row.city_case.into(),
                decision_case: row.decision_case.map(Into::into),
                entry: row.entry,
                seq: row.seq,
                written_at: row.at,
                author: row.name,
                ground: word(Ground::parse, &row.ground, "entry_erasure_request.ground")?,
                receipt: row.receipt,
                asked_at: row.opened_at,
                due: row.due,
                request: word(State::parse, &row.state, "city_case.state")?,
                decision: row.decision.map(|state| word(State::parse, &state, "city_case.state")).transpose()?,
                decided_at: row.decided_at,
                is_answered: row.is_answered,
                sealed_reason: row.sealed_reason,
                sealed_decision: row.sealed_decision,
            })
        })
        .collect()
}
