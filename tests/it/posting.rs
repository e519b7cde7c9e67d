//! 投稿 in batches: the statement that writes them keeps the rule of the domain, each author gets their own outcome, and
//! nobody's failure is another's.

use futures_util::future::join_all;
use renrakucho_domain::{
    AccountId, Act, DeviceId, EntryId, Priority, Refusal, Relation, Role, RoomId, RoomState, SessionId, permission,
    session::{self, Facts, Standing},
};
use renrakucho_protocol::{frame::Post, problem::Code, vocabulary};
use renrakucho_store::{
    Database,
    posting::{Posting, Verdict, Writer},
};
use renrakucho_tests::{Answer, City, id};
use reqwest::Method;
use serde_json::json;
use sqlx::AssertSqlSafe;
use time::OffsetDateTime;
use uuid::Uuid;

fn posting(room: Uuid, account: Uuid, device: Uuid, session: Uuid) -> Posting {
    Posting {
        room: RoomId(room),
        id: EntryId(id()),
        account: AccountId(account),
        device: DeviceId(device),
        session: SessionId(session),
        priority: Priority::Normal,
        reply_to: None,
        sealed: vec![1; 64],
        content_mac: vec![2; 32],
        row_hash: vec![3; 32],
        request: "test".into(),
    }
}

/// Where the account in question stands.
#[derive(Clone, Copy, Debug)]
struct Case {
    role: Role,
    relation: Relation,
    state: RoomState,
    account: Standing,
    device: Standing,
    ended: bool,
    expired: bool,
}

impl Case {
    fn all() -> Vec<Self> {
        let mut cases = Vec::new();
        for role in Role::ALL {
            for relation in [Relation::Member, Relation::Permitted, Relation::Stranger] {
                // In a room that is over the database knows no permit but one that outlived the consent.
                let is_lost = |state: &RoomState| {
                    relation == Relation::Permitted
                        && [RoomState::Discontinued, RoomState::Lapsed, RoomState::Erased].contains(state)
                };
                for state in RoomState::ALL.into_iter().filter(|state| !is_lost(state)) {
                    for account in Standing::ALL {
                        for device in Standing::ALL {
                            for (ended, expired) in [(false, false), (true, false), (false, true)] {
                                cases.push(Self { role, relation, state, account, device, ended, expired });
                            }
                        }
                    }
                }
            }
        }
        cases
    }

    /// What the rule says.
    fn expected(self) -> Result<(), Refusal> {
        let now = OffsetDateTime::UNIX_EPOCH;
        let expires_at = if self.expired { now } else { now + time::Duration::SECOND };
        session::check(&Facts { account: self.account, device: self.device, ended: self.ended, expires_at, now })?;
        permission::may_in_room(self.role, self.relation, self.state, Act::PostEntry)
    }
}

const FIXTURE: &str = "
    with given as (
        select * from unnest($1::uuid[], $2::uuid[], $3::uuid[], $4::uuid[], $5::uuid[], $6::text[], $7::bool[],
                             $8::text[], $9::text[], $10::text[], $11::bool[], $12::bool[])
            as t (room, account, device, session, affiliation, role, member, state, standing, device_standing, ended,
                  expired)
    ), host as (
        select f.id as facility, p.code as profession from facility f, profession p limit 1
    ), staff as (
        insert into staff_member (id, name, kana) select account, '試験', 'しけん' from given
    ), affiliated as (
        insert into affiliation (id, staff_member, facility, profession)
        select affiliation, account, facility, profession from given, host
    ), accounts as (
        insert into account (id, login_id, staff_member, role, standing)
        select account, 'table-' || account, account, role, standing from given
    ), devices as (
        insert into device (id, facility, kind, label, standing)
        select device, facility, 'personal', 'table', device_standing from given, host
    ), sessions as (
        insert into session (id, token_hash, account, device, expires_at, ended_at)
        select session, decode(md5(session::text), 'hex'), account, device,
               clock_timestamp() + case when expired then interval '-1 second' else interval '1 hour' end,
               case when ended then clock_timestamp() end
        from given
    ), persons as (
        insert into supported_person (id, residence_basis) select room, 'resident' from given
    ), rooms as (
        insert into care_room (id, supported_person, state) select room, room, state from given
    )
    insert into membership (room, account, affiliation, joined_seq)
    select room, account, affiliation, 0 from given where member";

