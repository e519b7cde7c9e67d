//! What is asked for: the path of each route with what it names, and a body that is well formed and comes to nothing.

use renrakucho::clock;
use renrakucho_tests::{City, id};
use serde_json::{Value, json};

use crate::cases::application;

/// What the path names.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Target {
    Awaiting,
    Active,
    Closed,
    /// 支援終了: read, not written.
    Over,
    Nonexistent,
    NoId,
}

/// In Tokyo.
pub(crate) fn this_month() -> String {
    let today = clock::now().to_offset(time::macros::offset!(+9)).date();
    format!("{}-{:02}", today.year(), u8::from(today.month()))
}

#[expect(clippy::too_many_lines, reason = "one body for each route")]
pub(crate) fn body(path: &str) -> Option<Value> {
    Some(match path.rsplit('/').next()? {
        "entries" => json!({ "id": id(), "body": "表", "priority": "normal" }),
        "erasure-request" => json!({ "ground": "other", "words": "" }),
        "exports" => json!({
            "id": id(), "form": "file", "purpose": "meeting", "words": "", "from": "2020-01-01", "upto": "2020-01-01",
        }),
        "read-mark" => json!({ "upto": 3 }),
        "search" if path.contains("/rooms/") => json!({ "words": "カナリア" }),
        "search" => json!({ "term": "カナリア" }),
        "{view}" => json!({
            "name": id().simple().to_string().replace(|c: char| c.is_ascii_digit(), "").chars().take(30).collect::<String>(),
            "filter": { "show": "open", "kinds": [], "overdue": false, "facility": null }, "is_default": false,
        }),
        "settings" => json!({ "alert_mail": true }),
        "code" | "{account}" | "loss" | "retirement" if path.contains("/devices/") => json!({ "version": 4_000_000 }),
        // In letters alone: among an id's digits there may be a My Number.
        "devices" => json!({
            "id": id(), "label": format!("表 {}", id().simple().to_string().replace(|c: char| c.is_ascii_digit(), "")),
            "place": "表", "security_software": "表",
        }),
        "begin" if path == "/api/v1/enrolment/device/begin" => {
            json!({ "code": "x", "key": { "public": "x", "nonce": "x", "signature": "x" } })
        }
        "code" if path.starts_with("/api/v1/facilities/") => json!({ "version": 4_000_000, "hand_over": "sheet" }),
        "code" if path.starts_with("/api/v1/city/people/") => json!({ "version": 4_000_000 }),
        "login-id" => json!({ "version": 4_000_000, "ground": "lost", "hand_over": "sheet" }),
        "device" | "begin" | "code" | "certificate-file" => json!({ "code": "x" }),
        "certificate" if path.starts_with("/api/v1/enrolment/") => json!({ "code": "x", "request": "x" }),
        "renewal" => json!({ "nonce": "x", "signature": "x" }),
        "key" => json!({ "fingerprint": "00", "nonce": "x", "signature": "x" }),
        "finish" if path == "/api/v1/passkeys/finish" => json!({ "credential": {}, "name": "表" }),
        "finish" => json!({ "credential": {} }),
        "appointments" => json!({ "id": id(), "version": 4_000_000, "role": "city_approver" }),
        "decision" if path.contains("/appointments/") => json!({ "confirmed": false }),
        "leaks" => json!({
            "id": id(), "title": " ", "kind": "device", "subject": id(), "from": "2026-01-01T00:00:00Z",
            "upto": "2026-01-01T01:00:00Z", "known_on": "2026-01-02", "may_be_wrongful": false, "words": "表",
        }),
        "leak-reports" => json!({
            "version": 4_000_000, "stage": "preliminary", "reported_on": "2026-01-02", "words": "表",
            "may_be_wrongful": false,
        }),
        "access-reports" => json!({
            "id": id(), "asked_by": "person", "asked_on": "2026-01-02", "from": "2026-01-01", "upto": "2026-01-01",
        }),
        "{report}" => json!({ "version": 4_000_000, "from": "2026-01-01", "upto": "2026-01-01", "withheld": [] }),
        "release" => json!({ "version": 4_000_000, "digest": "00" }),
        "handing-out" | "unsealings" | "readiness" | "withdrawal" => json!({ "version": 4_000_000 }),
        "disclosures" => json!({ "id": id(), "words": {
            "requester": "person", "relation": null, "received_on": "2026-01-02", "legal_basis": " ", "purpose": "表",
            "identity_check": "表", "from": null, "upto": null,
        } }),
        "{entry}" => json!({ "version": 4_000_000, "marks": [] }),
        "staff-names" => json!({ "version": 4_000_000, "names_staff": true }),
        "{account}" if path.contains("/staff/") => json!({
            "version": 4_000_000, "name": "表", "kana": "ひょう", "profession": "visiting_nurse",
        }),
        "{account}" => json!({ "case": id() }),
        "{passkey}" => json!({ "name": "表" }),
        "discontinuation" | "hand-over" | "confirmation" | "retirement" | "administration" | "claim" => {
            json!({ "version": 4_000_000 })
        }
        "identity" => json!({
            "version": 4_000_000, "name": "表", "kana": "ひょう", "birth_date": "1950-01-01", "basis": "resident",
            "basis_before": "resident", "reason": "表",
        }),
        "particulars" => json!({
            "version": 4_000_000, "particulars": { "address": "表", "phone": "", "contacts": [] },
        }),
        "erasure" => json!({ "version": 4_000_000, "ground": "other" }),
        "device-kinds" => json!({ "version": 4_000_000, "kinds": ["file"], "shared": true, "reason": "表" }),
        "signature" => json!({ "digest": "00", "words": "表" }),
        "exceptional-use" => json!({
            "version": 4_000_000, "ground": "disaster",
            "words": { "circumstances": "表", "why_no_consent": null, "kin": null, "purpose": "表" },
            "people": [id()], "until": "2026-01-01T00:00:00Z",
        }),
        "exceptional-use-applications" => json!({
            "ground": "disaster",
            "words": { "circumstances": "表", "why_no_consent": null, "kin": null, "purpose": "表" },
            "people": [id()], "until": "2026-01-01T00:00:00Z",
        }),
        "disaster-events" => json!({
            "words": { "name": "表", "circumstances": "表", "purpose": "表" }, "rooms": [id()], "people": [id()], "until": "2026-01-01T00:00:00Z",
        }),
        "taking-back" => json!({ "reason": " " }),
        "{device}" if path.contains("/inventory/") => json!({
            "version": 4_000_000, "owner": "person", "asset_number": "", "security_software": "表",
        }),
        "copy" => json!({ "is_printed": false }),
        "{device}" => json!({ "version": 4_000_000, "place": "表", "security_software": "表" }),
        "suspensions" => json!({ "login_id": "nobody", "grounds": "other", "nobody_reached": false }),
        "disqualification" => json!({ "version": 4_000_000, "act": "unsuitable" }),
        "suspension" => json!({ "version": 4_000_000, "grounds": "other" }),
        "proposals" => json!({
            "id": id(), "name": "表 ひと", "kana": "ひょう", "birth_date": "1950-01-01", "basis": "resident",
        }),
        "members" => json!({ "account": id(), "version": 4_000_000 }),
        "staff" => json!({
            "id": id(), "name": "表の人", "kana": "ひょう", "profession": "visiting_nurse", "alert_mail": false,
            "hand_over": "sheet",
        }),
        "applications" | "cases" => application(id()),
        "support-end" => json!({ "version": 4_000_000, "reason": "other", "ended_on": "2026-01-01" }),
        "transfer" => json!({ "version": 4_000_000, "to": id() }),
        "end" => json!({
            "id": id(), "version": 4_000_000, "effective_on": "2026-01-01",
            "seen": { "staff": 0, "devices": 0, "rooms": 0 },
        }),
        "profile" => json!({
            "id": id(), "version": 4_000_000, "name": "表の施設", "category": "medical_institution",
            "address": "表", "representative": "表", "mail": "hyou@mihon.example", "phone": "0280-00-0000", "listed": [],
        }),
        "status" | "by-receipt" => json!({ "receipt": "x" }),
        "decision" => json!({ "version": 4_000_000, "decision": "refused", "reason": "表" }),
        "losses" => json!({ "device": { "device": id(), "version": 1 } }),
        "replacement" => json!({ "version": 4_000_000, "hand_over": "sheet" }),
        "consents" => json!({ "receipt": {
            "version": 4_000_000, "signed_by": "person", "form_version": "1", "signed_on": "2026-01-01",
            "received_on": "2026-01-01",
        } }),
        "preview" if path.contains("/consents/") => json!({}),
        "consent-receipt" => json!({
            "version": 4_000_000, "signed_by": "person", "form_version": "1", "signed_on": "2026-01-01",
            "received_on": "2026-01-01",
        }),
        _ => return None,
    })
}

