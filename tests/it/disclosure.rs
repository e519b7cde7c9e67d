//! 開示請求: nobody of the city reads a room, but for two people who unsealed it together, for a stated request, for hours. One of them blackens,
//! the other releases; and what is black is in nothing that is released.

use renrakucho_protocol::{
    access_report::AccessReport,
    case::{CaseLine, CaseStepKind, Cases},
    disclosure::{
        Disclosure, DisclosureAsked, DisclosurePreview, DisclosureReleased, DisclosureVersion, Disclosures,
        UnsealedPage,
    },
    entry::Content,
    problem::Code,
    vocabulary::{CaseKind, CaseState, Deed, DisclosedKind, DisclosureState, RedactionGround, Role},
};
use renrakucho_tests::{Answer, City, Person, eventually, id};
use reqwest::Method;
use serde_json::{Value, json};
use sqlx::{AssertSqlSafe, Connection, Executor, PgConnection};
use uuid::Uuid;

use crate::exceptional_use::{decide, read_case};

/// What a third party is called, and what the person must not learn: letters that stand nowhere else.
const THIRD_PARTY: &str = "カナリア隣人ミツコ";
const DANGER: &str = "カナリア避難先アパート";

fn words() -> Value {
    json!({
        "requester": "representative", "relation": "カナリア後見人", "received_on": "2026-01-05",
        "legal_basis": "個人情報の保護に関する法律第76条", "purpose": "カナリア目的 支援の経過を知るため",
        "identity_check": "登記事項証明書と運転免許証", "from": null, "upto": null,
    })
}

fn requests(room: Uuid) -> String {
    format!("/api/v1/city/rooms/{room}/disclosures")
}

fn path(request: Uuid, rest: &str) -> String {
    format!("/api/v1/city/disclosures/{request}{rest}")
}

async fn try_ask(person: &Person, room: Uuid, words: Value) -> Answer {
    person.call(Method::POST, &requests(room), Some(&json!({ "id": id(), "words": words }))).await
}

pub(crate) async fn ask(person: &Person, room: Uuid) -> DisclosureAsked {
    try_ask(person, room, words()).await.json()
}

async fn view(person: &Person, request: Uuid) -> Disclosure {
    person.get(&path(request, "")).await.json()
}

async fn read(person: &Person, request: Uuid) -> Answer {
    person.get(&path(request, "/entries")).await
}

pub(crate) async fn pages(person: &Person, request: Uuid) -> UnsealedPage {
    read(person, request).await.json()
}

pub(crate) async fn step(person: &Person, request: Uuid, rest: &str) -> Answer {
    let version = view(person, request).await.head.version;
    person.call(Method::POST, &path(request, rest), Some(&json!({ "version": version }))).await
}

async fn try_redact(person: &Person, request: Uuid, entry: Uuid, version: i64, marks: Value) -> Answer {
    let body = json!({ "version": version, "marks": marks });
    person.call(Method::PUT, &path(request, &format!("/entries/{entry}")), Some(&body)).await
}

pub(crate) async fn redact(person: &Person, request: Uuid, entry: Uuid, marks: Value) -> i64 {
    let version = view(person, request).await.head.version;
    try_redact(person, request, entry, version, marks).await.json::<DisclosureVersion>().version
}

pub(crate) fn mark(part: &str, ground: &str, words: &str) -> Value {
    json!({ "part": part, "from": null, "upto": null, "ground": ground, "words": words })
}

/// Of the first place at which it stands in a text.
fn passage(text: &str, black: &str) -> Value {
    let from = text[..text.find(black).expect("it stands there")].chars().count();
    json!({ "part": "passage", "from": from, "upto": from + black.chars().count(), "ground": "third_party", "words": "" })
}

pub(crate) async fn preview(person: &Person, request: Uuid) -> Answer {
    person.get(&path(request, "/preview")).await
}

pub(crate) async fn release(person: &Person, request: Uuid, of: &DisclosurePreview) -> Answer {
    let body = json!({ "version": of.version, "digest": of.digest });
    person.call(Method::POST, &path(request, "/release"), Some(&body)).await
}

