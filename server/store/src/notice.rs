//! The outbox of notices, in fixed words: to a person about their own ID, to whoever sent an application, and to those who look after a
//! facility.

use renrakucho_domain::{AccountId, CaseId, FacilityId, RoomId, StaffMemberId, case};
use sqlx::query;
use uuid::Uuid;

use crate::{Database, Error, Result, Tx, error::word};

/// What a notice tells.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Kind {
    /// A new enrolment code was made.
    CodeIssued,
    /// The ID was replaced by a new one.
    LoginIdReplaced,
    /// An application came in.
    CaseReceived,
    /// It was decided.
    CaseDecided,
    /// A change of what a facility stated was decided.
    ChangeDecided,
    /// Something of theirs was reported lost, and stopped.
    LossReported,
    /// It was decided whether that works again.
    LossDecided,
    /// An enrolment code waits for a second person.
    CodeAwaits,
    /// It was said that a facility ends.
    FacilityEnds,
    /// Someone was moved to a facility.
    StaffArrived,
    /// A quarterly review was opened.
    ReviewAwaits,
    /// The operator suspended something for the city.
    SuspendedByProxy,
    /// It was proposed who acts for the city, and a second person is to confirm it.
    AppointmentAwaits,
    /// A moderator asks for something that is the approver's to decide.
    DecisionAwaits,
    /// It was decided whether a room is unsealed for a disclosure request: if it is, its hours have begun.
    UnsealingDecided,
    /// What they asked the city for in a room was decided.
    RequestDecided,
    /// A facility applies for something that is in a hurry, and a moderator is to look at it.
    ApplicationAwaits,
    /// The city has decided about what somebody applied for.
    ApplicationDecided,
    /// A backup was restored, and what was stopped after it was made is stopped again.
    StoppedAgain,
}

impl Kind {
    const fn as_str(self) -> &'static str {
        match self {
            Self::CodeIssued => "code_issued",
            Self::LoginIdReplaced => "login_id_replaced",
            Self::CaseReceived => "case_received",
            Self::CaseDecided => "case_decided",
            Self::ChangeDecided => "change_decided",
            Self::LossReported => "loss_reported",
            Self::LossDecided => "loss_decided",
            Self::CodeAwaits => "code_awaits",
            Self::FacilityEnds => "facility_ends",
            Self::StaffArrived => "staff_arrived",
            Self::ReviewAwaits => "review_awaits",
            Self::SuspendedByProxy => "suspended_by_proxy",
            Self::AppointmentAwaits => "appointment_awaits",
            Self::DecisionAwaits => "decision_awaits",
            Self::UnsealingDecided => "unsealing_decided",
            Self::RequestDecided => "request_decided",
            Self::ApplicationAwaits => "application_awaits",
            Self::ApplicationDecided => "application_decided",
            Self::StoppedAgain => "stopped_again",
        }
    }
}

/// Keeps that a notice is to be sent, if the account has an address.
pub async fn insert(tx: &mut Tx, id: Uuid, account: AccountId, kind: Kind) -> Result<()> {
    query!(
        "insert into notice_mail (id, account, kind) select $1, id, $3 from account where id = $2 and mail is not null",
        id,
        account.0,
        kind.as_str()
    )
    .execute(&mut **tx)
    .await?;
    Ok(())
}

/// Keeps that the admins of a facility are to be told, but for whoever knows already or has no part in it. To how many.
pub async fn insert_for_admins(tx: &mut Tx, facility: FacilityId, but: &[AccountId], kind: Kind) -> Result<u64> {
    let but: Vec<_> = but.iter().map(|account| account.0).collect();
    let done = query!(
        "insert into notice_mail (id, account, kind)
         select gen_random_uuid(), a.id, $3 from account a
         where a.role = 'facility_admin' and a.standing = 'active' and a.mail is not null and a.id <> all($2)
           and $1 = (select x.facility from affiliation x
                     where x.staff_member = a.staff_member and x.ended_at is null order by x.position, x.id limit 1)",
        facility.0,
        &but,
        kind.as_str()
    )
    .execute(&mut **tx)
    .await?;
    Ok(done.rows_affected())
}

/// Keeps that a person is to be told of something in a room, under the account with which they are a member and can read it, if they are
/// one and have an address. Asked while the room is held.
pub async fn insert_for_member(tx: &mut Tx, id: Uuid, room: RoomId, person: StaffMemberId, kind: Kind) -> Result<()> {
    query!(
        "insert into notice_mail (id, account, kind)
         select $1, a.id, $4 from standing_membership m join account a on a.id = m.account join care_room r on r.id = m.room
         where m.room = $2 and m.staff_member = $3 and a.standing = 'active' and a.mail is not null
           and r.state not in ('lapsed', 'erased') and (r.state <> 'discontinued' or m.permit is not null) limit 1",
        id,
        room.0,
        person.0,
        kind.as_str()
    )
    .execute(&mut **tx)
    .await?;
    Ok(())
}

/// The same for the city's moderators.
pub async fn insert_for_moderators(tx: &mut Tx, kind: Kind) -> Result<()> {
    query!(
        "insert into notice_mail (id, account, kind)
         select gen_random_uuid(), a.id, $1 from account a
         where a.role = 'city_moderator' and a.standing = 'active' and a.mail is not null",
        kind.as_str()
    )
    .execute(&mut **tx)
    .await?;
    Ok(())
}

