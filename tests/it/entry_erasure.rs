//! 投稿の消去: one post of a room is erased by two people of the city, after a member asked for it. Its text is nowhere from the answer on,
//! whatever is read, resent or restored.

use std::{
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
    time::Instant,
};

use renrakucho_protocol::{
    case::{CaseDetail, CaseLine, Cases},
    disclosure::{DisclosurePreview, DisclosureReleased},
    entry::{Content, Entry},
    entry_erasure::{EntryErasureAsked, EntryErasureCertificate},
    frame::{Ack, ServerFrame},
    problem::Code,
    vocabulary::{CaseKind, DisclosedKind, EntryErasureGround},
};
use renrakucho_tests::{Answer, City, Person, Sink, eventually, id};
use reqwest::Method;
use serde_json::json;
use sqlx::{AssertSqlSafe, Connection, Executor, PgConnection};
use uuid::Uuid;

use crate::{
    disclosure,
    exceptional_use::{decide, permit, read_case},
    restore::{dump, restore, run},
};

const WORDS: &str = "ノコラナイ事情 別の方のことを書きました";

pub(crate) async fn try_ask(person: &Person, room: Uuid, entry: Uuid, words: &str) -> Answer {
    let body = json!({ "ground": "wrong_person", "words": words });
    person.call(Method::POST, &format!("/api/v1/rooms/{room}/entries/{entry}/erasure-request"), Some(&body)).await
}

async fn open_cases(person: &Person) -> Vec<CaseLine> {
    person.get("/api/v1/city/cases?state=open").await.json::<Cases>().cases
}

pub(crate) async fn the_case(person: &Person, kind: CaseKind) -> Uuid {
    let cases = open_cases(person).await;
    cases.iter().find(|line| line.kind == kind).expect("an open case").case
}

async fn certificate(person: &Person, room: Uuid, entry: Uuid) -> Answer {
    person.get(&format!("/api/v1/city/rooms/{room}/entry-erasures/{entry}")).await
}

/// A post under an id of one's own.
pub(crate) async fn write(person: &Person, room: Uuid, body: &str) -> (Uuid, i64) {
    let entry = id();
    (entry, person.try_write(room, entry, body).await.json::<Ack>().seq)
}

/// Asks for it and proposes it; the case in which it is decided.
pub(crate) async fn proposed(member: &Person, moderator: &Person, room: Uuid, entry: Uuid) -> Uuid {
    try_ask(member, room, entry, WORDS).await.ok();
    let asked = the_case(moderator, CaseKind::EntryErasureRequest).await;
    decide(moderator, asked, "accepted").await.ok();
    the_case(moderator, CaseKind::EntryErasure).await
}

fn post(entries: &[Entry], id: Uuid) -> &Content {
    &entries.iter().find(|entry| entry.id == id).expect("its place in the log").content
}

fn is_blank(entries: &[Entry], id: Uuid) -> bool {
    matches!(post(entries, id), Content::Post { body, erased_at: Some(_), .. } if body.is_empty())
}

async fn sealed(city: &City, room: Uuid, entry: Uuid) -> Vec<u8> {
    sqlx::query_scalar("select sealed from entry where room = $1 and id = $2")
        .bind(room)
        .bind(entry)
        .fetch_one(&city.sql)
        .await
        .expect("a body")
}

async fn all_linked(city: &City) {
    let open = "select count(*) from audit_event e where not exists (select from audit_link l where l.event = e.id)";
    eventually("all are linked", async || (city.number(open).await == 0).then_some(())).await;
}