/// A request for which the room is unsealed.
pub(crate) async fn unsealed(moderator: &Person, approver: &Person, room: Uuid) -> Uuid {
    let asked = ask(moderator, room).await;
    decide(approver, asked.case, "accepted").await.ok();
    asked.request
}

/// As if the hours had been over a moment ago.
pub(crate) async fn hours_are_over(city: &City, request: Uuid) {
    let sql = format!(
        "do $$ begin
         alter table disclosure_unsealing disable trigger unsealing_is_of_two;
         update disclosure_unsealing set unsealed_until = clock_timestamp() - interval '1 second' where request = '{request}'
             and unsealed_until is not null;
         alter table disclosure_unsealing enable trigger unsealing_is_of_two; end $$"
    );
    city.fixture(&sql).await;
}

/// What happened to a case, by its history.
async fn steps(person: &Person, case: Uuid) -> Vec<CaseStepKind> {
    read_case(person, case).await.history.iter().map(|step| step.step).collect()
}

/// How a case stands in one of the two lists.
async fn listed(person: &Person, of: &str, case: Uuid) -> Option<CaseLine> {
    let cases: Cases = person.get(&format!("/api/v1/city/cases?state={of}")).await.json();
    cases.cases.into_iter().find(|line| line.case == case)
}

/// Whose turn it is, whether it is the caller's, and until when; of a case among those that are open.
async fn turn(person: &Person, case: Uuid) -> Option<(Option<Role>, bool, String, bool)> {
    let line = listed(person, "open", case).await?;
    assert_eq!(read_case(person, case).await.line, line, "on its own page it says the same");
    Some((line.release_turn, line.is_to_decide, line.due, line.is_overdue))
}

/// Nothing of what the room says, by any of the ways to it.
async fn reads_nothing(person: &Person, request: Uuid) {
    for rest in ["/entries", "/preview"] {
        person.get(&path(request, rest)).await.refused(Code::NotFound);
    }
}

pub(crate) fn says(page: &UnsealedPage, text: &str) -> Option<Uuid> {
    let holds = |content: &Content| matches!(content, Content::Post { body, .. } if body.contains(text));
    page.entries.iter().find(|one| holds(&one.entry.content)).map(|one| one.entry.id)
}

async fn events(city: &City, event: &str, room: Uuid) -> i64 {
    city.number(&format!("select count(*) from audit_event where event = '{event}' and room = '{room}'")).await
}