/// The same for its approvers.
pub async fn insert_for_approvers(tx: &mut Tx, kind: Kind) -> Result<()> {
    query!(
        "insert into notice_mail (id, account, kind)
         select gen_random_uuid(), a.id, $1 from account a
         where a.role = 'city_approver' and a.standing = 'active' and a.mail is not null",
        kind.as_str()
    )
    .execute(&mut **tx)
    .await?;
    Ok(())
}

/// The same for its moderators and approvers, but for whoever knows already or has no part in it.
pub async fn insert_for_city(tx: &mut Tx, but: &[AccountId], kind: Kind) -> Result<()> {
    let but: Vec<_> = but.iter().map(|account| account.0).collect();
    query!(
        "insert into notice_mail (id, account, kind)
         select gen_random_uuid(), a.id, $1 from account a
         where a.role in ('city_moderator', 'city_approver') and a.standing = 'active' and a.mail is not null
           and a.id <> all($2)",
        kind.as_str(),
        &but
    )
    .execute(&mut **tx)
    .await?;
    Ok(())
}

/// Keeps that whoever sent an application is to be told. The address stands in what they sent.
pub async fn insert_of_case(tx: &mut Tx, id: Uuid, case: CaseId, kind: Kind) -> Result<()> {
    query!("insert into notice_mail (id, city_case, kind) values ($1, $2, $3)", id, case.0, kind.as_str())
        .execute(&mut **tx)
        .await?;
    Ok(())
}

/// To whom a notice goes.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Receiver {
    /// To a person about their own ID, if they have an address.
    Account(Uuid, Option<String>),
    /// To the address in what was sent with a case.
    Case(CaseId, case::Kind, Vec<u8>),
}

/// A notice that this node has promised to send.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Claimed {
    /// Names the mail for ever, its `Message-ID` too.
    pub mail: Uuid,
    /// For whom.
    pub receiver: Receiver,
    /// What it tells.
    pub kind: Kind,
    /// How often it was tried, this time included.
    pub attempts: i32,
}

/// Claims one that is due: nobody else tries it before the lease is over.
pub async fn claim(database: &Database, lease_seconds: i32) -> Result<Option<Claimed>> {
    let row = query!(
        r#"update notice_mail n set attempts = n.attempts + 1,
                  due_at = clock_timestamp() + make_interval(secs => $1::double precision)
           from (select m.id, a.mail, c.kind as case_kind, c.sealed from notice_mail m left join account a on a.id = m.account
                 left join city_case c on c.id = m.city_case
                 where m.state = 'waiting' and m.due_at <= clock_timestamp()
                 order by m.due_at limit 1 for update of m skip locked) waiting
           where n.id = waiting.id
           returning n.id, n.account, n.city_case, n.kind, n.attempts, waiting.mail as "mail?",
                     waiting.case_kind as "case_kind?", waiting.sealed as "sealed?""#,
        f64::from(lease_seconds)
    )
    .fetch_optional(database.pool())
    .await?;
    let Some(row) = row else { return Ok(None) };
    let kind = match row.kind.as_str() {
        "code_issued" => Kind::CodeIssued,
        "login_id_replaced" => Kind::LoginIdReplaced,
        "case_received" => Kind::CaseReceived,
        "case_decided" => Kind::CaseDecided,
        "change_decided" => Kind::ChangeDecided,
        "loss_reported" => Kind::LossReported,
        "loss_decided" => Kind::LossDecided,
        "code_awaits" => Kind::CodeAwaits,
        "facility_ends" => Kind::FacilityEnds,
        "staff_arrived" => Kind::StaffArrived,
        "review_awaits" => Kind::ReviewAwaits,
        "suspended_by_proxy" => Kind::SuspendedByProxy,
        "appointment_awaits" => Kind::AppointmentAwaits,
        "decision_awaits" => Kind::DecisionAwaits,
        "unsealing_decided" => Kind::UnsealingDecided,
        "request_decided" => Kind::RequestDecided,
        "application_awaits" => Kind::ApplicationAwaits,
        "application_decided" => Kind::ApplicationDecided,
        "stopped_again" => Kind::StoppedAgain,
        _ => return Err(Error::Unknown("notice_mail.kind")),
    };
    let receiver = match (row.account, row.city_case.zip(row.case_kind), row.sealed) {
        (Some(account), ..) => Receiver::Account(account, row.mail),
        (None, Some((case, kind)), Some(sealed)) => {
            Receiver::Case(case.into(), word(case::Kind::parse, &kind, "city_case.kind")?, sealed)
        }
        _ => return Err(Error::Unknown("notice_mail.account")),
    };
    Ok(Some(Claimed { mail: row.id, receiver, kind, attempts: row.attempts }))
}

/// It was handed over.
pub async fn sent(tx: &mut Tx, mail: Uuid) -> Result<()> {
    query!("update notice_mail set state = 'sent', sent_at = clock_timestamp() where id = $1", mail)
        .execute(&mut **tx)
        .await?;
    Ok(())
}

/// It can never be delivered.
pub async fn give_up(database: &Database, mail: Uuid) -> Result<()> {
    query!("update notice_mail set state = 'failed' where id = $1", mail).execute(database.pool()).await?;
    Ok(())
}

/// The mail server did not take it now: next try after a pause.
pub async fn put_off(database: &Database, mail: Uuid, seconds: i32) -> Result<()> {
    query!(
        "update notice_mail set due_at = clock_timestamp() + make_interval(secs => $2::double precision) where id = $1",
        mail,
        f64::from(seconds)
    )
    .execute(database.pool())
    .await?;
    Ok(())
}
