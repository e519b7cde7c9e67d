//! 職員の登録内容の変更: a facility's admin changes a name, a profession or an address; nothing ends by it, what was written before stays as it
//! was written, and the city sees each change (article 12).

use renrakucho_protocol::{
    frame::Ack,
    http::{FacilityStaff, Settings, StaffLine},
    problem::Code,
    staff_change::{StaffChange, StaffChanges},
    vocabulary::StaffField,
};
use renrakucho_tests::{Answer, City, Person};
use reqwest::Method;
use serde_json::{Value, json};
use uuid::Uuid;

use crate::staff::facility;

async fn line(person: &Person, at: Uuid, account: Uuid) -> StaffLine {
    let staff: FacilityStaff = person.get(&format!("/api/v1/facilities/{at}/staff")).await.json();
    staff.staff.into_iter().find(|line| line.account == account).expect("one of the staff")
}

async fn change(person: &Person, at: Uuid, account: Uuid, body: &Value) -> Answer {
    person.call(Method::PUT, &format!("/api/v1/facilities/{at}/staff/{account}"), Some(body)).await
}

async fn changes(person: &Person, at: Uuid) -> Vec<StaffChange> {
    person.get(&format!("/api/v1/facilities/{at}/staff-changes")).await.json::<StaffChanges>().changes
}

fn body(version: i64, name: &str, profession: &str, mail: Option<&str>) -> Value {
    json!({ "version": version, "name": name, "kana": "さとう", "profession": profession, "mail": mail })
}

#[tokio::test]
async fn a_new_name_and_a_new_profession_end_nothing_and_the_city_sees_both() {
    let city = City::of_two_nodes(&[]).await;
    let (here, there) = (facility(&city, "試験訪問看護").await, facility(&city, "試験クリニック").await);
    let room = city.rooms.hana;
    let (kanri, kato) = (city.sign_in_at(0, "kanri").await, city.sign_in_at(1, "kato").await);
    let (sato, tanaka) = (city.sign_in_at(1, "sato").await, city.sign_in_at(0, "tanaka").await);
    let before = sato.write(room, "前の職種で").await;
    let mut live = sato.look_at(room).await;
    let was = line(&kanri, here, sato.account).await;

    // Who looks after the facility, on what they saw; a person's own admin does not change themselves.
    let good = body(was.version, " 鈴木 あおい ", "city_official", Some("suzuki@example.jp"));
    change(&tanaka, here, sato.account, &good).await.refused(Code::NotFound);
    change(&kanri, there, sato.account, &good).await.refused(Code::NotFound);
    change(&kanri, here, sato.account, &body(was.version + 1, "鈴木", "city_official", None))
        .await
        .refused(Code::Stale);
    for (wrong, field) in [
        (body(was.version, "=1+1", "city_official", None), "name"),
        (body(was.version, "鈴木", "astronaut", None), "profession"),
        (body(was.version, "鈴木", "city_official", Some("suzuki")), "mail"),
    ] {
        change(&kanri, here, sato.account, &wrong).await.invalid(field);
    }
    let own = line(&kato, here, kanri.account).await;
    change(&kanri, here, kanri.account, &body(own.version, "管理", "city_official", None)).await.invalid("account");
    assert!(changes(&kato, here).await.is_empty(), "what was refused changed nothing");

    let now: StaffLine = change(&kanri, here, sato.account, &good).await.json();
    assert_eq!(
        (&*now.name, now.version, now.mail.as_deref()),
        ("鈴木 あおい", was.version + 1, Some("suzuki@example.jp"))
    );
    assert_eq!((now.rooms, now.alert_mail), (was.rooms, was.alert_mail));
    assert_ne!(now.profession, was.profession);
    // The same again changes nothing and is no change.
    change(&kanri, here, sato.account, &body(now.version, "鈴木 あおい", "city_official", Some("suzuki@example.jp")))
        .await
        .ok();

    // They read and write on, in the session and on the socket that they had.
    let after = sato.write(room, "新しい職種で").await;
    live.reach(room, after.seq).await;
    let page = tanaka.read(room, 0).await;
    let shown = |ack: &Ack| {
        let entry = page.entries.iter().find(|entry| entry.seq == ack.seq).expect("it is there");
        (entry.author.name.clone(), entry.author.profession.clone())
    };
    assert_eq!(
        shown(&before),
        ("鈴木 あおい".into(), was.profession.clone()),
        "what was written in a profession stays in it"
    );
    assert_eq!(shown(&after), ("鈴木 あおい".into(), now.profession.clone()));

    for seen in [changes(&kanri, here).await, changes(&kato, here).await] {
        let told: Vec<_> = seen.iter().map(|one| (one.field, one.was.as_deref(), one.became.as_deref())).collect();
        let expected = [
            (StaffField::Name, Some(&*was.name), Some("鈴木 あおい")),
            (StaffField::Profession, Some(&*was.profession), Some(&*now.profession)),
            (StaffField::Mail, was.mail.as_deref(), Some("suzuki@example.jp")),
        ];
        assert_eq!(told, expected);
        assert!(seen.iter().all(|one| one.account == sato.account && one.name == "鈴木 あおい"));
    }
    tanaka.get(&format!("/api/v1/facilities/{here}/staff-changes")).await.refused(Code::NotFound);
    let written = "select count(*) from audit_event where event = 'staff_changed' and detail = 'name profession mail'";
    assert_eq!(city.number(written).await, 1);

    // Without an address no mails are wanted.
    change(&kato, here, sato.account, &body(now.version, "鈴木 あおい", "city_official", None)).await.ok();
    let settings: Settings = sato.get("/api/v1/settings").await.json();
    assert_eq!((settings.mail, settings.alert_mail), (None, false));
    city.end().await;
}

#[tokio::test]
async fn another_facility_of_the_person_changes_what_they_do_there_and_not_who_they_are() {
    let city = City::new().await;
    let (here, there) = (facility(&city, "試験訪問看護").await, facility(&city, "試験クリニック").await);
    let (kato, sato) = (city.sign_in("kato").await, city.sign_in("sato").await);
    city.fixture(&format!(
        "insert into affiliation (id, staff_member, facility, profession, position)
         select gen_random_uuid(), staff_member, '{there}', 'visiting_nurse', 5 from account where id = '{}'",
        sato.account
    ))
    .await;
    let was = line(&kato, there, sato.account).await;
    let asked = |name: &str, mail: Option<&str>| json!({ "version": was.version, "name": name, "kana": was.kana, "profession": "city_official", "mail": mail });
    change(&kato, there, sato.account, &asked("鈴木", was.mail.as_deref())).await.invalid("name");
    change(&kato, there, sato.account, &asked(&was.name, Some("x@example.jp"))).await.invalid("mail");
    let now: StaffLine = change(&kato, there, sato.account, &asked(&was.name, was.mail.as_deref())).await.json();
    assert_ne!(now.profession, was.profession);
    let home = line(&kato, here, sato.account).await;
    assert_ne!(home.profession, now.profession, "at the other facility they are what they were");
    assert_eq!(changes(&kato, here).await, []);
    assert_eq!(changes(&kato, there).await.len(), 1);
    sato.write(city.rooms.hana, "まだ書ける").await;
    city.end().await;
}