#[tokio::test]
#[expect(clippy::too_many_lines, reason = "one story, from the wish to what is left of it")]
async fn a_member_asks_one_proposes_another_decides_and_the_text_is_nowhere() {
    let city = City::of_two_nodes(&[]).await;
    let room = city.rooms.hana;
    let (kato, shonin) = (city.sign_in_at(0, "kato").await, city.sign_in_at(1, "shonin").await);
    let (sato, tanaka, ito) =
        (city.sign_in_at(0, "sato").await, city.sign_in_at(1, "tanaka").await, city.sign_in_at(0, "ito").await);
    let (entry, seq) = write(&sato, room, "ノコラナイ本文 書くべきでないこと").await;
    let (kept, _) = write(&sato, room, "残る投稿").await;
    let mut live = [sato.look_at(room).await, tanaka.look_at(room).await];
    tanaka.mark_read(room, seq).await.ok();
    let before = sealed(&city, room, entry).await;

    // Who is not in the room learns nothing; who is asks about a post, in words.
    for person in [&ito, &kato, &shonin] {
        try_ask(person, room, entry, WORDS).await.refused(Code::NotFound);
    }
    try_ask(&sato, room, id(), WORDS).await.refused(Code::NotFound);
    let joined = sato
        .read(room, 0)
        .await
        .entries
        .into_iter()
        .find(|one| matches!(one.content, Content::Opened | Content::MemberJoined { .. }));
    try_ask(&sato, room, joined.expect("how the room began").id, WORDS).await.invalid("entry");
    for words in ["", " \n ", "番号は 123456789018"] {
        try_ask(&sato, room, entry, words).await.invalid("words");
    }
    let asked: EntryErasureAsked = try_ask(&tanaka, room, entry, WORDS).await.json();
    assert_eq!(asked.receipt.len(), 14);
    for person in [&tanaka, &sato] {
        try_ask(person, room, entry, WORDS).await.refused(Code::Stale);
    }

    // The moderator decides whether it is proposed, by what they are told: never by what the post says.
    let request = the_case(&kato, CaseKind::EntryErasureRequest).await;
    assert!(open_cases(&shonin).await.is_empty(), "nobody has proposed anything to the approver");
    let shown = kato.get(&format!("/api/v1/city/cases/{request}")).await;
    assert!(!shown.text.contains("ノコラナイ本文"), "{}", shown.text);
    let told = shown.json::<CaseDetail>().entry_erasure.expect("what is asked");
    assert_eq!((told.seq, told.words.as_deref(), told.ground), (seq, Some(WORDS), EntryErasureGround::WrongPerson));
    assert_eq!((told.author.account, told.proposed_by, told.erased), (city.account("sato").await, None, None));
    let words =
        "select count(*) from entry_erasure_request where position(convert_to('ノコラナイ', 'UTF8') in sealed) > 0";
    assert_eq!(city.number(words).await, 0, "what was said is sealed");
    decide(&kato, request, "accepted").await.ok();
    assert!(!is_blank(&sato.read(room, 0).await.entries, entry), "a proposal erases nothing");
    try_ask(&sato, room, entry, WORDS).await.refused(Code::Stale);

    // Another person decides: not whoever proposed it, not whoever asked, with whatever account.
    let decision = the_case(&shonin, CaseKind::EntryErasure).await;
    let path = format!("/api/v1/city/cases/{decision}");
    let form = read_case(&shonin, decision).await;
    let claim = json!({ "version": form.line.version });
    kato.call(Method::POST, &format!("{path}/claim"), Some(&claim)).await.refused(Code::NotFound);
    let claimed: CaseDetail = shonin.call(Method::POST, &format!("{path}/claim"), Some(&claim)).await.json();
    let body =
        |version: i64, verdict: &str| json!({ "version": version, "decision": verdict, "reason": "確認しました" });
    let decision_path = format!("{path}/decision");
    let yes = body(claimed.line.version, "accepted");
    shonin.call(Method::POST, &decision_path, Some(&body(form.line.version, "accepted"))).await.refused(Code::Stale);
    for login in ["kato", "tanaka"] {
        let whose = |of: &str| {
            format!(
                "update account set staff_member = (select id from staff_member where name = '{of}') where login_id = '{login}'"
            )
        };
        let name: String = sqlx::query_scalar(
            "select s.name from account a join staff_member s on s.id = a.staff_member where login_id = $1",
        )
        .bind(login)
        .fetch_one(&city.sql)
        .await
        .expect("a name");
        let approver: String = sqlx::query_scalar(
            "select s.name from account a join staff_member s on s.id = a.staff_member where login_id = 'shonin'",
        )
        .fetch_one(&city.sql)
        .await
        .expect("a name");
        city.fixture(&whose(&approver)).await;
        for verdict in ["accepted", "refused"] {
            let answer = shonin.call(Method::POST, &decision_path, Some(&body(claimed.line.version, verdict))).await;
            answer.invalid("account");
        }
        assert!(read_case(&shonin, decision).await.entry_erasure.expect("it").is_own, "{login}");
        city.fixture(&whose(&name)).await;
    }
    // Nor past the rules.
    for login in ["kato", "tanaka"] {
        let sql = format!(
            "update entry_erasure_request set decided_by = (select id from account where login_id = '{login}')"
        );
        let said = sqlx::query(AssertSqlSafe(sql)).execute(&city.sql).await.expect_err("two people").to_string();
        assert!(said.contains("does not decide it"), "{said}");
    }
    city.fixture("update post_awaiting_alert set due_at = clock_timestamp() + interval '1 hour'").await;
    assert_eq!(city.number(&format!("select count(*) from post_awaiting_alert where seq = {seq}")).await, 1);
    let said: CaseDetail = shonin.call(Method::POST, &decision_path, Some(&yes)).await.json();
    let told = said.entry_erasure.expect("what was decided");
    assert!(told.erased.is_some() && told.words.is_none(), "the words went with it");

    // From the answer on: at both nodes, by every way of reading.
    for node in &city.nodes {
        for person in [&sato, &tanaka] {
            let person = person.at(node);
            for part in ["", "?after=0", &format!("?before={}", seq + 1), &format!("?after={}", seq - 1)] {
                let answer = person.get(&format!("/api/v1/rooms/{room}/entries{part}")).await;
                assert!(!answer.text.contains("ノコラナイ"), "{part}: {}", answer.text);
            }
            let entries = person.read(room, 0).await.entries;
            assert!(is_blank(&entries, entry));
            assert!(matches!(post(&entries, kept), Content::Post { body, erased_at: None, .. } if body == "残る投稿"));
            let last = &entries.last().expect("the news").content;
            assert_eq!(*last, Content::EntryErased { entry });
            let seqs: Vec<_> = entries.iter().map(|one| one.seq).collect();
            assert!(seqs.windows(2).all(|pair| pair[1] == pair[0] + 1), "no hole");
            let mut new = person.look_at(room).await;
            new.settle().await;
            assert!(!new.texts(room).concat().contains("ノコラナイ"));
            let again = new.open_after(room, seq - 1).await;
            new.reach(room, again.head).await;
            assert!(!new.texts(room).concat().contains("ノコラナイ"));
        }
    }
    // Whoever looks is told.
    for live in &mut live {
        live.until("the news of it", |frame| match frame {
            ServerFrame::Entries(page) => {
                page.entries.iter().any(|one| one.content == Content::EntryErased { entry }).then_some(())
            }
            _ => None,
        })
        .await;
    }
    // Sent again, it is its own repeat, and stays blank; nobody else gets in under its id.
    for node in &city.nodes {
        let ack: Ack = sato.at(node).try_write(room, entry, "ノコラナイ本文 書くべきでないこと").await.json();
        assert_eq!((ack.seq, ack.duplicate), (seq, true));
        tanaka.at(node).try_write(room, entry, "ノコラナイ 別人").await.refused(Code::IdReused);
    }
    assert!(is_blank(&tanaka.read(room, 0).await.entries, entry));
    try_ask(&sato, room, entry, WORDS).await.refused(Code::Stale);

    // The certificate.
    let paper: EntryErasureCertificate = certificate(&kato, room, entry).await.json();
    let until = renrakucho::clock::today() + time::Duration::days(35);
    assert_eq!((paper.line.number, paper.seq, paper.alerts), (1, seq, 1));
    assert_eq!((paper.backups_until.as_str(), paper.keep_days), (until.to_string().as_str(), 35));
    assert!(paper.proposed_by != paper.decided_by && paper.asked_by != paper.decided_by);
    certificate(&shonin, room, entry).await.ok();
    certificate(&sato, room, entry).await.refused(Code::NotFound);
    certificate(&kato, room, kept).await.refused(Code::NotFound);
    assert_eq!(city.number(&format!("select count(*) from post_awaiting_alert where seq = {seq}")).await, 0);

    // In a dump by the owner there is nothing left of it, sealed or not.
    let text = run("pg_dump", &[&city.admin_url()]);
    assert!(!text.contains("ノコラナイ") && !text.contains(&hex::encode(&before)));
    assert_eq!(city.number("select count(*) from entry_erasure_request where octet_length(sealed) > 0").await, 0);

    // The log of what was done is whole; and a body that is gone without an erasure is found.
    all_linked(&city).await;
    city.command(&["audit", "verify"]).await.expect("whole");
    let mark = sealed(&city, room, entry).await;
    let old = sealed(&city, room, kept).await;
    for wrong in [&mark[..], &[]] {
        sqlx::query("update entry set sealed = $1 where id = $2")
            .bind(wrong)
            .bind(kept)
            .execute(&city.sql)
            .await
            .expect("put");
        let told = city.command(&["audit", "verify"]).await.expect_err("a body is gone");
        assert!(told.contains("no erasure of it is recorded"), "{told}");
    }
    sqlx::query("update entry set sealed = $1 where id = $2")
        .bind(&old)
        .bind(kept)
        .execute(&city.sql)
        .await
        .expect("back");
    city.command(&["audit", "verify"]).await.expect("whole again");
    city.end().await;
}