/// Permits that stand, by which the members of these rooms are there.
const PERMITS: [&str; 5] = [
    "insert into city_case (id, kind, route, receipt, sealed, content_mac, opened_at, due)
     select room, 'exceptional_use', 'signed_in', room::text, '', '', clock_timestamp(), current_date
     from unnest($1::uuid[]) as t (room)",
    "insert into exceptional_use (city_case, room, ground, sealed, until, asked_by, asked_name, asked_facility)
     select room, room, 'abuse_or_dv', '', clock_timestamp() + interval '1 hour', k.id, '', ''
     from unnest($1::uuid[]) as t (room), account k where k.login_id = 'kato'",
    "update exceptional_use u set permitted_at = clock_timestamp(), permitted_by = s.id, permitted_name = '', permitted_facility = '',
                                 review_case = u.city_case
     from account s where u.city_case = any($1) and s.login_id = 'shonin'",
    "update exceptional_use u set outlived_at = clock_timestamp() from care_room r
     where u.room = r.id and r.id = any($1) and r.state = 'discontinued'",
    "update membership m set permit = m.room, until = u.until from exceptional_use u
     where u.city_case = m.room and m.room = any($1)",
];

#[tokio::test]
async fn the_statement_and_the_rule_agree_on_every_case() {
    let city = City::new().await;
    let cases = Case::all();
    let posts: Vec<_> = cases.iter().map(|_| posting(id(), id(), id(), id())).collect();
    let words = |of: fn(&Case) -> &'static str| cases.iter().map(of).collect::<Vec<_>>();
    sqlx::query(FIXTURE)
        .bind(posts.iter().map(|post| post.room.0).collect::<Vec<_>>())
        .bind(posts.iter().map(|post| post.account.0).collect::<Vec<_>>())
        .bind(posts.iter().map(|post| post.device.0).collect::<Vec<_>>())
        .bind(posts.iter().map(|post| post.session.0).collect::<Vec<_>>())
        .bind(posts.iter().map(|_| id()).collect::<Vec<_>>())
        .bind(words(|case| case.role.as_str()))
        .bind(cases.iter().map(|case| case.relation != Relation::Stranger).collect::<Vec<_>>())
        .bind(words(|case| case.state.stored().as_str()))
        .bind(words(|case| case.account.as_str()))
        .bind(words(|case| case.device.as_str()))
        .bind(cases.iter().map(|case| case.ended).collect::<Vec<_>>())
        .bind(cases.iter().map(|case| case.expired).collect::<Vec<_>>())
        .execute(&city.sql)
        .await
        .expect("the cases");
    let permitted = cases.iter().zip(&posts).filter(|(case, _)| case.relation == Relation::Permitted);
    let permitted: Vec<_> = permitted.map(|(_, post)| post.room.0).collect();
    for sql in PERMITS {
        sqlx::query(sql).bind(&permitted).execute(&city.sql).await.expect("permits");
    }

    let mut writer = Writer::new(Database::open(&city.app_url(), 1).expect("a database"));
    // Alone each is judged on a way of its own, which must say the same: once with fresh ids, in rooms that moved on.
    let all: Vec<_> = posts.iter().collect();
    let verdicts = writer.append(&all, false, 60).await.expect("a batch");
    for (case, post) in cases.iter().zip(&posts) {
        let post = Posting { id: EntryId(id()), ..post.clone() };
        let said = match &writer.append(&[&post], false, 60).await.expect("a post")[..] {
            [Verdict::Accepted { seq: 2, .. }] => Ok(()),
            [Verdict::Refused(refusal)] => Err(*refusal),
            other => panic!("{case:?}, alone: {other:?}"),
        };
        assert_eq!(said, case.expected(), "{case:?}, alone");
    }
    let mut accepted = 0;
    for (case, verdict) in cases.iter().zip(verdicts) {
        let said = match verdict {
            Verdict::Accepted { seq, .. } => {
                assert_eq!(seq, 1, "{case:?}");
                Ok(())
            }
            Verdict::Refused(refusal) => Err(refusal),
            other @ Verdict::Duplicate { .. } => panic!("{case:?}: {other:?}"),
        };
        assert_eq!(said, case.expected(), "{case:?}");
        accepted += usize::from(said.is_ok());
    }
    assert_eq!(cases.len(), 5 * (7 + 4 + 7) * 3 * 3 * 3);
    // Staff, facility admin, moderator: members of an active room; by a permit also of one that awaits its consent, or has lost it.
    assert_eq!(accepted, 3 + 3 * 3);
    city.end().await;
}

