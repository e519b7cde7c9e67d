//! A backup that is restored lets nobody in who was let in no more: removed, suspended, retired, dismissed, with a device that was stopped.
//! Of each the last state counts.

use std::{fs, path::PathBuf};

use renrakucho_protocol::{
    http::{CityAccount, FacilityLine, FacilityStaff, StaffLine},
    problem::Code,
    vocabulary::{Role, Standing},
};
use renrakucho_tests::{City, Person, eventually};
use reqwest::Method;
use serde_json::json;
use uuid::Uuid;

use crate::{
    administration::dismiss,
    cases::facility_line,
    removal::remove,
    restore,
    revocation::{account_line, device_of, restore as lift, suspend, tries_to_sign_in},
    staff::facility,
};

const STOPPED_AGAIN: &str =
    "select count(*) from audit_event where event in ('access_stopped_again', 'membership_stopped_again')";

/// A backup of the main database.
fn backup(city: &City) -> PathBuf {
    let file = city.scratch().join("main.dump");
    restore::dump(&city.url("admin", &city.database), &file);
    file
}

/// As the manual says it: the node is stopped, the database is put back, the journal stays where it is.
async fn go_back(city: &mut City, file: &std::path::Path) {
    city.nodes[0].stop().await;
    put_back(city, file).await;
    city.start_again(0, &[]).await;
}

async fn put_back(city: &City, file: &std::path::Path) {
    restore::restore(city, &city.database, file).await;
}