#[tokio::test]
async fn what_is_refused_stays_and_can_be_asked_for_again() {
    let city = City::new().await;
    let room = city.rooms.hana;
    let (kato, shonin, sato) = (city.sign_in("kato").await, city.sign_in("shonin").await, city.sign_in("sato").await);
    let (entry, _) = write(&sato, room, "残る本文").await;
    try_ask(&sato, room, entry, WORDS).await.ok();
    let asked = the_case(&kato, CaseKind::EntryErasureRequest).await;
    decide(&kato, asked, "refused").await.ok();
    assert!(open_cases(&shonin).await.is_empty());
    let decision = proposed(&sato, &kato, room, entry).await;
    decide(&shonin, decision, "refused").await.ok();
    assert!(matches!(post(&sato.read(room, 0).await.entries, entry), Content::Post { body, .. } if body == "残る本文"));
    certificate(&kato, room, entry).await.refused(Code::NotFound);
    // In a room that was closed meanwhile it is erased all the same: its text is still there to be read by law.
    let decision = proposed(&sato, &kato, room, entry).await;
    kato.discontinue(room).await;
    decide(&shonin, decision, "accepted").await.ok();
    certificate(&kato, room, entry).await.ok();
    sato.get(&format!("/api/v1/rooms/{room}/entries")).await.refused(Code::RoomClosed);
    city.end().await;
}