#[tokio::test]
#[expect(clippy::too_many_lines, reason = "one story from the request to the paper")]
async fn two_people_unseal_a_room_one_blackens_and_the_other_releases_and_what_is_black_is_nowhere() {
    let city = City::new().await;
    let room = city.rooms.hana;
    let (kato, shonin, sato) = (city.sign_in("kato").await, city.sign_in("shonin").await, city.sign_in("sato").await);
    let neighbour = format!("隣の{THIRD_PARTY}さんが心配している。");
    sato.write(room, &neighbour).await;
    sato.write(room, &format!("娘は{DANGER}にいる。")).await;
    sato.write(room, "通院に付き添った。").await;

    // Each refusal names its field, and nobody but a moderator asks.
    for person in [&sato, &shonin] {
        try_ask(person, room, words()).await.refused(Code::NotFound);
    }
    for (field, value) in [
        ("relation", json!(null)),
        ("received_on", json!("2999-01-01")),
        ("legal_basis", json!(" ")),
        ("purpose", json!("個人番号 123456789018")),
        ("identity_check", json!("字".repeat(501))),
        ("upto", json!("2999-01-01")),
    ] {
        let mut wrong = words();
        wrong[field] = value;
        try_ask(&kato, room, wrong).await.invalid(field);
    }
    let mut long_ago = words();
    (long_ago["from"], long_ago["upto"]) = (json!("2000-01-01"), json!("2000-01-02"));
    try_ask(&kato, room, long_ago).await.invalid("from");

    // The same again is the same request; anything else under its id is not.
    let body = json!({ "id": id(), "words": words() });
    let asked: DisclosureAsked = kato.call(Method::POST, &requests(room), Some(&body)).await.json();
    let same: DisclosureAsked = kato.call(Method::POST, &requests(room), Some(&body)).await.json();
    assert_eq!(same, asked);
    assert_eq!(asked.due, "2026-02-04", "thirty days, a Wednesday");
    let mut other = body.clone();
    other["words"]["purpose"] = json!("別の目的");
    kato.call(Method::POST, &requests(room), Some(&other)).await.refused(Code::IdReused);
    let request = asked.request;

    // Asked for is not unsealed.
    assert_eq!(view(&kato, request).await.head.state, DisclosureState::Waiting);
    for person in [&kato, &shonin, &sato] {
        reads_nothing(person, request).await;
    }
    // What is written afterwards is not asked for.
    sato.write(room, "請求のあとの記録").await;
    let shown = read_case(&kato, asked.case).await;
    assert_eq!((shown.line.kind, shown.may_decide), (CaseKind::DisclosureRequest, false));
    let shown = read_case(&shonin, asked.case).await;
    let of = shown.disclosure.expect("what is asked for");
    assert_eq!((shown.line.title.as_str(), of.hours, of.is_own), ("見本 カナリア花子", 8, false));
    assert!(of.words.is_some_and(|words| words.relation.as_deref() == Some("カナリア後見人")));
    let inbox = shonin.get("/api/v1/city/cases?state=open").await.json::<Cases>().cases;
    assert!(inbox.iter().any(|line| line.case == asked.case));

    decide(&shonin, asked.case, "accepted").await.ok();
    let seen = view(&kato, request).await;
    assert_eq!((seen.head.state, seen.may_read, seen.may_redact), (DisclosureState::Unsealed, true, true));
    assert!(!seen.may_release && !seen.may_see_document);
    let theirs = view(&shonin, request).await;
    assert!(theirs.may_read && theirs.may_release && !theirs.may_redact);
    let hours = format!(
        "select round(extract(epoch from unsealed_until - unsealed_at))::bigint from disclosure_unsealing where request = '{request}'"
    );
    assert_eq!(city.number(&hours).await, 8 * 3_600);

    // The two read it, and only by this way; nobody else does, whatever they are.
    let page = pages(&kato, request).await;
    assert_eq!(pages(&shonin, request).await, page);
    let seqs: Vec<_> = page.entries.iter().map(|one| one.entry.seq).collect();
    assert_eq!(seqs, (1..=page.last_seq).collect::<Vec<_>>());
    assert_eq!(says(&page, "請求のあとの記録"), None);
    for person in [&kato, &shonin] {
        person.get(&format!("/api/v1/rooms/{room}")).await.refused(Code::NotFound);
        person.get(&format!("/api/v1/rooms/{room}/entries?after=0")).await.refused(Code::NotFound);
        person.try_write(room, id(), "書けない").await.refused(Code::NotFound);
    }
    reads_nothing(&sato, request).await;
    let viewed = format!(
        "select count(*) from audit_event where event = 'unsealed_read' and room = '{room}' and subject = '{request}'
         and from_seq = 1 and upto_seq = {} and account in ('{}', '{}')",
        page.last_seq, kato.account, shonin.account
    );
    assert_eq!(city.number(&viewed).await, 2);

    // Whoever asked says what is not disclosed, on what they saw, and on a ground.
    let black = says(&page, THIRD_PARTY).expect("the neighbour");
    let whole = says(&page, DANGER).expect("the daughter");
    let version = view(&kato, request).await.head.version;
    try_redact(&shonin, request, black, version, json!([])).await.refused(Code::NotFound);
    try_redact(&kato, request, black, version - 1, json!([])).await.refused(Code::Stale);
    try_redact(&kato, request, id(), version, json!([])).await.refused(Code::NotFound);
    let beyond = json!([{ "part": "passage", "from": 0, "upto": 5_000, "ground": "third_party", "words": "" }]);
    try_redact(&kato, request, black, version, beyond).await.invalid("marks");
    try_redact(&kato, request, black, version, json!([mark("whole", "other", " ")])).await.invalid("words");
    redact(&kato, request, black, json!([passage(&neighbour, THIRD_PARTY)])).await;
    let grounds = json!([mark("whole", "danger", "カナリア理由"), mark("author", "danger", "")]);
    redact(&kato, request, whole, grounds).await;
    assert_eq!(pages(&kato, request).await.entries.iter().filter(|one| !one.marks.is_empty()).count(), 2);

    // What is compiled holds none of it, and staff by facility and profession alone.
    let answer = preview(&shonin, request).await;
    for canary in [THIRD_PARTY, DANGER, "カナリア理由", "佐藤", "カナリア目的"] {
        assert!(!answer.text.contains(canary), "{canary} is in the preview");
    }
    let compiled: DisclosurePreview = answer.json();
    let texts: Vec<String> = compiled
        .document
        .entries
        .iter()
        .map(|entry| entry.pieces.iter().map(|piece| piece.text.as_str()).collect())
        .collect();
    assert!(texts.contains(&"隣の■■■■■■さんが心配している。".to_owned()), "{texts:?}");
    assert!(texts.contains(&"通院に付き添った。".to_owned()) && texts.contains(&"■■■■■■".to_owned()));
    let gone = compiled.document.entries.iter().find(|entry| entry.kind.is_none()).expect("the whole one");
    assert_eq!((gone.author.withheld, gone.author.facility.clone()), (Some(RedactionGround::Danger), None));
    let told = compiled.document.entries.iter().find(|entry| entry.kind == Some(DisclosedKind::Post)).expect("a post");
    assert!(told.author.name.is_none() && told.author.facility.is_some());
    let counted: Vec<_> =
        compiled.document.withheld.iter().map(|one| (one.ground, one.passages, one.entries, one.authors)).collect();
    assert_eq!(counted, [(RedactionGround::ThirdParty, 1, 0, 0), (RedactionGround::Danger, 0, 1, 1)]);
    assert!(compiled.document.notice.contains("参照情報"));
    assert_eq!(compiled.document.purpose, "試験", "article 1");

    // Named, if the city says so; and what was reviewed before that is not what would be released.
    let version = compiled.version;
    let named = json!({ "version": version, "names_staff": true });
    kato.call(Method::PUT, &path(request, "/staff-names"), Some(&named)).await.ok();
    let by_name: DisclosurePreview = preview(&shonin, request).await.json();
    assert!(
        by_name.document.entries.iter().any(|entry| entry
            .author
            .name
            .as_deref()
            .is_some_and(|name| name.contains("佐藤")))
    );
    release(&shonin, request, &compiled).await.refused(Code::Stale);
    let named = json!({ "version": by_name.version, "names_staff": false });
    kato.call(Method::PUT, &path(request, "/staff-names"), Some(&named)).await.ok();

    // Whoever blackened does not release.
    let reviewed: DisclosurePreview = preview(&shonin, request).await.json();
    release(&kato, request, &reviewed).await.refused(Code::NotFound);
    step(&kato, request, "/handing-out").await.refused(Code::NotFound);
    let released = release(&shonin, request, &reviewed).await;
    assert!(!released.text.contains(THIRD_PARTY) && !released.text.contains(DANGER));
    let released: DisclosureReleased = released.json();
    assert_eq!((released.head.number, &released.document), (Some(1), &reviewed.document));

    // From then on nobody reads the room, and the document is what it was; the two see it, and nobody else.
    for person in [&kato, &shonin] {
        reads_nothing(person, request).await;
        let answer = person.get(&path(request, "/document")).await;
        assert!(!answer.text.contains(THIRD_PARTY) && !answer.text.contains(DANGER));
        assert_eq!(answer.json::<DisclosureReleased>().document, reviewed.document);
        assert!(view(person, request).await.may_see_document);
    }
    sato.get(&path(request, "/document")).await.refused(Code::NotFound);
    let version = view(&kato, request).await.head.version;
    try_redact(&kato, request, black, version, json!([])).await.refused(Code::NotFound);
    release(&shonin, request, &reviewed).await.refused(Code::NotFound);
    step(&kato, request, "/withdrawal").await.refused(Code::Stale);
    step(&kato, request, "/handing-out").await.ok();
    assert_eq!(kato.get(&requests(room)).await.json::<Disclosures>().disclosures.len(), 1);

    // Nothing of it stands there in the clear.
    let open = "select (select count(*) from disclosure_request where position(convert_to('カナリア', 'UTF8') in sealed) > 0
                          or position(convert_to('通院', 'UTF8') in sealed_document) > 0)
                     + (select count(*) from disclosure_redaction where position(convert_to('third', 'UTF8') in sealed) > 0)
                     + (select count(*) from city_case where position(convert_to('カナリア', 'UTF8') in sealed) > 0)
                     + (select count(*) from audit_event where detail like '%カナリア%')";
    assert_eq!(city.number(open).await, 0);
    for (event, times) in [
        ("disclosure_asked", 1),
        ("disclosure_unsealed", 1),
        ("disclosure_redacted", 4),
        ("disclosure_released", 1),
        ("disclosure_document_viewed", 2),
        ("disclosure_handed_out", 1),
    ] {
        assert_eq!(events(&city, event, room).await, times, "{event}");
    }
    city.end().await;
}