/// The lines about what was stopped, or stands again. They hold ids and times, and no word of anyone's.
fn lines(city: &City) -> Vec<String> {
    let text = fs::read_to_string(city.journal()).expect("a journal");
    assert!(text.is_ascii(), "{text}");
    for word in ["sato", "tanaka", "ito", "mori", "kanri", "leaked"] {
        assert!(!text.contains(&format!("\"{word}")), "{word}: {text}");
    }
    text.lines().filter(|line| line.contains(r#""state":"access""#)).map(str::to_owned).collect()
}

async fn staff_line(person: &Person, at: Uuid, account: Uuid) -> StaffLine {
    let staff: FacilityStaff = person.get(&format!("/api/v1/facilities/{at}/staff")).await.json();
    staff.staff.into_iter().find(|line| line.account == account).expect("one of the staff")
}

async fn suspend_account(kato: &Person, account: Uuid) -> CityAccount {
    let version = account_line(kato, account).await.version;
    suspend(kato, &format!("city/accounts/{account}"), version).await.json()
}

async fn lift_account(kato: &Person, account: Uuid) {
    let version = account_line(kato, account).await.version;
    lift(kato, &format!("city/accounts/{account}"), version).await.ok();
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_restore_lets_nobody_in_who_was_stopped_after_the_backup() {
    let mut city = City::new().await;
    let (hana, kiyo, houmon) = (city.rooms.hana, city.rooms.kiyo, facility(&city, "試験訪問看護").await);
    let (kato, sato) = (city.sign_in("kato").await, city.sign_in("sato").await);
    let (tanaka, mori) = (city.sign_in("tanaka").await, city.sign_in("mori").await);
    let (ito, kanri) = (city.account("ito").await, city.sign_in("kanri").await);
    sato.write(hana, "カナリア").await;
    // A second passkey of sato's, which is removed later.
    city.fixture(&format!(
        "insert into passkey (id, credential_id, account, passkey) select gen_random_uuid(), 'second', account, passkey
         from passkey where account = '{}' limit 1",
        sato.account
    ))
    .await;
    let file = backup(&city);
    let before = sato.rooms().await.len();

    // A is removed from a room, B's ID is suspended, C's device; D's ID is suspended and lifted; an admin is dismissed.
    remove(&kato, hana, tanaka.account, city.version(hana).await).await.ok();
    suspend_account(&kato, ito).await;
    let device = device_of(&kato, mori.account).await;
    suspend(&kato, &format!("city/devices/{}", device.device), device.version).await.ok();
    suspend_account(&kato, sato.account).await;
    lift_account(&kato, sato.account).await;
    let line = staff_line(&kato, houmon, kanri.account).await;
    assert_eq!(line.role, Role::FacilityAdmin);
    dismiss(&kato, houmon, kanri.account, line.version).await.ok();
    city.fixture("delete from passkey where credential_id = 'second'").await;
    // Each that was taken away is on the disk when the call has answered; what was lifted, when the node has stopped.
    let told = lines(&city);
    for (what, subject) in
        [("membership", tanaka.account), ("account", ito), ("device", device.device), ("account", sato.account)]
    {
        let name = format!(r#""what":"{what}","subject":"{subject}""#);
        assert!(told.iter().any(|line| line.contains(&name) && line.contains(r#""stands":false"#)), "{name}: {told:?}");
    }
    city.nodes[0].stop().await;
    let journal = fs::read_to_string(city.journal()).expect("a journal");
    let lifted = format!(r#""what":"account","subject":"{}","stands":true"#, sato.account);
    assert_eq!(lines(&city).iter().filter(|line| line.contains(&lifted)).count(), 1, "{journal}");

    put_back(&city, &file).await;
    assert_eq!(city.number("select count(*) from account where standing <> 'active'").await, 0, "an older database");
    let found = city.finding("deletion_journal").await;
    assert!(found.contains("the database is older than 6 of its lines"), "{found}");
    city.start_again(0, &[]).await;
    assert_eq!(fs::read_to_string(city.journal()).expect("a journal"), journal, "it holds no more than before");
    assert!(city.finding("deletion_journal").await.contains("the database knows of all of them"));

    // Sessions of the backup have ended: nobody knows which of them had before.
    sato.get("/api/v1/rooms").await.refused(Code::SessionEnded);
    let (kato, sato) = (city.sign_in("kato").await, city.sign_in("sato").await);
    let tanaka = city.sign_in("tanaka").await;
    tanaka.get(&format!("/api/v1/rooms/{hana}/entries")).await.refused(Code::NotFound);
    assert!(tanaka.rooms().await.iter().any(|line| line.room == kiyo), "their other rooms are as they were");
    tries_to_sign_in(&city, "ito").await.expect("the device is in good standing").refused(Code::Unauthenticated);
    assert!(tries_to_sign_in(&city, "mori").await.is_none(), "the device is refused");
    assert_eq!(sato.rooms().await.len(), before, "D is as before");
    assert!(sato.get(&format!("/api/v1/rooms/{hana}/entries")).await.text.contains("カナリア"));
    assert_eq!(staff_line(&kato, houmon, kanri.account).await.role, Role::Staff);
    assert_eq!(city.number("select count(*) from passkey where standing = 'suspended'").await, 1);
    assert_eq!(account_line(&kato, ito).await.standing, Standing::Suspended);
    assert_eq!(city.number(STOPPED_AGAIN).await, 5);
    let told = "select count(*) from notice_mail where kind = 'stopped_again'";
    assert_eq!(city.number(told).await, 1, "the moderator is told");
    city.logs_are_whole().await;

    // A second start finds nothing to do, and ends nobody's session.
    city.restart_node(0, &[]).await;
    assert_eq!(city.number(STOPPED_AGAIN).await, 5);
    sato.at(&city.nodes[0]).get("/api/v1/rooms").await.ok();
    assert_eq!(city.number(told).await, 1);
    city.end().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn whom_the_city_lets_in_again_stays_whatever_is_restored_afterwards() {
    let mut city = City::new().await;
    let (hana, houmon, clinic) =
        (city.rooms.hana, facility(&city, "試験訪問看護").await, facility(&city, "試験クリニック").await);
    let (kato, tanaka, ito) = (city.sign_in("kato").await, city.account("tanaka").await, city.account("ito").await);
    city.sign_in("kanri").await;
    let file = backup(&city);
    // Someone retires, and a facility is suspended with whoever is there alone.
    let body = json!({ "version": staff_line(&kato, houmon, ito).await.version });
    kato.call(Method::POST, &format!("/api/v1/facilities/{houmon}/staff/{ito}/retirement"), Some(&body)).await.ok();
    let version = facility_line(&kato, clinic).await.version;
    suspend(&kato, &format!("city/facilities/{clinic}"), version).await.ok();
    remove(&kato, hana, tanaka, city.version(hana).await).await.ok();
    go_back(&mut city, &file).await;

    // What had ended for good is suspended: the city decides about it.
    let kato = city.sign_in("kato").await;
    assert_eq!(account_line(&kato, ito).await.standing, Standing::Suspended);
    let line: FacilityLine = facility_line(&kato, clinic).await;
    assert_eq!(line.standing, Standing::Suspended);
    assert!(tries_to_sign_in(&city, "tanaka").await.is_none(), "a device of the facility opens nothing");
    assert_eq!(
        city.number(
            "select count(*) from membership where left_seq is null and account in
        (select id from account where login_id = 'ito')"
        )
        .await,
        0,
        "whoever retired is in no room"
    );

    // The city lifts both, and lets tanaka into the room again.
    lift(&kato, &format!("city/facilities/{clinic}"), line.version).await.ok();
    lift_account(&kato, ito).await;
    let admission = json!({ "account": tanaka, "version": city.version(hana).await });
    kato.call(Method::POST, &format!("/api/v1/city/rooms/{hana}/members"), Some(&admission)).await.ok();
    city.restart_node(0, &[]).await;
    let person = city.sign_in("tanaka").await;
    assert!(person.rooms().await.iter().any(|line| line.room == hana));

    // The same backup once more: it holds none of this, and still nobody who was let in again is shut out.
    go_back(&mut city, &file).await;
    let (kato, person) = (city.sign_in("kato").await, city.sign_in("tanaka").await);
    assert!(person.rooms().await.iter().any(|line| line.room == hana));
    assert_eq!(account_line(&kato, ito).await.standing, Standing::Active);
    assert_eq!(facility_line(&kato, clinic).await.standing, Standing::Active);
    assert_eq!(
        city.number(STOPPED_AGAIN).await,
        2,
        "ito's device and membership had ended, and nobody let them in again"
    );
    city.end().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_is_stopped_while_the_journal_cannot_be_written_is_written_as_soon_as_it_can() {
    let mut city = City::new().await;
    let (hana, kato) = (city.rooms.hana, city.sign_in("kato").await);
    let tanaka = city.sign_in("tanaka").await;
    let (journal, aside) = (city.journal(), city.journal().with_extension("aside"));
    fs::rename(&journal, &aside).expect("moved");
    remove(&kato, hana, tanaka.account, city.version(hana).await).await.ok();
    tanaka.get(&format!("/api/v1/rooms/{hana}/entries")).await.refused(Code::NotFound);
    assert!(!journal.exists(), "one that has disappeared is not made anew");
    fs::rename(&aside, &journal).expect("back");
    eventually("the line is added", async || (lines(&city).len() == 1).then_some(())).await;
    // A line of something that this database never had is passed over, here and at every start.
    city.fixture("delete from access_standing").await;
    city.fixture(
        "insert into access_standing (kind, subject, scope, stands, at)
         select kind, gen_random_uuid(), gen_random_uuid(), false, clock_timestamp() - interval '1 hour'
         from unnest(array['account', 'device', 'membership']) kind",
    )
    .await;
    city.restart_node(0, &[]).await;
    assert_eq!(lines(&city).len(), 4);
    city.fixture("delete from access_standing").await;
    city.restart_node(0, &[]).await;
    let log = city.node().log();
    assert!(log.contains("what was stopped since is stopped again") && log.contains("nothing_to_do"), "{log}");
    assert_eq!(city.number(STOPPED_AGAIN).await, 0);
    assert_eq!(city.number("select count(*) from access_standing").await, 4);
    city.sign_in("kato").await.get("/api/v1/city/rooms").await.ok();
    city.end().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn nodes_that_share_a_journal_write_each_line_once_and_none_behind_a_changed_one() {
    let mut city = City::of_two_nodes(&[]).await;
    let (hana, sora) = (city.rooms.hana, city.rooms.sora);
    let first = city.sign_in_at(0, "kato").await;
    let kato = [first.at(&city.nodes[0]), first.at(&city.nodes[1])];
    let ito = city.account("ito").await;
    for number in 0..6 {
        let kato = &kato[number % 2];
        suspend_account(kato, ito).await;
        assert_eq!(lines(&city).len(), 2 * number + 1, "on the disk when it is answered");
        lift_account(kato, ito).await;
        // That it was lifted comes within a second.
        eventually("each change has its line", async || (lines(&city).len() == 2 * number + 2).then_some(())).await;
    }
    let journal = fs::read_to_string(city.journal()).expect("a journal");

    // Behind an end that was changed nobody writes, however much of the file a node has read before.
    let (mori, tanaka) = (city.account("mori").await, city.account("tanaka").await);
    let last = journal.len() - 2;
    let other = if journal.as_bytes()[last] == b'0' { "1" } else { "0" };
    fs::write(city.journal(), format!("{}{other}\n", &journal[..last])).expect("changed");
    remove(&kato[0], sora, mori, city.version(sora).await).await.ok();
    assert_eq!(lines(&city).len(), 12);
    fs::write(city.journal(), &journal).expect("as it was");
    eventually("it is written", async || (lines(&city).len() == 13).then_some(())).await;
    // What a crash cut off is written over.
    let journal = fs::read_to_string(city.journal()).expect("a journal");
    fs::write(city.journal(), format!("{journal}{{\"room\":\"")).expect("written");
    remove(&kato[1], hana, tanaka, city.version(hana).await).await.ok();
    let whole = fs::read_to_string(city.journal()).expect("a journal");
    assert!(whole.starts_with(&journal) && lines(&city).len() == 14, "{whole}");
    for number in 0..2 {
        city.restart_node(number, &[]).await;
    }
    assert_eq!(lines(&city).len(), 14);
    city.end().await;
}