/// However many read at the same time: what is asked for after the answer never holds the text.
async fn raced(city: &City) {
    let room = city.rooms.hana;
    let (kato, shonin) = (city.sign_in_at(0, "kato").await, city.sign_in_at(1, "shonin").await);
    let sato = city.sign_in_at(0, "sato").await;
    let tanaka = city.sign_in_at(0, "tanaka").await;
    for round in 0..6 {
        let body = format!("ノコラナイ競争{}本文", ["あ", "い", "う", "え", "お", "か"][round]);
        let (entry, seq) = write(&sato, room, &body).await;
        let decision = proposed(&sato, &kato, room, entry).await;
        let over = Arc::new(AtomicBool::new(false));
        let readers: Vec<_> = city
            .nodes
            .iter()
            .flat_map(|node| [false, true].map(|live| (tanaka.at(node), live)))
            .map(|(person, live)| {
                let (over, body) = (Arc::clone(&over), body.clone());
                tokio::spawn(async move {
                    let mut seen = Vec::new();
                    loop {
                        // However slow the machine is: each reads once more when it is over.
                        let is_last = over.load(Ordering::Acquire);
                        let began = Instant::now();
                        let holds = if live {
                            let mut socket = person.live().await;
                            let opened = socket.open_after(room, seq - 1).await;
                            socket.reach(room, opened.head).await;
                            socket.texts(room).contains(&body)
                        } else {
                            person
                                .get(&format!("/api/v1/rooms/{room}/entries?after={}", seq - 1))
                                .await
                                .text
                                .contains(&body)
                        };
                        seen.push((began, holds));
                        if is_last {
                            return seen;
                        }
                        tokio::time::sleep(std::time::Duration::from_millis(40)).await;
                    }
                })
            })
            .collect();
        tokio::time::sleep(std::time::Duration::from_millis(150)).await;
        decide(&shonin, decision, "accepted").await.ok();
        let answered = Instant::now();
        tokio::time::sleep(std::time::Duration::from_millis(250)).await;
        over.store(true, Ordering::Release);
        for reader in readers {
            let seen = reader.await.expect("it reads on");
            assert!(seen.iter().any(|(began, holds)| *began < answered && *holds), "it was there before: {round}");
            assert!(seen.iter().any(|(began, _)| *began > answered), "it was read after: {round}");
            let late = seen.iter().filter(|(began, holds)| *began > answered && *holds).count();
            assert_eq!(late, 0, "round {round}");
        }
    }
}

