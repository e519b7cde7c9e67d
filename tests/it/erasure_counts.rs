//! What an erasure takes is counted whole, before it is proposed, when it is decided, and on the certificate: a table that holds something
//! sealed with a room's key and is not counted fails here.

use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
    path::Path,
};

use renrakucho_domain::erasure::Held;
use renrakucho_protocol::erasure::{ErasedCounts, ErasurePreview};
use renrakucho_tests::{City, id};
use serde_json::json;
use sqlx::{AssertSqlSafe, Connection, Executor, PgConnection};

use crate::erasure::{erase, preview};

/// Which rows of a table are a room's, and what they are counted as.
const COUNTED: [(&str, &str, Held); 14] = [
    ("consent_receipt", "x.room = $room", Held::ConsentReceipts),
    ("attachment", "x.owner_kind = 'consent_form' and x.owner = $room", Held::ConsentScans),
    ("room_particulars", "x.room = $room", Held::Particulars),
    ("residence_review", "x.room = $room", Held::ResidenceReviews),
    ("exceptional_use", "x.room = $room", Held::Permits),
    ("exceptional_use_application", "x.room = $room", Held::Permits),
    ("access_report", "x.room = $room", Held::AccessReports),
    ("disclosure_request", "x.room = $room", Held::Disclosures),
    (
        "disclosure_redaction",
        "exists (select from disclosure_request q where q.id = x.request and q.room = $room)",
        Held::Redactions,
    ),
    ("room_export", "x.room = $room", Held::ExportWords),
    ("support_end", "x.room = $room", Held::SupportEnds),
    ("entry_erasure_request", "x.room = $room and octet_length(x.sealed) > 0", Held::EntryErasureWords),
    ("case_reason", "x.room = $room", Held::CaseReasons),
    ("identity_correction", "x.room = $room", Held::IdentityCorrections),
];
/// Each row belongs to one of a table that is counted.
const BESIDE: [(&str, &str, &str, &str); 2] = [
    ("attachment_part", "attachment", "attachment", "id"),
    ("residence_statement", "city_case", "residence_review", "city_case"),
];
/// Counted as posts; and one for each room, who it is about.
const OF_ITS_OWN: [&str; 2] = ["entry", "room_profile"];
/// Sealed with the city's key, and about no room alone: they outlive it and name nobody of whom one is about.
const OF_THE_CITY: [&str; 4] = ["city_case", "audit_review", "leak_report", "saved_view"];

/// The tables that hold something sealed, and the name of the column.
fn sealed() -> Vec<(String, String)> {
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("../migrations/classification.toml");
    let text = fs::read_to_string(file).expect("the classification");
    let (mut found, mut table) = (Vec::new(), "");
    for line in text.lines().map(str::trim) {
        if let Some(name) = line.strip_prefix('[') {
            table = name.trim_end_matches(']');
        } else if let Some((column, _)) = line.split_once(" = ")
            && column.split('_').next() == Some("sealed")
            && let Some(table) = table.strip_prefix("main.")
        {
            found.push((table.to_owned(), column.to_owned()));
        }
    }
    found
}

#[test]
fn every_table_with_something_sealed_is_counted_or_is_the_citys() {
    let found: BTreeSet<String> = sealed().into_iter().map(|(table, _)| table).collect();
    let known: BTreeSet<String> = (COUNTED.iter().map(|(table, ..)| *table))
        .chain(BESIDE.iter().map(|(table, ..)| *table))
        .chain(OF_ITS_OWN)
        .chain(OF_THE_CITY)
        .map(str::to_owned)
        .collect();
    assert_eq!(found, known, "count it in store::erasure, or say here why not");
    let counted: BTreeSet<Held> = COUNTED.iter().map(|(.., held)| *held).collect();
    assert_eq!(counted, BTreeSet::from(Held::ALL));
}