struct Author {
    account: Uuid,
    device: Uuid,
    session: Uuid,
}

async fn author(city: &City, login: &str) -> Author {
    let _signed_in = city.sign_in(login).await;
    let (account, device, session) = sqlx::query_as(
        "select s.account, s.device, s.id from session s join account a on a.id = s.account where a.login_id = $1",
    )
    .bind(login)
    .fetch_one(&city.sql)
    .await
    .expect("a session");
    Author { account, device, session }
}

impl Author {
    fn post(&self, room: Uuid) -> Posting {
        posting(room, self.account, self.device, self.session)
    }
}

#[tokio::test]
async fn in_one_batch_each_post_has_its_own_outcome_and_a_rooms_order_is_kept() {
    let city = City::new().await;
    let (hana, sora) = (city.rooms.hana, city.rooms.sora);
    let (sato, mori) = (author(&city, "sato").await, author(&city, "mori").await);
    let head = city.number(&format!("select last_seq from care_room where id = '{hana}'")).await;
    let first = sato.post(hana);
    let batch = [
        first.clone(),
        sato.post(sora), // not a member
        mori.post(sora), // fine
        Posting { reply_to: Some(EntryId(id())), ..mori.post(sora) },
        mori.post(hana),
        mori.post(sora),
        sato.post(hana),
    ];
    let mut writer = Writer::new(Database::open(&city.app_url(), 1).expect("a database"));
    let verdicts = writer.append(&batch.iter().collect::<Vec<_>>(), false, 60).await.expect("a batch");
    let short = |verdict: &Verdict| match verdict {
        Verdict::Accepted { seq, .. } => format!("accepted {}", seq - head),
        Verdict::Duplicate { seq, .. } => format!("duplicate {}", seq - head),
        Verdict::Refused(refusal) => refusal.to_string(),
    };
    let said: Vec<_> = verdicts.iter().map(short).collect();
    assert_eq!([&said[0], &said[1], &said[3]], ["accepted 1", "not found", "invalid reply_to"]);
    assert_eq!([&said[4], &said[6]], ["accepted 2", "accepted 3"], "a room's order is kept: {said:?}");
    assert!(matches!(verdicts[2], Verdict::Accepted { .. }) && matches!(verdicts[5], Verdict::Accepted { .. }));

    let rest = [
        first.clone(),                                           // sent twice
        Posting { reply_to: Some(first.id), ..sato.post(hana) }, // answers what was accepted before
        Posting { id: batch[4].id, ..sato.post(hana) },          // someone else's id
    ];
    let verdicts = writer.append(&rest.iter().collect::<Vec<_>>(), false, 60).await.expect("a batch");
    let said: Vec<_> = verdicts.iter().map(short).collect();
    assert_eq!(said, ["duplicate 1", "accepted 4", "the id was used before"]);
    // A post that comes alone is judged on a way of its own, by the same rule.
    for (post, word) in rest.iter().zip(["duplicate 1", "duplicate 4", "the id was used before"]) {
        let verdicts = writer.append(&[post], false, 60).await.expect("a post");
        assert_eq!(verdicts.iter().map(short).collect::<Vec<_>>(), [word]);
    }

    // In doubt, what was accepted counts before whatever happened since.
    let gone =
        format!("update membership set left_seq = {} where room = '{hana}' and account = '{}'", head + 4, sato.account);
    city.fixture(&gone).await;
    let verdicts = writer.append(&[&first, &sato.post(hana)], true, 60).await.expect("a batch");
    assert_eq!(verdicts.iter().map(short).collect::<Vec<_>>(), ["duplicate 1", "not found"]);
    let verdicts = writer.append(&[&first], false, 60).await.expect("a batch");
    assert_eq!(verdicts.iter().map(short).collect::<Vec<_>>(), ["not found"], "else permission comes first");
    city.end().await;
}