/// A path with what it names: a room or nothing of the kind, and of the account, device, session and passkey that belong to
/// tanaka (at a facility: to ito) as much as the target exists.
pub(crate) async fn filled(city: &City, method: &str, path: &str, target: Target) -> String {
    let room = match target {
        Target::Awaiting => city.rooms.kiyo.to_string(),
        Target::Active => city.rooms.hana.to_string(),
        Target::Closed => city.rooms.saburo.to_string(),
        Target::Over => city.rooms.sora.to_string(),
        Target::Nonexistent => id().to_string(),
        Target::NoId => "..%2f".into(),
    };
    let other = async |sql: &str| match target {
        Target::Nonexistent | Target::NoId if !path.contains("{room}") => room.clone(),
        _ => sqlx::query_scalar::<_, String>(sqlx::AssertSqlSafe(sql.to_owned()))
            .fetch_one(&city.sql)
            .await
            .expect("one"),
    };
    let whose = if path.contains("{facility}") { "ito" } else { "tanaka" };
    let account = other(&format!("select id::text from account where login_id = '{whose}'")).await;
    let device = other(&if path.contains("/{facility}/devices/") {
        "select coalesce((select id from device where kind = 'shared' order by created_at limit 1), gen_random_uuid())::text".to_owned()
    } else {
        format!(
            "select device::text from device_account
             where account = (select id from account where login_id = '{whose}') order by device limit 1"
        )
    })
    .await;
    let facility = other(
        "select facility::text from affiliation where staff_member =
             (select staff_member from account where login_id = 'ito')",
    )
    .await;
    let session = other(
        "select id::text from session where account = (select id from account where login_id = 'tanaka') limit 1",
    )
    .await;
    let passkey = other(
        "select id::text from passkey where account = (select id from account where login_id = 'tanaka') limit 1",
    )
    .await;
    let case = other("select coalesce((select id from city_case limit 1), gen_random_uuid())::text").await;
    let attachment = other("select coalesce((select id from attachment limit 1), gen_random_uuid())::text").await;
    let report = other("select coalesce((select id from access_report limit 1), gen_random_uuid())::text").await;
    let request = other("select coalesce((select id from disclosure_request limit 1), gen_random_uuid())::text").await;
    let query = match (method, path) {
        ("delete", path)
            if path.starts_with("/api/v1/city/") || path.ends_with("/end") || path.contains("/devices/") =>
        {
            "?version=4000000"
        }
        ("get", "/api/v1/city/cases") => "?state=open",
        _ => "",
    };
    let path = path.replace("{appointment}", &id().to_string()).replace("{month}", &this_month());
    let path = path.replace("{request}", &request).replace("{entry}", &id().to_string());
    let view = if target == Target::NoId { room.clone() } else { id().to_string() };
    let path = path
        .replace("{view}", &view)
        .replace("{report}", &report)
        .replace("{case}", &case)
        .replace("{attachment}", &attachment);
    let path = path.replace("{room}", &room).replace("{account}", &account).replace("{facility}", &facility);
    format!(
        "{}{query}",
        path.replace("{device}", &device).replace("{session}", &session).replace("{passkey}", &passkey)
    )
}
