//! 検索: who decides for the city finds people, staff and facilities by what they are called. What was searched for stands nowhere.

use renrakucho_protocol::{
    city_search::CityFound,
    problem::Code,
    vocabulary::{Role, RoomState, Standing},
};
use renrakucho_tests::{Answer, City, Person};
use reqwest::Method;
use serde_json::json;

use crate::erasure::erase;

async fn try_search(person: &Person, term: &str) -> Answer {
    person.call(Method::POST, "/api/v1/city/search", Some(&json!({ "term": term }))).await
}

async fn search(person: &Person, term: &str) -> CityFound {
    try_search(person, term).await.json()
}

fn labels(found: &CityFound) -> Vec<&str> {
    found.rooms.iter().map(|room| room.label.as_str()).collect()
}

fn logins(found: &CityFound) -> Vec<&str> {
    found.staff.iter().map(|one| one.login_id.as_str()).collect()
}

#[tokio::test]
async fn both_who_decide_for_the_city_find_people_staff_and_facilities_and_nobody_else_does() {
    let city = City::new().await;
    let (kato, shonin) = (city.sign_in("kato").await, city.sign_in("shonin").await);
    for person in [&kato, &shonin] {
        let found = search(person, "カナリア").await;
        assert_eq!(found.rooms.len(), 4, "{found:?}");
        assert_eq!(found.staff.len(), 8, "{found:?}");
        assert!(found.facilities.is_empty());
    }
    for login in ["sato", "kanri", "gyosha"] {
        let person = city.sign_in(login).await;
        for term in ["カナリア", "誰もいない", ""] {
            try_search(&person, term).await.refused(Code::NotFound);
        }
    }

    // However it is typed; two characters, and one.
    for term in ["花子", "はなこ", "ﾊﾅｺ", "見本　カナリア花子", "カナリア花子 見本", "みほんかな", "かなりあ はなこ"]
    {
        let found = search(&kato, term).await;
        let expected: &[&str] = if term == "みほんかな" { &[] } else { &["見本 カナリア花子"] };
        assert_eq!(labels(&found), expected, "{term}");
        assert!(found.staff.is_empty() && found.facilities.is_empty(), "{term}");
    }
    let sora = search(&kato, "空").await;
    assert_eq!(
        (sora.rooms[0].room, sora.rooms[0].state, &*sora.rooms[0].kana),
        (city.rooms.sora, RoomState::Active, "かなりあそら")
    );
    // What is closed stands in the city's list too, after what is open.
    let states: Vec<_> = search(&kato, "カナリア").await.rooms.iter().map(|room| room.state).collect();
    let (waits, open, closed) = (RoomState::AwaitingConsent, RoomState::Active, RoomState::Discontinued);
    assert_eq!(states, [waits, open, open, closed]);

    // By the login ID, too; with the role, and where they are.
    let found = search(&shonin, "ＫＡＮＲＩ").await;
    assert_eq!(logins(&found), ["kanri"]);
    let one = &found.staff[0];
    assert_eq!(
        (one.role, one.standing, one.facility_name.as_deref()),
        (Role::FacilityAdmin, Standing::Active, Some("試験訪問看護"))
    );
    assert_eq!(logins(&search(&kato, "さとう").await), ["sato"]);
    let found = search(&kato, "訪問").await;
    assert_eq!(found.facilities.iter().map(|one| &*one.name).collect::<Vec<_>>(), ["試験訪問看護"]);
    assert_eq!(Some(found.facilities[0].facility), one.facility);

    try_search(&kato, "　 ").await.invalid("term");
    try_search(&kato, &"あ".repeat(101)).await.invalid("term");
    let body = json!({ "term": "空", "room": city.rooms.sora });
    kato.call(Method::POST, "/api/v1/city/search", Some(&body)).await.refused(Code::BadFrame);
    kato.get("/api/v1/city/search?term=x").await.refused(Code::NotFound);
    city.end().await;
}