#[tokio::test]
async fn what_depends_on_a_post_that_waits_comes_after_it() {
    let city = City::with(&[("database.writers", "1".into())]).await;
    let room = city.rooms.hana;
    let mut sato = city.sign_in("sato").await.look_at(room).await;
    // The lane is held up by the first post, so that the others gather.
    let mut holder = city.sql.begin().await.expect("a transaction");
    sqlx::query("select from care_room where id = $1 for update").bind(room).execute(&mut *holder).await.expect("held");
    sato.send_post(id(), room, "先").await;
    let (first, answer) = (id(), id());
    sato.send_post(first, room, "一つ目").await;
    sato.send_post(first, room, "一つ目").await;
    let reply =
        Post { id: answer, room, body: "返事".into(), priority: vocabulary::Priority::Normal, reply_to: Some(first) };
    sato.send("post", &reply).await;
    holder.rollback().await.expect("released");
    let one = sato.answer_to(first).await.expect("accepted");
    let repeat = sato.answer_to(first).await.expect("recognised");
    let answered = sato.answer_to(answer).await.expect("accepted");
    assert!(!one.duplicate && repeat.duplicate, "one entry");
    assert_eq!((repeat.seq, answered.seq), (one.seq, one.seq + 1));
    city.end().await;
}

#[tokio::test]
async fn a_post_that_breaks_its_batch_breaks_nobody_else() {
    let city = City::new().await;
    let (hana, sora) = (city.rooms.hana, city.rooms.sora);
    let (sato, mori) = (city.sign_in("sato").await, city.sign_in("mori").await);
    // A defect that the statement does not foresee: the whole statement fails.
    city.fixture(
        "create function fail() returns trigger language plpgsql as $$
         begin if new.priority = 'urgent' then raise exception 'broken'; end if; return new; end $$",
    )
    .await;
    city.fixture("create trigger broken before insert on entry for each row execute function fail()").await;
    let path = |room: Uuid| format!("/api/v1/rooms/{room}/entries");
    let post = |priority: &str| json!({ "id": id(), "body": "一緒に", "priority": priority });
    let mut calls = Vec::new();
    for number in 0..40 {
        let (person, room) = if number % 2 == 0 { (&sato, hana) } else { (&mori, sora) };
        let body = post(if number % 8 == 0 { "urgent" } else { "normal" });
        calls.push(async move { (number % 8 == 0, person.call(Method::POST, &path(room), Some(&body)).await) });
    }
    for (broken, reply) in join_all(calls).await {
        let reply: Answer = reply;
        if broken {
            reply.refused(Code::Internal);
        } else {
            reply.ok();
        }
    }
    city.end().await;
}

#[tokio::test]
async fn a_room_that_is_held_for_long_holds_up_no_other_room() {
    let city = City::with(&[("database.writers", "1".into())]).await;
    let (hana, sora) = (city.rooms.hana, city.rooms.sora);
    let (mut sato, mut mori) =
        (city.sign_in("sato").await.look_at(hana).await, city.sign_in("mori").await.look_at(sora).await);
    let mut holder = city.sql.begin().await.expect("a transaction");
    sqlx::query("select from care_room where id = $1 for update").bind(hana).execute(&mut *holder).await.expect("held");
    sato.send_post(id(), hana, "待つ").await;
    for number in 0..20 {
        mori.write(sora, &format!("待たない {number}")).await;
    }
    holder.rollback().await.expect("released");
    // The author is told to come again, or the post was written once the room was free; never neither.
    sato.write(hana, "自由").await;
    city.end().await;
}

#[tokio::test]
async fn more_than_may_wait_is_told_to_come_again() {
    let city = City::with(&[("live.posts_waiting", "1".into()), ("database.writers", "1".into())]).await;
    let room = city.rooms.hana;
    let sato = city.sign_in("sato").await;
    let path = format!("/api/v1/rooms/{room}/entries");
    let mut holder = city.sql.begin().await.expect("a transaction");
    sqlx::query("select from care_room where id = $1 for update").bind(room).execute(&mut *holder).await.expect("held");
    let calls = (0..8).map(|_| {
        let body = json!({ "id": id(), "body": "混雑", "priority": "normal" });
        let (path, sato) = (&path, &sato);
        async move { sato.call(Method::POST, path, Some(&body)).await }
    });
    for reply in join_all(calls).await {
        reply.refused(Code::Busy);
    }
    holder.rollback().await.expect("released");
    sato.write(room, "空いた").await;
    city.end().await;
}

#[tokio::test]
async fn what_entries_refer_to_is_never_deleted_by_anyone() {
    let city = City::new().await;
    for table in ["care_room", "account", "affiliation"] {
        for statement in [format!("delete from {table}"), format!("truncate {table} cascade")] {
            let done = sqlx::query(AssertSqlSafe(statement.clone())).execute(&city.sql).await;
            let refused = done.expect_err(&statement).to_string();
            assert!(refused.contains("is never deleted"), "{statement}: {refused}");
        }
    }
    city.end().await;
}
