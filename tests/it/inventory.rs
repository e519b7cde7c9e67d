//! 端末台帳: a facility states whose each device is, its number and its security software; what is missing stands first; copies are
//! written down.

use renrakucho_protocol::{
    inventory::{Inventory, InventoryCopy, InventoryLine},
    problem::Code,
    shared_device::SharedDevice,
    vocabulary::{DeviceKind, DeviceOwner},
};
use renrakucho_tests::{Answer, City, Person};
use reqwest::Method;
use serde_json::{Value, json};
use uuid::Uuid;

use crate::{shared_devices::register, staff::facility};

async fn inventory(person: &Person, at: Uuid) -> Inventory {
    person.get(&format!("/api/v1/facilities/{at}/inventory")).await.json()
}

async fn state(person: &Person, at: Uuid, device: Uuid, body: &Value) -> Answer {
    person.call(Method::PUT, &format!("/api/v1/facilities/{at}/inventory/{device}"), Some(body)).await
}

fn statement(version: i64, owner: &str, number: &str, software: &str) -> Value {
    json!({ "version": version, "owner": owner, "asset_number": number, "security_software": software })
}

/// The device of a person, who has one.
fn of<'a>(inventory: &'a Inventory, name: &str) -> &'a InventoryLine {
    let theirs = |line: &&InventoryLine| !line.is_shared && line.people.iter().any(|one| one.contains(name));
    inventory.devices.iter().find(theirs).expect("a device of theirs")
}

#[tokio::test]
async fn a_facility_states_its_devices_and_everything_that_was_stated_stays() {
    let city = City::new().await;
    let (here, there) = (facility(&city, "試験訪問看護").await, facility(&city, "試験クリニック").await);
    let (kanri, kato, sato) = (city.sign_in("kanri").await, city.sign_in("kato").await, city.sign_in("sato").await);
    let shared = register(&kanri, here, "職員室 一号").await;

    let found = inventory(&kanri, here).await;
    let last = found.devices.last().expect("devices");
    assert_eq!((last.device, last.is_shared, last.kind), (shared, true, None));
    assert_eq!(
        (&*last.statements[0].security_software, last.statements[0].place.as_deref()),
        ("Microsoft Defender", Some("職員室"))
    );
    let line = of(&found, "佐藤");
    assert_eq!((line.kind, line.statements.len()), (Some(DeviceKind::File), 0));
    let (device, version) = (line.device, line.version);
    assert!(found.devices[..found.devices.len() - 1].iter().all(|line| line.statements.is_empty()), "missing first");

    // Who looks after the facility, and nobody else; personal devices, and no shared ones.
    let good = statement(version, "facility", " A-102 ", "Microsoft Defender");
    state(&sato, here, device, &good).await.refused(Code::NotFound);
    state(&kanri, there, device, &good).await.refused(Code::NotFound);
    state(&kato, there, device, &good).await.refused(Code::NotFound);
    state(&kanri, here, shared, &good).await.refused(Code::NotFound);
    state(&kanri, here, device, &statement(version, "facility", "", "ESET")).await.invalid("asset_number");
    state(&kanri, here, device, &statement(version, "person", "", " ")).await.invalid("security_software");

    let stated: InventoryLine = state(&kanri, here, device, &good).await.json();
    assert_eq!((stated.version, stated.statements[0].asset_number.as_deref()), (version + 1, Some("A-102")));
    // Who had the page open from before decides anew.
    state(&kato, here, device, &good).await.refused(Code::Stale);
    state(&kato, here, device, &statement(version + 1, "person", "", "iOS 標準")).await.ok();
    let found = inventory(&kanri, here).await;
    let statements = &of(&found, "佐藤").statements;
    let owners: Vec<_> = statements.iter().map(|one| (one.owner, &*one.security_software)).collect();
    assert_eq!(owners, [(DeviceOwner::Person, "iOS 標準"), (DeviceOwner::Facility, "Microsoft Defender")]);
    assert_ne!(statements[0].by, statements[1].by);
    // What is stated of it lets nobody in or out.
    sato.get("/api/v1/rooms").await.ok();

    // A shared device is stated where it is looked after, and its history is kept all the same.
    let path = format!("/api/v1/facilities/{here}/devices/{shared}");
    let version = found.devices.iter().find(|line| line.device == shared).expect("it").version;
    let moved = json!({ "version": version, "place": "会議室", "security_software": "ESET" });
    kanri.call(Method::PUT, &path, Some(&moved)).await.json::<SharedDevice>();
    let found = inventory(&kanri, here).await;
    let places = found.devices.iter().find(|line| line.device == shared).expect("it").statements.iter();
    let places: Vec<_> = places.map(|one| one.place.as_deref()).collect();
    assert_eq!(places, [Some("会議室"), Some("職員室")]);
    for (event, times) in [("device_stated", 2), ("inventory_listed", 3)] {
        let sql = format!("select count(*) from audit_event where event = '{event}' and account is not null");
        assert_eq!(city.number(&sql).await, times, "{event}");
    }
    city.end().await;
}

#[tokio::test]
async fn a_copy_holds_what_the_page_shows_and_is_written_down() {
    let city = City::new().await;
    let here = facility(&city, "試験訪問看護").await;
    let (kanri, kato, sato) = (city.sign_in("kanri").await, city.sign_in("kato").await, city.sign_in("sato").await);
    let found = inventory(&kanri, here).await;
    let line = of(&found, "佐藤");
    state(&kanri, here, line.device, &statement(line.version, "facility", "A-102", "ESET, 自動")).await.ok();

    let path = format!("/api/v1/facilities/{here}/inventory/copy");
    let copy = async |person: &Person, is_printed: bool| {
        person.call(Method::POST, &path, Some(&json!({ "is_printed": is_printed }))).await
    };
    copy(&sato, false).await.refused(Code::NotFound);
    let csv = copy(&kato, false).await.json::<InventoryCopy>().csv.expect("a file");
    let lines: Vec<_> = csv.trim_end().split("\r\n").collect();
    assert_eq!(lines.len(), 1 + found.devices.len(), "{csv}");
    let stated = lines.iter().find(|line| line.contains("A-102")).expect("the one that is stated");
    assert!(stated.starts_with("個人,") && stated.contains(",施設,A-102,,\"ESET, 自動\","), "{stated}");
    assert_eq!(lines.iter().filter(|line| line.contains("未記入")).count(), found.devices.len() - 1);
    assert_eq!(copy(&kanri, true).await.json::<InventoryCopy>().csv, None);
    for (login, how) in [("kato", "csv"), ("kanri", "print")] {
        let taken = format!(
            "select count(*) from audit_event where event = 'inventory_copied' and detail = '{how}' and subject = '{here}'
             and account = (select id from account where login_id = '{login}')"
        );
        assert_eq!(city.number(&taken).await, 1, "{login}");
    }
    city.end().await;
}