#[tokio::test]
async fn no_second_account_of_either_decides_or_reads() {
    let city = City::new().await;
    let room = city.rooms.hana;
    let (kato, shonin) = (city.sign_in("kato").await, city.sign_in("shonin").await);
    let asked = ask(&kato, room).await;
    // Whoever asked has become an approver, under another account.
    let person_of = |login: &str, whose: &str| {
        format!(
            "update account set staff_member = (select staff_member from account where login_id = '{whose}') where login_id = '{login}'"
        )
    };
    let before: Uuid = sqlx::query_scalar("select staff_member from account where login_id = 'shonin'")
        .fetch_one(&city.sql)
        .await
        .expect("a person");
    city.fixture(&person_of("shonin", "kato")).await;
    decide(&shonin, asked.case, "accepted").await.invalid("account");
    let refused = async |sql: String| {
        let error = sqlx::query(AssertSqlSafe(sql)).execute(&city.sql).await.expect_err("it is refused");
        error.to_string()
    };
    let given = format!(
        "update disclosure_unsealing set unsealed_at = clock_timestamp(), unsealed_until = clock_timestamp() + interval '1 hour',
             unsealed_by = '{}', unsealed_name = 'x', unsealed_facility = 'x' where city_case = '{}'",
        shonin.account, asked.case
    );
    assert!(refused(given).await.contains("does not give it"));
    reads_nothing(&shonin, asked.request).await;
    city.fixture(&format!("update account set staff_member = '{before}' where login_id = 'shonin'")).await;

    // Given by another person: the two accounts read. Another moderator's account of the asker's person does not, nor another's.
    let version = read_case(&shonin, asked.case).await.line.version;
    let body = json!({ "version": version, "decision": "accepted", "reason": "確認しました" });
    let decision = format!("/api/v1/city/cases/{}/decision", asked.case);
    shonin.call(Method::POST, &decision, Some(&body)).await.ok();
    pages(&kato, asked.request).await;
    city.fixture("update account set role = 'city_moderator' where login_id = 'tanaka'").await;
    let tanaka = city.sign_in("tanaka").await;
    reads_nothing(&tanaka, asked.request).await;
    city.fixture(&person_of("tanaka", "kato")).await;
    reads_nothing(&tanaka, asked.request).await;
    let version = view(&tanaka, asked.request).await.head.version;
    try_redact(&tanaka, asked.request, id(), version, json!([])).await.refused(Code::NotFound);
    tanaka.get(&path(asked.request, "/document")).await.refused(Code::NotFound);

    // Not even by SQL is it released by whoever blackened, or blackened by somebody else.
    let released = |by: Uuid| {
        format!(
            "update disclosure_request set fiscal_year = 2026, number = 99, sealed_document = 'x', released_at = clock_timestamp(),
                 released_by = '{by}' where id = '{}'",
            asked.request
        )
    };
    assert!(refused(released(kato.account)).await.contains("does not release"));
    assert!(refused(released(tanaka.account)).await.contains("does not release"));
    let blackened = format!(
        "insert into disclosure_redaction (request, entry, sealed, marked_by) values ('{}', '{}', 'x', '{}')",
        asked.request,
        id(),
        shonin.account
    );
    assert!(refused(blackened).await.contains("not unsealed for this"));
    city.end().await;
}