#[tokio::test]
async fn whoever_left_is_found_and_of_many_twenty_are_shown() {
    let city = City::new().await;
    let kato = city.sign_in("kato").await;
    city.fixture(
        "update affiliation set ended_at = clock_timestamp()
         where staff_member = (select staff_member from account where login_id = 'sato')",
    )
    .await;
    city.fixture("update account set standing = 'ended' where login_id = 'sato'").await;
    let found = search(&kato, "sato").await;
    let one = &found.staff[0];
    assert_eq!(
        (one.standing, one.facility, one.facility_name.as_deref()),
        (Standing::Ended, None, Some("試験訪問看護"))
    );

    let many = "insert into facility (id, name, category)
                select gen_random_uuid(), 'ﾃｽﾄ施設 ' || n, 'other_admitted' from generate_series(1, 23) n";
    assert_eq!(city.fixture(many).await, 23);
    let found = search(&kato, "テスト施設").await;
    assert_eq!((found.facilities.len(), found.more_facilities), (20, 3));
    assert_eq!((found.rooms.len(), found.more_rooms, found.more_staff), (0, 0, 0));
    city.end().await;
}

#[tokio::test]
async fn sealed_names_are_found_after_a_restart_and_nothing_of_what_was_erased() {
    let mut city = City::of_two_nodes(&[]).await;
    let room = city.rooms.hana;
    let kato = city.sign_in("kato").await;
    kato.discontinue(room).await;
    city.restart_node(0, &[]).await;
    city.restart_node(1, &[]).await;
    let (kato, shonin) = (city.sign_in("kato").await, city.sign_in("shonin").await);
    for node in &city.nodes {
        let found = search(&kato.at(node), "花子").await;
        assert_eq!((found.rooms.len(), found.rooms[0].state), (1, RoomState::Discontinued));
    }
    erase(&kato, &shonin, room).await;
    for node in &city.nodes {
        for term in ["花子", "はなこ", "見本"] {
            assert_eq!(labels(&search(&kato.at(node), term).await), Vec::<&str>::new(), "{term}");
        }
        assert_eq!(search(&shonin.at(node), "カナリア").await.rooms.len(), 3);
    }
    city.end().await;
}

#[tokio::test]
async fn that_somebody_searched_is_written_down_and_not_for_what() {
    let city = City::new().await;
    let kato = city.sign_in("kato").await;
    search(&kato, "花子").await;
    search(&kato, "誰もいない").await;
    let told = "select count(*) from audit_event e join account a on a.id = e.account
                where e.event = 'city_searched' and a.login_id = 'kato' and e.room is null and e.subject is null and e.detail is null";
    assert_eq!(city.number(told).await, 2);
    // Whoever may not is refused in the log as well.
    let sato = city.sign_in("sato").await;
    try_search(&sato, "花子").await.refused(Code::NotFound);
    assert_eq!(city.number("select count(*) from audit_event where event = 'city_searched'").await, 2);
    let refused = "select count(*) from audit_event where event = 'refused' and detail like 'search_city:%'";
    assert_eq!(city.number(refused).await, 1);
    // Without the event nothing is shown.
    city.fixture("revoke insert on audit_event from renrakucho_app").await;
    let answer = try_search(&kato, "花子").await;
    assert!(answer.status >= 500 && !answer.text.contains("花子"), "{} {}", answer.status, answer.text);
    city.fixture("grant insert on audit_event to renrakucho_app").await;
    city.end().await;
}

#[tokio::test]
async fn among_hundreds_of_rooms_and_staff_a_name_is_found_at_once() {
    let city = City::new().await;
    crate::race::load(&city, 400).await;
    let kato = city.sign_in("kato").await;
    // Without the keys in memory, then with them.
    for _ in 0..2 {
        let found = search(&kato, "フカ").await;
        assert_eq!((found.rooms.len(), found.more_rooms), (20, 380));
    }
    let found = search(&kato, "負荷 399").await;
    assert_eq!(labels(&found), ["負荷 399"]);
    city.end().await;
}