const MANY: [(&str, &str); 4] = [
    ("limits.requests_per_second_per_address", "10000"),
    ("limits.requests_per_second_per_account", "10000"),
    ("live.frames_per_second", "1000"),
    ("sign_in.step_up_seconds", "3000"),
];

fn many() -> Vec<(&'static str, String)> {
    MANY.iter().map(|(key, value)| (*key, (*value).to_owned())).collect()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn nobody_reads_it_after_the_answer_whoever_reads_meanwhile() {
    let city = City::of_two_nodes(&many()).await;
    raced(&city).await;
    city.end().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn nor_without_redis() {
    let mut settings = many();
    settings.push(("redis.url", "redis+unix:///nowhere/redis.sock?protocol=resp3".into()));
    let city = City::of_two_nodes(&settings).await;
    raced(&city).await;
    city.end().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_older_backup_does_not_bring_it_back() {
    let mut city = City::new().await;
    let room = city.rooms.hana;
    let (kato, shonin, sato) = (city.sign_in("kato").await, city.sign_in("shonin").await, city.sign_in("sato").await);
    let (entry, seq) = write(&sato, room, "ノコラナイ本文").await;
    let (kept, _) = write(&sato, room, "残る投稿").await;
    let before = sealed(&city, room, entry).await;
    let decision = proposed(&sato, &kato, room, entry).await;
    let file = city.scratch().join("main.dump");
    dump(&city.url("admin", &city.database), &file);

    decide(&shonin, decision, "accepted").await.ok();
    let paper: EntryErasureCertificate = certificate(&kato, room, entry).await.json();
    // A second one, of a post that the backup never had.
    let (later, _) = write(&sato, room, "ノコラナイ後").await;
    let decision = proposed(&sato, &kato, room, later).await;
    decide(&shonin, decision, "accepted").await.ok();
    all_linked(&city).await;
    city.nodes[0].stop().await;
    let database = city.database.clone();
    restore(&city, &database, &file).await;
    assert_eq!(sealed(&city, room, entry).await, before, "the backup holds it");
    city.start_again(0, &[]).await;

    let (shonin, sato) = (city.sign_in("shonin").await, city.sign_in("sato").await);
    let page = sato.read(room, 0).await;
    assert!(is_blank(&page.entries, entry));
    assert!(matches!(post(&page.entries, kept), Content::Post { body, .. } if body == "残る投稿"));
    assert_eq!(page.entries.last().expect("the news").content, Content::EntryErased { entry });
    let again: EntryErasureCertificate = certificate(&shonin, room, entry).await.json();
    assert_eq!((again.line, &again.backups_until), (paper.line, &paper.backups_until));
    assert_eq!(
        (&again.asked_by, &again.proposed_by, &again.decided_by),
        (&paper.asked_by, &paper.proposed_by, &paper.decided_by)
    );
    let ack: Ack = sato.try_write(room, entry, "ノコラナイ本文").await.json();
    assert_eq!((ack.seq, ack.duplicate), (seq, true));
    let text = run("pg_dump", &[&city.admin_url()]);
    assert!(!text.contains(&hex::encode(&before)));
    all_linked(&city).await;
    city.command(&["audit", "verify"]).await.expect("whole");
    // It is done once, and the numbers go on after those that were given.
    let head = page.head;
    city.restart_node(0, &[("backups.keep_days", "7".to_owned())]).await;
    let (kato, shonin, sato) = (city.sign_in("kato").await, city.sign_in("shonin").await, city.sign_in("sato").await);
    assert_eq!(sato.read(room, 0).await.head, head);
    let same: EntryErasureCertificate = certificate(&kato, room, entry).await.json();
    assert_eq!((same.keep_days, same.backups_until), (35, paper.backups_until), "as it was set then");
    // The case was open in the backup: what it proposed is done.
    let open = the_case(&shonin, CaseKind::EntryErasure).await;
    decide(&shonin, open, "accepted").await.refused(Code::Stale);
    let version = read_case(&shonin, open).await.line.version;
    let no = json!({ "version": version, "decision": "refused", "reason": "済んでいます" });
    shonin.call(Method::POST, &format!("/api/v1/city/cases/{open}/decision"), Some(&no)).await.ok();
    let (third, _) = write(&sato, room, "ノコラナイ三").await;
    let decision = proposed(&sato, &kato, room, third).await;
    decide(&shonin, decision, "accepted").await.ok();
    let last: EntryErasureCertificate = certificate(&kato, room, third).await.json();
    assert_eq!(last.keep_days, 7);
    assert_eq!(
        last.line.number,
        paper.line.number + 2,
        "the number of the one that the backup never had is on paper already"
    );
    city.end().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_number_that_was_given_twice_does_not_bring_it_back_either() {
    let mut city = City::new().await;
    let room = city.rooms.hana;
    let (kato, shonin, sato) = (city.sign_in("kato").await, city.sign_in("shonin").await, city.sign_in("sato").await);
    let (entry, _) = write(&sato, room, "ノコラナイ本文").await;
    let (other, _) = write(&sato, room, "ノコラナイ別の投稿").await;
    let decision = proposed(&sato, &kato, room, entry).await;
    let file = city.scratch().join("main.dump");
    dump(&city.url("admin", &city.database), &file);
    decide(&shonin, decision, "accepted").await.ok();
    let paper: EntryErasureCertificate = certificate(&kato, room, entry).await.json();
    city.nodes[0].stop().await;
    let database = city.database.clone();
    restore(&city, &database, &file).await;
    // Another machine, whose journal did not have the line yet, gave the number to another post.
    let given = format!(
        "insert into entry_erasure select e.room, e.id, e.seq, {}, {}, clock_timestamp(), 'other', '', '', '', '', '', '', 0, 0, 0,
             current_date, true from entry e where e.room = '{room}' and e.id = '{other}'",
        paper.line.fiscal_year, paper.line.number
    );
    city.fixture(&given).await;
    city.fixture(&format!("select erase_entry('{room}', '{other}')")).await;
    city.start_again(0, &[]).await;
    let (shonin, sato) = (city.sign_in("shonin").await, city.sign_in("sato").await);
    let page = sato.read(room, 0).await;
    assert!(is_blank(&page.entries, entry) && is_blank(&page.entries, other));
    let again: EntryErasureCertificate = certificate(&shonin, room, entry).await.json();
    assert_eq!((again.line.number, again.line.at), (paper.line.number + 1, paper.line.at));
    assert!(city.node().log().contains("given twice"), "whoever runs it is told");
    city.end().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn without_its_journal_no_post_is_erased() {
    let city = City::new().await;
    let room = city.rooms.hana;
    let (kato, shonin, sato) = (city.sign_in("kato").await, city.sign_in("shonin").await, city.sign_in("sato").await);
    let (entry, _) = write(&sato, room, "まだ残る本文").await;
    let decision = proposed(&sato, &kato, room, entry).await;
    let (journal, aside) = (city.journal(), city.journal().with_extension("aside"));
    std::fs::rename(&journal, &aside).expect("moved");
    let answer = decide(&shonin, decision, "accepted").await;
    assert_eq!(answer.status, 500, "{}", answer.text);
    assert!(!is_blank(&sato.read(room, 0).await.entries, entry));
    std::fs::rename(&aside, &journal).expect("back");
    let version = read_case(&shonin, decision).await.line.version;
    let yes = json!({ "version": version, "decision": "accepted", "reason": "確認しました" });
    shonin.call(Method::POST, &format!("/api/v1/city/cases/{decision}/decision"), Some(&yes)).await.ok();
    assert!(is_blank(&sato.read(room, 0).await.entries, entry));
    let written = std::fs::read_to_string(&journal).expect("the journal");
    assert!(written.contains(&entry.to_string()), "it stands there when it is answered");
    city.end().await;
}

#[tokio::test]
async fn nobody_is_told_by_mail_of_what_was_erased() {
    let sink = Sink::start().await;
    let city = City::with(&sink.settings(600)).await;
    let room = city.rooms.hana;
    let (kato, shonin, sato) = (city.sign_in("kato").await, city.sign_in("shonin").await, city.sign_in("sato").await);
    let (entry, seq) = write(&sato, room, "ノコラナイ本文").await;
    let (_, kept) = write(&sato, room, "残る投稿").await;
    let decision = proposed(&sato, &kato, room, entry).await;
    decide(&shonin, decision, "accepted").await.ok();
    // As if a mail had been on its way to be written while it was decided.
    let late = format!(
        "insert into alert (room, seq, account, due_at, state)
         select '{room}', seq, '{}', clock_timestamp(), 'waiting' from unnest(array[{seq}, {kept}]::bigint[]) s (seq)",
        city.account("tanaka").await
    );
    city.fixture(&late).await;
    let open = "select count(*) from alert where state in ('waiting', 'claimed')";
    eventually("no alert waits", async || (city.number(open).await == 0).then_some(())).await;
    let mails: Vec<_> = sink.mails().into_iter().filter(|mail| mail.to == "tanaka@mihon.example").collect();
    assert_eq!(mails.len(), 1);
    assert!(mails[0].everything().contains("1件"), "{}", mails[0].everything());
    city.end().await;
}

#[tokio::test]
async fn what_was_disclosed_and_what_is_being_disclosed_loses_it_too() {
    let city = City::new().await;
    let room = city.rooms.hana;
    let (kato, shonin, sato) = (city.sign_in("kato").await, city.sign_in("shonin").await, city.sign_in("sato").await);
    let (entry, _) = write(&sato, room, "ノコラナイ本文").await;
    write(&sato, room, "残る投稿").await;
    let first = disclosure::unsealed(&kato, &shonin, room).await;
    let reviewed = disclosure::preview(&shonin, first).await.json();
    disclosure::release(&shonin, first, &reviewed).await.ok();
    let second = disclosure::unsealed(&kato, &shonin, room).await;
    let reviewed = disclosure::preview(&shonin, second).await;
    assert!(reviewed.text.contains("ノコラナイ本文"));
    let reviewed = reviewed.json();

    let decision = proposed(&sato, &kato, room, entry).await;
    decide(&shonin, decision, "accepted").await.ok();
    let paper: EntryErasureCertificate = certificate(&kato, room, entry).await.json();
    assert_eq!(paper.documents, 1);
    let answer = shonin.get(&format!("/api/v1/city/disclosures/{first}/document")).await.ok();
    assert!(!answer.text.contains("ノコラナイ本文") && answer.text.contains("残る投稿"), "{}", answer.text);
    assert!(answer.text.contains("erased_at"));
    disclosure::release(&shonin, second, &reviewed).await.refused(Code::Stale);
    for rest in ["entries", "preview"] {
        let answer = shonin.get(&format!("/api/v1/city/disclosures/{second}/{rest}")).await.ok();
        assert!(!answer.text.contains("ノコラナイ本文") && answer.text.contains("残る投稿"), "{rest}: {}", answer.text);
    }
    let reviewed = disclosure::preview(&shonin, second).await.json();
    disclosure::release(&shonin, second, &reviewed).await.ok();
    // What was released is fixed as ever.
    let said = sqlx::query("update disclosure_request set names_staff = not names_staff where id = $1")
        .bind(first)
        .execute(&city.sql)
        .await
        .expect_err("fixed");
    assert!(said.to_string().contains("never changed"), "{said}");
    city.end().await;
}

#[tokio::test]
async fn it_is_found_in_a_document_of_which_entries_are_left_out() {
    let city = City::new().await;
    let room = city.rooms.hana;
    let (kato, shonin) = (city.sign_in("kato").await, city.sign_in("shonin").await);
    let (sato, ito) = (city.sign_in("sato").await, city.sign_in("ito").await);
    write(&sato, room, "残る投稿一").await;
    permit(&city, &kato, &shonin, room, &[ito.account], time::Duration::days(1)).await;
    let (kept_from, _) = write(&ito, room, "伏せる投稿").await;
    let (entry, _) = write(&sato, room, "ノコラナイ本文").await;
    write(&sato, room, "残る投稿二").await;
    let document = async |request: Uuid| {
        let answer = shonin.get(&format!("/api/v1/city/disclosures/{request}/document")).await;
        answer.json::<DisclosureReleased>().document
    };
    let mut requests = Vec::new();
    for is_withheld in [false, true] {
        let request = disclosure::unsealed(&kato, &shonin, room).await;
        if is_withheld {
            let marks = json!([disclosure::mark("whole", "third_party", "")]);
            disclosure::redact(&kato, request, entry, marks).await;
        }
        let reviewed = disclosure::preview(&shonin, request).await;
        assert!(!reviewed.text.contains("伏せる投稿") && reviewed.text.contains("ノコラナイ本文") != is_withheld);
        disclosure::release(&shonin, request, &reviewed.json()).await.ok();
        requests.push(request);
    }
    let before = [document(requests[0]).await, document(requests[1]).await];

    let decision = proposed(&sato, &kato, room, entry).await;
    decide(&shonin, decision, "accepted").await.ok();
    let paper: EntryErasureCertificate = certificate(&kato, room, entry).await.json();
    assert_eq!(paper.documents, 1, "where it was withheld as a whole there was nothing of it");
    let mut expected = before[0].clone();
    let one = expected.entries.iter_mut().find(|one| one.id == Some(entry)).expect("it was released");
    one.pieces.clear();
    one.erased_at = Some(paper.line.at);
    let after = [document(requests[0]).await, document(requests[1]).await];
    assert_eq!(after, [expected, before[1].clone()], "it, and nothing else");

    // What was left out is in none of them, and that it was erased is left out too.
    let decision = proposed(&ito, &kato, room, kept_from).await;
    decide(&shonin, decision, "accepted").await.ok();
    assert_eq!(certificate(&kato, room, kept_from).await.json::<EntryErasureCertificate>().documents, 0);
    assert_eq!([document(requests[0]).await, document(requests[1]).await], after);
    let third = disclosure::unsealed(&kato, &shonin, room).await;
    let told: DisclosurePreview = disclosure::preview(&shonin, third).await.json();
    let news = told.document.entries.iter().filter(|one| one.kind == Some(DisclosedKind::EntryErased)).count();
    assert_eq!(news, 1, "of the one that is told of");
    city.end().await;
}

#[tokio::test]
async fn the_serving_role_erases_nothing_that_nobody_decided() {
    let city = City::new().await;
    let room = city.rooms.hana;
    let sato = city.sign_in("sato").await;
    let (entry, seq) = write(&sato, room, "残る本文").await;
    let before = sealed(&city, room, entry).await;
    let mut serving = PgConnection::connect(&city.app_url()).await.expect("connects");
    let erased: bool = sqlx::query_scalar("select erase_entry($1, $2)")
        .bind(room)
        .bind(entry)
        .fetch_one(&mut serving)
        .await
        .expect("asked");
    assert!(!erased);
    let insert = format!(
        "insert into entry_erasure (room, entry, seq, fiscal_year, number, at, ground, asked_name, asked_facility, proposed_name,
             proposed_facility, decided_name, decided_facility, alerts, documents, exports, backups_until)
         values ('{room}', '{entry}', {seq}, 2026, 1, now(), 'other', '', '', '', '', '', '', 0, 0, 0, '2027-01-01')"
    );
    // Not even with a row that says that it was asked for, proposed and decided: whoever adds one says that alone.
    let (kato, shonin) = (city.sign_in("kato").await, city.sign_in("shonin").await);
    disclosure::unsealed(&kato, &shonin, room).await;
    let decided = format!(
        "insert into entry_erasure_request (city_case, room, entry, seq, ground, sealed, asked_by, asked_name, asked_facility, proposed_by,
             proposed_name, proposed_facility, decision_case, decided_by)
         select city_case, '{room}', '{entry}', {seq}, 'other', '', '{}', '', '', '{}', '', '', city_case, '{}' from disclosure_unsealing",
        sato.account, kato.account, shonin.account
    );
    let said = serving.execute(AssertSqlSafe(decided)).await.expect_err("not in one row").to_string();
    assert!(said.contains("not decided yet"), "{said}");
    for sql in [
        insert.as_str(),
        "update entry set sealed = ''",
        "update entry_erasure set number = 7",
        "delete from entry_erasure",
        "update entry_erasure_request set ground = 'other'",
        "update entry_erasure_request set sealed = ''",
    ] {
        serving.execute(AssertSqlSafe(sql.to_owned())).await.expect_err(sql);
    }
    assert_eq!(sealed(&city, room, entry).await, before);
    serving.close().await.expect("closed");
    city.end().await;
}