#[tokio::test]
async fn when_the_hours_are_over_it_is_asked_again_and_what_was_marked_remains() {
    let city = City::new().await;
    let room = city.rooms.hana;
    let (kato, shonin, sato) = (city.sign_in("kato").await, city.sign_in("shonin").await, city.sign_in("sato").await);
    sato.write(room, THIRD_PARTY).await;
    let asked = ask(&kato, room).await;
    let request = asked.request;
    decide(&shonin, asked.case, "accepted").await.ok();
    let page = pages(&kato, request).await;
    let black = says(&page, THIRD_PARTY).expect("the neighbour");
    redact(&kato, request, black, json!([passage(THIRD_PARTY, THIRD_PARTY)])).await;
    let reviewed: DisclosurePreview = preview(&shonin, request).await.json();
    step(&kato, request, "/unsealings").await.refused(Code::Stale);

    hours_are_over(&city, request).await;
    for person in [&kato, &shonin] {
        reads_nothing(person, request).await;
    }
    let version = view(&kato, request).await.head.version;
    try_redact(&kato, request, black, version, json!([])).await.refused(Code::NotFound);
    release(&shonin, request, &reviewed).await.refused(Code::NotFound);
    assert_eq!(view(&kato, request).await.head.state, DisclosureState::Shut);
    // It is not answered: it stands among what is open with the day of the law, for whoever asks again or withdraws it.
    let due = "2026-02-04".to_owned();
    let moderators = Some(Role::CityModerator);
    assert_eq!(turn(&kato, asked.case).await, Some((moderators, true, due.clone(), true)));
    assert_eq!(turn(&shonin, asked.case).await, Some((moderators, false, due, true)));
    assert_eq!(listed(&kato, "decided", asked.case).await, None);

    let again: DisclosureAsked = step(&kato, request, "/unsealings").await.json();
    assert_ne!(again.case, asked.case);
    assert_eq!(turn(&kato, asked.case).await, None, "the new one stands there");
    assert!(listed(&kato, "decided", asked.case).await.is_some() && listed(&kato, "open", again.case).await.is_some());
    assert_eq!(view(&kato, request).await.head.state, DisclosureState::Waiting);
    reads_nothing(&kato, request).await;
    // Refused this time, it is as shut as before, and asked once more.
    decide(&shonin, again.case, "refused").await.ok();
    assert!(turn(&kato, asked.case).await.is_some_and(|turn| turn.1));
    let again: DisclosureAsked = step(&kato, request, "/unsealings").await.json();
    decide(&shonin, again.case, "accepted").await.ok();
    assert_eq!(turn(&kato, asked.case).await, None);
    assert!(turn(&kato, again.case).await.is_some_and(|turn| turn.3), "overdue while the room is unsealed too");
    let page = pages(&kato, request).await;
    assert_eq!(page.entries.iter().filter(|one| !one.marks.is_empty()).count(), 1);
    let answer = preview(&shonin, request).await;
    assert!(!answer.text.contains(THIRD_PARTY));
    release(&shonin, request, &answer.json()).await.ok();
    for case in [asked.case, again.case] {
        assert_eq!(turn(&kato, case).await, None, "it is answered");
    }

    // What is shut is over once it is taken back.
    let shut = unsealed(&kato, &shonin, room).await;
    hours_are_over(&city, shut).await;
    let case = view(&kato, shut).await.unsealings[0].case;
    assert!(turn(&kato, case).await.is_some());
    step(&kato, shut, "/withdrawal").await.ok();
    assert_eq!(turn(&kato, case).await, None);
    city.end().await;
}

