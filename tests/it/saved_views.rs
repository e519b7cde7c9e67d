//! 保存した表示: each who decides for the city keeps views of the inbox, which nobody else sees.

use renrakucho_protocol::{
    problem::Code,
    saved_view::{CaseFilter, SavedViews},
    vocabulary::{CaseKind, CaseShow},
};
use renrakucho_tests::{Answer, City, Person, id};
use reqwest::Method;
use serde_json::{Value, json};
use uuid::Uuid;

const HERE: &str = "/api/v1/city/saved-views";

fn filter() -> Value {
    json!({ "show": "mine", "kinds": ["leak", "erasure", "leak"], "overdue": true, "facility": null })
}

async fn try_save(person: &Person, view: Uuid, name: &str, filter: &Value, is_default: bool) -> Answer {
    let body = json!({ "name": name, "filter": filter, "is_default": is_default });
    person.call(Method::PUT, &format!("{HERE}/{view}"), Some(&body)).await
}

async fn save(person: &Person, view: Uuid, name: &str, is_default: bool) -> Vec<(String, bool)> {
    named(&try_save(person, view, name, &filter(), is_default).await.json())
}

async fn forget(person: &Person, view: Uuid) -> Answer {
    person.call(Method::DELETE, &format!("{HERE}/{view}"), None).await
}

fn named(views: &SavedViews) -> Vec<(String, bool)> {
    views.views.iter().map(|view| (view.name.clone(), view.is_default)).collect()
}

async fn all(person: &Person) -> Vec<(String, bool)> {
    named(&person.get(HERE).await.json())
}

fn are(views: &[(&str, bool)]) -> Vec<(String, bool)> {
    views.iter().map(|(name, is_default)| ((*name).to_owned(), *is_default)).collect()
}

#[tokio::test]
async fn a_view_is_kept_for_whoever_saved_it_and_for_nobody_else() {
    let city = City::new().await;
    let (kato, shonin) = (city.sign_in("kato").await, city.sign_in("shonin").await);
    assert_eq!(all(&kato).await, are(&[]));
    let (first, second) = (id(), id());
    save(&kato, first, " 紛失 ", false).await;
    let kept: SavedViews = kato.get(HERE).await.json();
    let filter = CaseFilter {
        show: CaseShow::Mine,
        kinds: vec![CaseKind::Erasure, CaseKind::Leak],
        overdue: true,
        facility: None,
    };
    assert_eq!((kept.views[0].view, &*kept.views[0].name, &kept.views[0].filter), (first, "紛失", &filter));

    // By name; one of them is the default.
    assert_eq!(save(&kato, second, "カナリア表示", true).await, are(&[("カナリア表示", true), ("紛失", false)]));
    assert_eq!(save(&kato, first, "紛失", true).await, are(&[("カナリア表示", false), ("紛失", true)]));
    // The same again is the same, and another name is another name.
    assert_eq!(save(&kato, first, "紛失", true).await.len(), 2);
    assert_eq!(save(&kato, second, "今週", false).await, are(&[("今週", false), ("紛失", true)]));

    // Somebody else has none of it, whatever they know, and may call theirs the same.
    assert_eq!(all(&shonin).await, are(&[]));
    try_save(&shonin, first, "横取り", &self::filter(), false).await.refused(Code::NotFound);
    forget(&shonin, first).await.refused(Code::NotFound);
    assert_eq!(save(&shonin, id(), "紛失", true).await, are(&[("紛失", true)]));
    assert_eq!(all(&kato).await, are(&[("今週", false), ("紛失", true)]));
    for login in ["sato", "kanri", "gyosha"] {
        let person = city.sign_in(login).await;
        person.get(HERE).await.refused(Code::NotFound);
        try_save(&person, id(), "だめ", &self::filter(), false).await.refused(Code::NotFound);
        forget(&person, first).await.refused(Code::NotFound);
    }

    assert_eq!(named(&forget(&kato, first).await.json()), are(&[("今週", false)]));
    forget(&kato, first).await.refused(Code::NotFound);
    // What someone calls a view may say more than it should: it is sealed.
    let in_the_clear = "select count(*) from saved_view where position(convert_to('紛失', 'UTF8') in sealed_name) > 0";
    assert_eq!(city.number(in_the_clear).await, 0);
    let told = "select count(*) from audit_event e join account a on a.id = e.account
                where e.event = 'settings_changed' and e.detail like 'saved_view%' and a.login_id = 'kato'";
    assert_eq!(city.number(told).await, 6);
    city.end().await;
}

#[tokio::test]
async fn names_are_ones_own_and_twenty_are_enough() {
    let city = City::of_two_nodes(&[]).await;
    let (kato, elsewhere) = (city.sign_in_at(0, "kato").await, city.sign_in_at(1, "kato").await);
    let there = id();
    save(&kato, there, "紛失", false).await;
    let long = "あ".repeat(31);
    for wrong in ["", "　", "紛失", &long, "番号 123456789018"] {
        try_save(&kato, id(), wrong, &filter(), false).await.invalid("name");
    }
    let mut of_nobody = filter();
    of_nobody["facility"] = json!(id());
    try_save(&kato, id(), "施設", &of_nobody, false).await.invalid("facility");
    let mut of_clinic = filter();
    let clinic: Uuid = sqlx::query_scalar("select id from facility where name = '試験クリニック'")
        .fetch_one(&city.sql)
        .await
        .expect("a clinic");
    of_clinic["facility"] = json!(clinic);
    let kept: SavedViews = try_save(&kato, there, "紛失", &of_clinic, false).await.json();
    assert_eq!(kept.views[0].filter.facility, Some(clinic));

    for number in 2..20 {
        save(&kato, id(), &format!("表示{number}"), number % 2 == 0).await;
    }
    // For the last place two come at once, from two screens.
    let (one, other) = (id(), id());
    let filter = filter();
    let (first, second) =
        tokio::join!(try_save(&kato, one, "甲", &filter, true), try_save(&elsewhere, other, "乙", &filter, true));
    let mut statuses = [first.status, second.status];
    statuses.sort_unstable();
    assert_eq!(statuses, [200, 422], "{} {}", first.text, second.text);
    assert_eq!(all(&kato).await.len(), 20);
    assert_eq!(all(&elsewhere).await.iter().filter(|(_, is_default)| *is_default).count(), 1);
    // What is there can be changed still.
    save(&kato, there, "紛失の届出", true).await;
    city.end().await;
}