#[tokio::test]
async fn what_a_room_holds_of_each_is_counted_and_goes() {
    let city = City::new().await;
    let (kato, shonin) = (city.sign_in("kato").await, city.sign_in("shonin").await);
    let room = city.rooms.hana;
    let form = json!({ "version": city.version(room).await, "reason": "moved_away",
        "ended_on": renrakucho::clock::today().to_string() });
    kato.call(reqwest::Method::POST, &format!("/api/v1/city/rooms/{room}/support-end"), Some(&form)).await.ok();
    // Of each table another number of rows, and the same of another room; what they say is never opened.
    let mut owner = PgConnection::connect(&city.url("admin", &city.database)).await.expect("connects");
    owner.execute("set session_replication_role = replica").await.expect("no trigger asks how they came");
    for (place, of) in [room, city.rooms.sora].into_iter().enumerate() {
        let (request, scans) = (id(), 3 - place);
        let sql = format!(
            "insert into attachment (id, owner_kind, owner, kind, bytes, content_mac, added_by)
                 select gen_random_uuid(), 'consent_form', '{of}', 'jpeg', 1, 'm', '{by}' from generate_series(1, {scans});
             insert into attachment_part (attachment, part, sealed)
                 select id, 1, 'sealed' from attachment where owner = '{of}' and owner_kind = 'consent_form';
             insert into consent_receipt (room, number, signed_by, form_version, signed_on, received_on, recorded_by)
                 select '{of}', 1 + n, 'person', '1', current_date, current_date, '{by}' from generate_series(1, 4) n;
             insert into room_particulars (room, sealed, version, changed_by) values ('{of}', 'sealed', 1, '{by}')
                 on conflict do nothing;
             insert into residence_review (city_case, room, sealed)
                 select gen_random_uuid(), '{of}', 'sealed' from generate_series(1, 2);
             insert into residence_statement (city_case, room, sealed, stated_by)
                 select city_case, room, 'sealed', '{by}' from residence_review where room = '{of}';
             insert into exceptional_use (city_case, room, ground, sealed, until, asked_by, asked_name, asked_facility)
                 select gen_random_uuid(), '{of}', 'other_emergency', 'sealed', now(), '{by}', '', '' from generate_series(1, 6);
             insert into exceptional_use_application
                     (city_case, room, facility, ground, sealed, until, applied_by, applied_name, applied_facility)
                 select gen_random_uuid(), '{of}', gen_random_uuid(), 'other_emergency', 'sealed', now(), '{by}', '', ''
                 from generate_series(1, 5);
             insert into access_report (id, room, asked_by, asked_on, from_day, upto_day, sealed_withheld, opened_by)
                 select gen_random_uuid(), '{of}', 'person', current_date, current_date, current_date, 'sealed', '{by}'
                 from generate_series(1, 7);
             insert into disclosure_request (id, room, sealed, due, first_seq, last_seq)
                 select case n when 1 then '{request}' else gen_random_uuid() end, '{of}', 'sealed', current_date, 1, 1
                 from generate_series(1, 8) n;
             insert into disclosure_redaction (request, entry, sealed, marked_by)
                 select '{request}', gen_random_uuid(), 'sealed', '{by}' from generate_series(1, 9);
             insert into room_export (id, number, room, account, form, purpose, sealed_words, from_day, upto_day, first_seq, last_seq)
                 select gen_random_uuid(), {place} * 100 + n, '{of}', '{by}', 'file', 'meeting', 'sealed', current_date, current_date, 1, 1
                 from generate_series(1, 10) n;
             insert into entry_erasure_request (city_case, room, entry, seq, ground, sealed, asked_by, asked_name, asked_facility)
                 select gen_random_uuid(), '{of}', gen_random_uuid(), 1, 'other', case n when 1 then ''::bytea else 'sealed' end, '{by}', '', ''
                 from generate_series(1, 12) n;
             insert into case_reason (city_case, room, sealed)
                 select gen_random_uuid(), '{of}', 'sealed' from generate_series(1, 13);
             insert into identity_correction (room, number, sealed, corrected_by)
                 select '{of}', n, 'sealed', '{by}' from generate_series(1, 14) n;",
            by = kato.account
        );
        owner.execute(AssertSqlSafe(sql)).await.expect("rows");
    }
    owner.close().await.expect("closed");

    let (mut expected, mut numbers) = (BTreeMap::new(), BTreeSet::new());
    for (table, condition, held) in COUNTED {
        let condition = condition.replace("$room", &format!("'{room}'"));
        let number = city.number(&format!("select count(*) from {table} x where {condition}")).await;
        assert!(number > 0, "there is no {table} to be counted");
        numbers.insert(number);
        // What is asked for and what is applied for is counted as one.
        *expected.entry(held).or_insert(0) += number;
    }
    assert!(numbers.len() > 7, "mixed up they would not show");
    let expected: Vec<(Held, i64)> = expected.into_iter().collect();
    for (table, column, of, key) in BESIDE {
        let alone =
            format!("select count(*) from {table} x where not exists (select from {of} o where o.{key} = x.{column})");
        assert_eq!(city.number(&alone).await, 0, "{table}");
    }
    let told = |goes: &ErasedCounts| -> Vec<(Held, i64)> {
        goes.others.iter().map(|one| (Held::from(one.kind), one.number)).collect()
    };
    let seen: ErasurePreview = preview(&kato, room).await.json();
    assert_eq!(told(&seen.goes), expected);
    let done = erase(&kato, &shonin, room).await;
    assert_eq!(told(&done.goes), expected, "on the certificate too");
    assert!(done.completed_at.is_some());

    // All of it is gone, or empty; and of the other room nothing is.
    for (table, column) in sealed() {
        let Some((_, condition, _)) = COUNTED.iter().find(|(name, ..)| *name == table) else { continue };
        let left = |room: uuid::Uuid| {
            let condition = condition.replace("$room", &format!("'{room}'"));
            format!("select count(*) from {table} x where {condition} and octet_length(coalesce(x.{column}, '')) > 0")
        };
        assert_eq!(city.number(&left(room)).await, 0, "{table}.{column}");
        // The other room's are as they were, as far as they were filled.
        let is_filled =
            ["sealed", "sealed_withheld", "sealed_words"].contains(&column.as_str()) && table != "support_end";
        assert!(!is_filled || city.number(&left(city.rooms.sora)).await > 0, "{table}.{column}");
    }
    for (table, column, of, key) in BESIDE {
        let alone =
            format!("select count(*) from {table} x where not exists (select from {of} o where o.{key} = x.{column})");
        assert_eq!(city.number(&alone).await, 0, "{table}");
    }
    city.end().await;
}