#[tokio::test]
async fn what_is_refused_or_taken_back_opens_nothing() {
    let city = City::new().await;
    let room = city.rooms.hana;
    let (kato, shonin) = (city.sign_in("kato").await, city.sign_in("shonin").await);
    let asked = ask(&kato, room).await;
    decide(&shonin, asked.case, "refused").await.ok();
    let seen = view(&kato, asked.request).await;
    assert_eq!((seen.head.state, seen.may_read), (DisclosureState::Refused, false));
    assert_eq!(steps(&kato, asked.case).await.last(), Some(&CaseStepKind::Refused));
    reads_nothing(&kato, asked.request).await;
    for rest in ["/unsealings", "/withdrawal"] {
        step(&kato, asked.request, rest).await.refused(Code::Stale);
    }

    // Taken back before it is decided: the case is over, and nobody says yes any more.
    let asked = ask(&kato, room).await;
    step(&shonin, asked.request, "/withdrawal").await.refused(Code::NotFound);
    step(&kato, asked.request, "/withdrawal").await.ok();
    let over = read_case(&shonin, asked.case).await;
    assert_eq!((over.line.state, over.reason.as_deref()), (CaseState::Refused, Some("取り下げられました。")));
    assert_eq!(steps(&shonin, asked.case).await, [CaseStepKind::Opened, CaseStepKind::Withdrawn], "nobody refused it");
    let body = json!({ "version": over.line.version, "decision": "accepted", "reason": "確認" });
    let decision = format!("/api/v1/city/cases/{}/decision", asked.case);
    shonin.call(Method::POST, &decision, Some(&body)).await.refused(Code::Stale);
    reads_nothing(&shonin, asked.request).await;

    // And afterwards: from that moment on nobody reads on.
    let asked = ask(&kato, room).await;
    decide(&shonin, asked.case, "accepted").await.ok();
    pages(&kato, asked.request).await;
    step(&kato, asked.request, "/withdrawal").await.ok();
    for person in [&kato, &shonin] {
        reads_nothing(person, asked.request).await;
        assert_eq!(view(person, asked.request).await.head.state, DisclosureState::Withdrawn);
    }
    let all = [CaseStepKind::Opened, CaseStepKind::Claimed, CaseStepKind::Accepted, CaseStepKind::Withdrawn];
    assert_eq!(steps(&shonin, asked.case).await, all);
    city.end().await;
}

