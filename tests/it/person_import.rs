//! 支援対象者の一括登録: a desk's batch from a file, all or nothing; each waits for their consent form.

use renrakucho_protocol::{
    person_import::{PersonFault, PersonImport},
    problem::Code,
    vocabulary::RoomState,
};
use renrakucho_tests::{Answer, City, Person, answer, id};
use reqwest::Method;
use serde_json::json;

const HEAD: &str = "氏名,ふりがな,生年月日,お住まい\r\n";
/// A sentence of two rows, in Shift_JIS as spreadsheets write it.
const SHIFT_JIS: &[u8] = b"\x8e\x81\x96\xbc,\x82\xd3\x82\xe8\x82\xaa\x82\xc8,\x90\xb6\x94N\x8c\x8e\x93\xfa,\x82\xa8\x8fZ\x82\xdc\x82\xa2\r\n\x96\xbc,\x82\xdf\x82\xa2,1950/2/3,\x8es\x96\xaf\r\n";

async fn send(person: &Person, bytes: impl Into<Vec<u8>>, dry_run: bool) -> Answer {
    let path = format!("/api/v1/city/persons-import?dry_run={dry_run}");
    let request = person.browser.request(Method::POST, &path).header("content-type", "text/csv");
    answer(request.body(bytes.into())).await
}

fn faults(report: &PersonImport) -> Vec<(u64, PersonFault)> {
    report.faults.iter().map(|one| (one.line, one.fault)).collect()
}

async fn people(city: &City) -> i64 {
    city.number("select count(*) from supported_person").await
}

#[tokio::test]
async fn a_file_is_looked_through_first_and_then_registered_as_a_whole() {
    use PersonFault::{Basis, BirthDate, Kana, MyNumber, Name, Twice};

    let city = City::new().await;
    let kato = city.sign_in("kato").await;
    let before = people(&city).await;
    let good =
        format!("{HEAD}一覧 カナリア,いちらん かなりあ,1950-02-03,市民\r\n一覧 二,いちらん に,1951/4/5,居住\r\n");
    let bad = format!(
        "{good},mei,昭和25年,隣\r\n名,めい,1950-02-03,123456789018\r\nまた,イチランカナリア,1950/02/03,市民\r\n"
    );
    for dry_run in [true, false] {
        let report: PersonImport = send(&kato, bad.clone(), dry_run).await.json();
        assert_eq!(faults(&report), [(4, Name), (4, Kana), (4, BirthDate), (4, Basis), (5, MyNumber), (6, Twice)]);
        assert_eq!((report.rows, report.registered, people(&city).await), (5, 0, before));
    }
    let report: PersonImport = send(&kato, good.clone(), true).await.json();
    assert_eq!((report.faults.len(), report.preview.len(), report.registered), (0, 2, 0));
    assert_eq!(people(&city).await, before, "a dry run registers nobody");
    let report: PersonImport = send(&kato, good.clone(), false).await.json();
    assert_eq!((report.registered, people(&city).await), (2, before + 2));
    let lines = kato.get("/api/v1/city/rooms").await.json::<renrakucho_protocol::http::CityRooms>().rooms;
    let line = lines.iter().find(|line| line.label == "一覧 カナリア").expect("there");
    assert_eq!((line.state, line.members, line.may_be_twice), (RoomState::AwaitingConsent, 0, false));
    assert!(line.lapses_at.is_some(), "it is deleted like any other whose form does not come");
    let events = "select count(*) from audit_event where event = 'person_proposed' and detail = 'import'";
    assert_eq!(city.number(events).await, 2);
    // Nothing stands in clear.
    let clear = "select count(*) from room_profile where position(convert_to('カナリア', 'UTF8') in sealed) > 0";
    assert_eq!(city.number(clear).await, 0);

    // The same file again, and one who was proposed by somebody: found by reading and date of birth, however written.
    let report: PersonImport = send(&kato, good.clone(), false).await.json();
    assert_eq!(faults(&report), [(2, PersonFault::There), (3, PersonFault::There)]);
    let tanaka = city.sign_in("tanaka").await;
    let form = json!({ "id": id(), "name": "名", "kana": "メイ", "birth_date": "1950-02-03", "basis": "resident" });
    tanaka.call(Method::POST, "/api/v1/proposals", Some(&form)).await.ok();
    let report: PersonImport = send(&kato, SHIFT_JIS, true).await.json();
    assert_eq!((report.rows, faults(&report)), (1, vec![(2, PersonFault::There)]));
    assert_eq!(report.preview[0].name, "名");
    // Once that room is over they may come again.
    let room = form["id"].as_str().expect("an id").parse().expect("an id");
    kato.discontinue(room).await;
    let report: PersonImport = send(&kato, SHIFT_JIS, false).await.json();
    assert_eq!(report.registered, 1);
    city.end().await;
}

#[tokio::test]
async fn the_same_file_twice_at_the_same_moment_registers_everyone_once() {
    let city = City::new().await;
    let kato = city.sign_in("kato").await;
    let before = people(&city).await;
    let answers = futures_util::future::join_all((0..6).map(|_| send(&kato, SHIFT_JIS, false))).await;
    for answer in answers {
        if answer.status != 200 {
            answer.refused(Code::Busy);
        }
    }
    assert_eq!(people(&city).await, before + 1);
    city.end().await;
}

#[tokio::test]
async fn nobody_but_the_moderator_imports() {
    let city = City::new().await;
    let before = people(&city).await;
    for login in ["tanaka", "kanri", "shonin", "gyosha"] {
        let person = city.sign_in(login).await;
        send(&person, SHIFT_JIS, true).await.refused(Code::NotFound);
        send(&person, SHIFT_JIS, false).await.refused(Code::NotFound);
    }
    assert_eq!(people(&city).await, before);
    city.end().await;
}