#[tokio::test]
async fn what_was_released_cannot_change_not_even_by_sql() {
    let city = City::new().await;
    let (kato, shonin) = (city.sign_in("kato").await, city.sign_in("shonin").await);
    let mut numbers = Vec::new();
    let mut request = Uuid::nil();
    for _ in 0..2 {
        let asked = ask(&kato, city.rooms.hana).await;
        request = asked.request;
        decide(&shonin, asked.case, "accepted").await.ok();
        let reviewed: DisclosurePreview = preview(&shonin, request).await.json();
        numbers.push(release(&shonin, request, &reviewed).await.json::<DisclosureReleased>().head.number);
    }
    assert_eq!(numbers, [Some(1), Some(2)]);
    let mut serving = PgConnection::connect(&city.app_url()).await.expect("connects");
    for sql in [
        "update disclosure_request set sealed_document = 'x' where id = '{}'",
        "update disclosure_request set released_at = null, number = null, fiscal_year = null, sealed_document = null,
             released_by = null where id = '{}'",
        "update disclosure_request set names_staff = true where id = '{}'",
        "update disclosure_request set sealed = '' where id = '{}'",
        "delete from disclosure_request where id = '{}'",
        "delete from disclosure_unsealing where request = '{}'",
        "update disclosure_unsealing set unsealed_until = clock_timestamp() + interval '1 day' where request = '{}'",
    ] {
        let sql = sql.replace("{}", &request.to_string());
        serving.execute(AssertSqlSafe(sql.clone())).await.expect_err(&sql);
    }
    serving.execute(AssertSqlSafe(format!("select forget_disclosures('{}')", city.rooms.hana))).await.expect("asked");
    serving.close().await.expect("closed");
    kato.get(&path(request, "/document")).await.ok();
    city.end().await;
}

#[tokio::test]
async fn a_discontinued_room_is_unsealed_too_and_the_person_is_told_and_an_erased_one_tells_nothing() {
    let city = City::new().await;
    let room = city.rooms.saburo;
    let (kato, shonin, sato) = (city.sign_in("kato").await, city.sign_in("shonin").await, city.sign_in("sato").await);
    let done = ask(&kato, room).await;
    decide(&shonin, done.case, "accepted").await.ok();
    assert!(!pages(&kato, done.request).await.entries.is_empty());
    sato.get(&format!("/api/v1/rooms/{room}")).await.refused(Code::RoomClosed);
    let reviewed: DisclosurePreview = preview(&shonin, done.request).await.json();
    release(&shonin, done.request, &reviewed).await.ok();

    // Who reads it is told to the person, as of another day.
    let yesterday = "update audit_event set at = '2025-02-03T10:00:00+09:00'
                     where event in ('unsealed_read', 'disclosure_unsealed', 'disclosure_released', 'disclosure_asked')";
    city.fixture("alter table audit_event disable trigger user").await;
    city.fixture(yesterday).await;
    city.fixture("alter table audit_event enable trigger user").await;
    let report: AccessReport = crate::access_report::opened(&kato, room).await;
    let deeds: Vec<_> = report.content.lines.iter().map(|line| line.deed).collect();
    for deed in [Deed::HandledDisclosure, Deed::UnsealedForDisclosure, Deed::ReadForDisclosure, Deed::Disclosed] {
        assert!(deeds.contains(&deed), "{deed:?}: {deeds:?}");
    }

    // Another one is under way, and one waits, when two people have the room erased.
    let under_way = ask(&kato, room).await;
    decide(&shonin, under_way.case, "accepted").await.ok();
    let entry = pages(&kato, under_way.request).await.entries[0].entry.id;
    redact(&kato, under_way.request, entry, json!([mark("whole", "danger", "")])).await;
    let waiting = ask(&kato, room).await;
    let body = json!({ "version": city.version(room).await, "ground": "asked_for" });
    let erasure = kato.call(Method::POST, &format!("/api/v1/city/rooms/{room}/erasure"), Some(&body)).await;
    let erasure: Value = erasure.json();
    let case = erasure["case"].as_str().and_then(|case| case.parse().ok()).expect("a case");
    decide(&shonin, case, "accepted").await.ok();
    let left = format!(
        "select (select count(*) from disclosure_redaction) + (select count(*) from disclosure_request
             where room = '{room}' and (octet_length(sealed) > 0 or octet_length(sealed_document) > 0))"
    );
    eventually("it goes with the room", async || (city.number(&left).await == 0).then_some(())).await;
    for request in [done.request, under_way.request, waiting.request] {
        for person in [&kato, &shonin] {
            reads_nothing(person, request).await;
            let gone = person.get(&path(request, "/document")).await;
            assert!(gone.status == 404 || gone.status == 410, "{}", gone.text);
            let seen = view(person, request).await;
            assert_eq!((seen.head.state, seen.words, seen.may_see_document), (DisclosureState::Erased, None, false));
        }
    }
    let told = read_case(&shonin, waiting.case).await.disclosure.expect("what was asked for");
    assert_eq!((told.head.state, told.words), (DisclosureState::Erased, None));
    decide(&shonin, waiting.case, "accepted").await.refused(Code::RoomClosed);
    let version = read_case(&shonin, waiting.case).await.line.version;
    let body = json!({ "version": version, "decision": "refused", "reason": "ルームは消去されました" });
    shonin.call(Method::POST, &format!("/api/v1/city/cases/{}/decision", waiting.case), Some(&body)).await.ok();
    try_ask(&kato, room, words()).await.refused(Code::RoomClosed);
    city.end().await;
}
