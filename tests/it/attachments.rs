//! 添付: the scan of an application that came on paper. What is no picture and no document is refused, what is hidden in one is gone,
//! and nobody but the city's moderators ever sees it.

use std::{io::Cursor, time::Duration};

use futures_util::future::join_all;
use image::{ImageEncoder, ImageFormat, Rgb, RgbImage, codecs::jpeg::JpegEncoder};
use renrakucho_protocol::{
    attachment::AttachmentLine,
    case::CaseDetail,
    problem::{Code, Retry},
    vocabulary::AttachmentKind,
};
use renrakucho_tests::{Answer, Browser, City, Flags, Person, answer, id};
use reqwest::{Method, header::HeaderMap};
use serde_json::json;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use uuid::Uuid;

use crate::{cases::application, door::secure};

/// The only kind of file that a program of ours ever finds something in (EICAR), in a document that is one.
const EICAR: &str = r"X5O!P%@AP[4\PZX54(P^)7CC)7}$EICAR-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*";

fn path(case: Uuid, attachment: Uuid) -> String {
    format!("/api/v1/city/cases/{case}/attachments/{attachment}")
}

pub(crate) async fn attach(person: &Person, case: Uuid, attachment: Uuid, content: &[u8]) -> Answer {
    let request = person.browser.request(Method::PUT, &path(case, attachment));
    answer(request.header("content-type", "application/octet-stream").body(content.to_vec())).await
}

async fn handed_out(person: &Person, case: Uuid, attachment: Uuid) -> (u16, HeaderMap, Vec<u8>) {
    let response = person.browser.request(Method::GET, &path(case, attachment)).send().await.expect("an answer");
    let (status, headers) = (response.status().as_u16(), response.headers().clone());
    (status, headers, response.bytes().await.expect("a body").to_vec())
}

async fn read(person: &Person, case: Uuid) -> CaseDetail {
    person.get(&format!("/api/v1/city/cases/{case}")).await.json()
}

/// An application that came on paper.
async fn on_paper(kato: &Person) -> Uuid {
    let case = id();
    kato.call(Method::POST, "/api/v1/city/cases", Some(&application(case))).await.ok();
    case
}

async fn events(city: &City, event: &str) -> i64 {
    city.number(&format!("select count(*) from audit_event where event = '{event}'")).await
}

async fn kept(city: &City) -> i64 {
    city.number("select count(*) from attachment").await
}

/// Forty by twenty, red on the left and blue on the right.
fn picture() -> RgbImage {
    RgbImage::from_fn(40, 20, |x, _| if x < 20 { Rgb([220, 20, 20]) } else { Rgb([20, 20, 220]) })
}

/// What a telephone writes into its pictures: where it was, and that it was held upright (the picture is to be turned to the right).
fn of_a_telephone() -> Vec<u8> {
    let short = |value: u16| [&value.to_le_bytes()[..], &[0, 0]].concat();
    let entry = |tag: u16, kind: u16, count: u32, value: &[u8]| {
        [&tag.to_le_bytes()[..], &kind.to_le_bytes(), &count.to_le_bytes(), value].concat()
    };
    let (places, degrees) = (38_u32, 68_u32);
    [
        b"II*\0\x08\0\0\0\x02\0".to_vec(),
        entry(0x0112, 3, 1, &short(6)),
        entry(0x8825, 4, 1, &places.to_le_bytes()),
        vec![0; 4],
        b"\x02\0".to_vec(),
        entry(1, 2, 2, b"N\0\0\0"),
        entry(2, 5, 3, &degrees.to_le_bytes()),
        vec![0; 4],
        [36_u32, 1, 11, 1, 2345, 100].map(u32::to_le_bytes).concat(),
    ]
    .concat()
}

fn photo() -> Vec<u8> {
    let mut file = Vec::new();
    let mut encoder = JpegEncoder::new_with_quality(&mut file, 95);
    encoder.set_exif_metadata(of_a_telephone()).expect("taken");
    let picture = picture();
    encoder.write_image(&picture, 40, 20, image::ExtendedColorType::Rgb8).expect("written");
    file
}

fn png() -> Vec<u8> {
    let mut file = Cursor::new(Vec::new());
    picture().write_to(&mut file, ImageFormat::Png).expect("written");
    file.into_inner()
}

pub(crate) fn pdf(holds: &str) -> Vec<u8> {
    format!(
        "%PDF-1.4\n1 0 obj\n<< /Type /Catalog /Pages 2 0 R >>\nendobj\n2 0 obj\n<< /Type /Pages /Kids [] /Count 0 >>\nendobj\n\
         % {holds}\nxref\n0 3\n0000000000 65535 f \n0000000009 00000 n \n0000000058 00000 n \n\
         trailer\n<< /Size 3 /Root 1 0 R >>\nstartxref\n120\n%%EOF\n"
    )
    .into_bytes()
}

/// An archive with an empty file.
fn zip(before: usize) -> Vec<u8> {
    let name = b"evil.html";
    let local = [&b"PK\x03\x04\x14\0"[..], &[0; 20], &[9, 0, 0, 0], name].concat();
    let offset = u32::try_from(before).expect("short").to_le_bytes();
    let central = [&b"PK\x01\x02\x14\0\x14\0"[..], &[0; 20], &[9, 0], &[0; 12], &offset, name].concat();
    let at = u32::try_from(before + local.len()).expect("short").to_le_bytes();
    let size = u32::try_from(central.len()).expect("short").to_le_bytes();
    let end = [&b"PK\x05\x06"[..], &[0; 4], &[1, 0, 1, 0], &size, &at, &[0; 2]].concat();
    [local, central, end].concat()
}

/// The head of a picture that says it is larger than it is.
fn head_of_a_bomb(png: &[u8]) -> Vec<u8> {
    let mut head = png.to_vec();
    head[16..20].copy_from_slice(&60_000_u32.to_be_bytes());
    head[20..24].copy_from_slice(&60_000_u32.to_be_bytes());
    // Its checksum is right.
    let crc = head[12..29].iter().fold(!0_u32, |crc, byte| {
        (0..8).fold(crc ^ u32::from(*byte), |crc, _| if crc & 1 == 1 { (crc >> 1) ^ 0xedb8_8320 } else { crc >> 1 })
    });
    head[29..33].copy_from_slice(&(!crc).to_be_bytes());
    head
}

fn holds(content: &[u8], word: &[u8]) -> bool {
    content.windows(word.len()).any(|window| window == word)
}

#[tokio::test]
async fn a_scan_is_kept_without_what_the_telephone_wrote_into_it_and_every_look_is_written_down() {
    let city = City::new().await;
    let kato = city.sign_in("kato").await;
    let (case, other) = (on_paper(&kato).await, on_paper(&kato).await);
    let (first, second, third) = (id(), id(), id());
    let (photo, png, pdf) = (photo(), png(), pdf("カナリア文書"));
    assert!(holds(&photo, b"Exif\0\0") && holds(&photo, &2345_u32.to_le_bytes()), "a photo with a place");
    for (attachment, file, kind) in
        [(first, &photo, AttachmentKind::Jpeg), (second, &png, AttachmentKind::Png), (third, &pdf, AttachmentKind::Pdf)]
    {
        let line: AttachmentLine = attach(&kato, case, attachment, file).await.json();
        assert_eq!((line.attachment, line.kind), (attachment, kind));
        // An answer that was lost: the same again is the same file, and another under its id, or elsewhere, is none.
        assert_eq!(attach(&kato, case, attachment, file).await.json::<AttachmentLine>(), line);
        attach(&kato, case, attachment, &self::pdf("x")).await.refused(Code::IdReused);
        attach(&kato, other, attachment, file).await.refused(Code::IdReused);
    }
    let shown = read(&kato, case).await;
    let lines: Vec<_> = shown.attachments.iter().map(|line| line.attachment).collect();
    assert_eq!(lines, [first, second, third]);
    assert!(shown.attachments.iter().all(|line| !line.added_by.is_empty()));
    assert!(read(&kato, other).await.attachments.is_empty());
    assert_eq!((kept(&city).await, events(&city, "attachment_added").await), (3, 3));
    assert_eq!(events(&city, "attachment_viewed").await, 0);

    let (status, headers, content) = handed_out(&kato, case, first).await;
    assert_eq!(status, 200);
    let header = |headers: &HeaderMap, name: &str| headers[name].to_str().expect("text").to_owned();
    assert_eq!(header(&headers, "content-type"), "image/jpeg");
    for word in [b"Exif".as_slice(), b"GPS", &2345_u32.to_le_bytes(), b"\xff\xe1"] {
        assert!(!holds(&content, word), "still there: {word:?}");
    }
    // It was held upright, and is shown so.
    let seen = image::load_from_memory_with_format(&content, ImageFormat::Jpeg).expect("a picture").into_rgb8();
    assert_eq!(seen.dimensions(), (20, 40));
    assert!(seen[(10, 5)][0] > 150 && seen[(10, 35)][2] > 150, "turned the wrong way");

    let (_, headers, content) = handed_out(&kato, case, second).await;
    assert_eq!(header(&headers, "content-type"), "image/png");
    let seen = image::load_from_memory_with_format(&content, ImageFormat::Png).expect("a picture").into_rgb8();
    assert_eq!(seen, picture(), "no pixel is lost");

    let (_, headers, content) = handed_out(&kato, case, third).await;
    assert_eq!(content, pdf, "a document is kept as it is");
    let name = format!("attachment; filename=\"{}-3.pdf\"", shown.line.receipt);
    for (name, value) in [
        ("content-type", "application/pdf"),
        ("content-disposition", name.as_str()),
        ("x-content-type-options", "nosniff"),
        ("cross-origin-resource-policy", "same-origin"),
        ("cache-control", "no-store"),
    ] {
        assert_eq!(header(&headers, name), value);
    }
    let policy = header(&headers, "content-security-policy");
    assert!(
        policy.contains("default-src 'none'") && policy.ends_with("; sandbox") && !policy.contains("self"),
        "{policy}"
    );

    let viewed = format!(
        "select count(distinct detail) from audit_event where event = 'attachment_viewed' and subject = '{case}'"
    );
    assert_eq!((events(&city, "attachment_viewed").await, city.number(&viewed).await), (3, 3));
    // By the id of another case it is not there, and that is no look at it.
    assert_eq!(handed_out(&kato, other, first).await.0, 404);
    assert_eq!(handed_out(&kato, case, id()).await.0, 404);
    assert_eq!(events(&city, "attachment_viewed").await, 3);
    let clear = "select count(*) from attachment_part where position(convert_to('カナリア', 'UTF8') in sealed) > 0";
    assert_eq!(city.number(clear).await, 0, "a file is readable in the database");
    // A part that was moved or cut does not open.
    city.fixture("update attachment_part set sealed = substring(sealed from 1 for length(sealed) - 1)").await;
    assert_eq!(handed_out(&kato, case, third).await.0, 500);
    city.end().await;
}

#[tokio::test]
async fn a_long_document_comes_back_byte_for_byte() {
    let city = City::new().await;
    let kato = city.sign_in("kato").await;
    let (case, attachment) = (on_paper(&kato).await, id());
    let noise: Vec<u8> = (0..5_000_000_u32)
        .flat_map(|at| (at.wrapping_mul(2_654_435_761) >> 16).to_le_bytes())
        .take(5_000_000)
        .collect();
    let long = [b"%PDF-1.7\n", noise.as_slice(), b"\n%%EOF"].concat();
    attach(&kato, case, attachment, &long).await.ok();
    assert_eq!(city.number("select count(*) from attachment_part").await, 5);
    assert!(handed_out(&kato, case, attachment).await.2 == long, "another document");
    for wrong in [
        "update attachment_part set part = part + 10 where part in (0, 1); update attachment_part set part = 11 - part where part > 9",
        "delete from attachment_part where part = 4",
    ] {
        for statement in wrong.split("; ") {
            city.fixture(statement).await;
        }
        assert_eq!(handed_out(&kato, case, attachment).await.0, 500, "{wrong}");
    }
    city.end().await;
}

#[tokio::test]
async fn what_is_no_scan_is_refused_whatever_it_is_called() {
    let city = City::new().await;
    let kato = city.sign_in("kato").await;
    let case = on_paper(&kato).await;
    let (photo, png, document) = (photo(), png(), pdf("x"));
    let script = b"<script>alert(document.domain)</script>";
    let html = [b"<!DOCTYPE html><html><body>".as_slice(), script].concat();
    let archive = [document.as_slice(), &zip(document.len())].concat();
    for (what, file, field) in [
        ("HTML", html.clone(), "kind"),
        ("HTML that holds a document", [html.as_slice(), &document].concat(), "kind"),
        ("SVG", br#"<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>"#.to_vec(), "kind"),
        (
            "GIF",
            b"GIF89a\x01\0\x01\0\x80\0\0\0\0\0\xff\xff\xff,\0\0\0\0\x01\0\x01\0\0\x02\x02D\x01\0;".to_vec(),
            "kind",
        ),
        ("an archive", zip(0), "kind"),
        ("a document that is an archive too", archive, "kind"),
        ("an archive that is a document too", [zip(0).as_slice(), &document].concat(), "kind"),
        ("nothing", Vec::new(), "kind"),
        ("a document that is none", [b"%PDF-1.4\n".as_slice(), &html].concat(), "damaged"),
        ("half a document", document[..document.len() / 2].to_vec(), "damaged"),
        ("half a picture", png[..png.len() / 2].to_vec(), "damaged"),
        ("the head of a picture", photo[..30].to_vec(), "damaged"),
        ("a picture that is none", [&png[..8], html.as_slice()].concat(), "damaged"),
        ("a bomb", head_of_a_bomb(&png), "pixels"),
    ] {
        let told = attach(&kato, case, id(), &file).await;
        assert_eq!(told.status, 422, "{what}: {}", told.text);
        told.invalid(field);
    }
    assert_eq!(kept(&city).await, 0);
    // What a name or a kind says is not asked; what is no file is none.
    let attachment = id();
    for kind in ["image/jpeg", "application/pdf", "multipart/form-data; boundary=x", "application/json", "text/html"] {
        let request = kato.browser.request(Method::PUT, &path(case, attachment)).header("content-type", kind);
        answer(request.body(photo.clone())).await.refused(Code::BadFrame);
    }
    for name in ["../../../etc/passwd", "\u{202e}gpj.exe", &"n".repeat(4_000), "a\";x=\"b.html"] {
        let disposition = format!("attachment; filename*=UTF-8''{name}; filename=\"{name}\"").into_bytes();
        let request = kato.browser.request(Method::PUT, &path(case, id()));
        let request =
            request.header("content-type", "application/octet-stream").header("content-disposition", disposition);
        answer(request.body(document.clone())).await.ok();
    }
    let shown = kato.get(&format!("/api/v1/city/cases/{case}")).await.text;
    for part in ["passwd", "gpj", "nnnn", "x="] {
        assert!(!shown.contains(part), "{part}");
    }
    let receipt = read(&kato, case).await.line.receipt;
    for (number, line) in (1..).zip(read(&kato, case).await.attachments) {
        let (_, headers, _) = handed_out(&kato, case, line.attachment).await;
        assert_eq!(headers["content-disposition"], format!("attachment; filename=\"{receipt}-{number}.pdf\""));
    }
    // A picture that is something else as well is only a picture afterwards.
    let hidden = [&photo[..2], b"\xff\xfe\0\x29", script, &photo[2..], script, &zip(0)].concat();
    attach(&kato, case, attachment, &hidden).await.ok();
    let (_, _, content) = handed_out(&kato, case, attachment).await;
    assert!(!holds(&content, b"script") && !holds(&content, b"PK\x05\x06"));
    city.end().await;
}

#[tokio::test]
async fn what_is_too_long_is_not_read_to_its_end_and_what_is_too_large_is_not_decoded() {
    let settings = [
        ("attachments.file_bytes", "100000".to_owned()),
        ("attachments.picture_pixels", "799".to_owned()),
        ("attachments.upload_ms", "1000".to_owned()),
    ];
    let city = City::with(&settings).await;
    let kato = city.sign_in("kato").await;
    let case = on_paper(&kato).await;
    let mut document = pdf("x");
    document.splice(9..9, std::iter::repeat_n(b'%', 100_000 - document.len()));
    attach(&kato, case, id(), &document).await.ok();
    document.insert(9, b'%');
    attach(&kato, case, id(), &document).await.refused(Code::TooLarge);
    // Forty by twenty are eight hundred.
    attach(&kato, case, id(), &png()).await.invalid("pixels");
    attach(&kato, case, id(), &photo()).await.invalid("pixels");

    // Without end, and without saying how long.
    let cookies: Vec<_> = kato.browser.cookies.iter().map(|(name, value)| format!("{name}={value}")).collect();
    let head = format!(
        "PUT {} HTTP/1.1\r\nhost: localhost:{}\r\norigin: {}\r\ncookie: {}\r\ncontent-type: application/octet-stream\r\n\
         transfer-encoding: chunked\r\n\r\n",
        path(case, id()),
        city.node().port,
        kato.browser.origin,
        cookies.join("; ")
    );
    let mut connection = secure(city.node()).await.expect("TLS");
    connection.write_all(head.as_bytes()).await.expect("taken");
    let chunk = [b"10000\r\n".as_slice(), &vec![b'%'; 65_536], b"\r\n"].concat();
    let mut sent = 0;
    while sent < 50_000_000 {
        let written = async { connection.write_all(&chunk).await.and(connection.flush().await) };
        match tokio::time::timeout(Duration::from_millis(500), written).await {
            Ok(Ok(())) => sent += 65_536,
            _ => break,
        }
    }
    assert!(sent < 10_000_000, "{sent} bytes were taken");

    // And who sends slowly is told to come again.
    let mut slow = secure(city.node()).await.expect("TLS");
    slow.write_all(format!("{head}5\r\n%PDF-\r\n").as_bytes()).await.expect("taken");
    let mut told = Vec::new();
    let _ = tokio::time::timeout(Duration::from_secs(10), slow.read_to_end(&mut told)).await.expect("an end");
    assert!(told.starts_with(b"HTTP/1.1 503"), "{}", String::from_utf8_lossy(&told));
    assert_eq!(kept(&city).await, 1);
    city.end().await;
}

/// Finds what is made to be found, without reading on.
const FINDS: &str = r#"["sh", "-c", "if grep -q EICAR-STANDARD-ANTIVIRUS; then exit 1; fi"]"#;

#[tokio::test]
async fn what_looks_for_malware_is_asked_and_without_its_word_nothing_is_kept() {
    let long = pdf(&"x".repeat(300_000));
    for (scanner, patience, of_malware, of_others) in [
        (FINDS, 20_000, Some(Code::Validation), None),
        (r#"["/nowhere/clamdscan"]"#, 20_000, Some(Code::Busy), Some(Code::Busy)),
        (r#"["sh", "-c", "cat > /dev/null; exit 2"]"#, 20_000, Some(Code::Busy), Some(Code::Busy)),
        (r#"["sh", "-c", "cat > /dev/null; kill -9 $$"]"#, 20_000, Some(Code::Busy), Some(Code::Busy)),
        // It is well content with what it has not read.
        (r#"["true"]"#, 20_000, Some(Code::Busy), Some(Code::Busy)),
        (r#"["sleep", "100"]"#, 300, Some(Code::Busy), Some(Code::Busy)),
    ] {
        let settings = [("attachments.scanner", scanner.to_owned()), ("attachments.scanner_ms", patience.to_string())];
        let city = City::with(&settings).await;
        let kato = city.sign_in("kato").await;
        let case = on_paper(&kato).await;
        let malware = pdf(&format!("{EICAR} {}", "x".repeat(300_000)));
        for (file, expected) in [(&malware, of_malware), (&long, of_others)] {
            let told = attach(&kato, case, id(), file).await;
            match expected {
                Some(Code::Validation) => told.invalid("malware"),
                Some(code) => assert_eq!(told.refused(code).retry, Retry::After, "{scanner}"),
                None => drop(told.ok()),
            }
        }
        assert_eq!(kept(&city).await, i64::from(of_others.is_none()), "{scanner}");
        if of_others == Some(Code::Busy) {
            assert!(city.node().log().contains("attachments.scanner"), "{scanner}: why is not in the log");
        }
        city.end().await;
    }
}

#[tokio::test]
async fn only_so_many_files_belong_to_a_case_and_none_is_added_once_it_is_decided() {
    let city = City::with(&[("attachments.files_per_case", "3".to_owned())]).await;
    let kato = city.sign_in("kato").await;
    let case = on_paper(&kato).await;
    let document = pdf("x");
    for _ in 0..3 {
        attach(&kato, case, id(), &document).await.ok();
    }
    attach(&kato, case, id(), &document).await.invalid("count");
    // All at once, ten times: otherwise two would find the same place free.
    for _ in 0..10 {
        let raced = on_paper(&kato).await;
        let told = join_all((0..8).map(|_| attach(&kato, raced, id(), &document))).await;
        assert_eq!(told.iter().filter(|told| told.status == 200).count(), 3);
        for refused in told.iter().filter(|told| told.status != 200) {
            refused.invalid("count");
        }
        assert_eq!(read(&kato, raced).await.attachments.len(), 3);
    }
    // What came over the public page has no paper.
    let from_outside = id();
    Browser::new(city.node(), None).post("/api/v1/applications", &application(from_outside)).await.ok();
    attach(&kato, from_outside, id(), &document).await.refused(Code::NotFound);
    attach(&kato, id(), id(), &document).await.refused(Code::NotFound);

    let decided = on_paper(&kato).await;
    let before = id();
    attach(&kato, decided, before, &document).await.ok();
    let claim = json!({ "version": 1 });
    let claimed: CaseDetail =
        kato.call(Method::POST, &format!("/api/v1/city/cases/{decided}/claim"), Some(&claim)).await.json();
    let body = json!({ "version": claimed.line.version, "decision": "refused", "reason": "書類が足りません。" });
    kato.call(Method::POST, &format!("/api/v1/city/cases/{decided}/decision"), Some(&body)).await.ok();
    attach(&kato, decided, id(), &document).await.refused(Code::Stale);
    // What was there is seen as before.
    assert_eq!(handed_out(&kato, decided, before).await.0, 200);
    assert_eq!(read(&kato, decided).await.attachments.len(), 1);

    // And nobody else sees anything, in whatever way they ask.
    for login in ["sato", "kanri", "shonin", "gyosha"] {
        let other = city.sign_in(login).await;
        attach(&other, case, id(), &document).await.refused(Code::NotFound);
        assert_eq!(handed_out(&other, decided, before).await.0, 404, "{login}");
    }
    city.end().await;
}

#[tokio::test]
async fn a_file_that_was_attached_by_mistake_is_erased_and_who_did_it_and_why_stays() {
    let city = City::new().await;
    let kato = city.sign_in("kato").await;
    let (case, other) = (on_paper(&kato).await, on_paper(&kato).await);
    let (wrong, right) = (id(), id());
    for attachment in [wrong, right] {
        attach(&kato, case, attachment, &png()).await.ok();
    }
    let take_back = async |person: &Person, case: Uuid, attachment: Uuid, reason: &str| {
        let path = format!("{}/taking-back", path(case, attachment));
        person.call(Method::POST, &path, Some(&json!({ "reason": reason }))).await
    };
    for login in ["sato", "kanri", "shonin", "gyosha"] {
        let person = city.sign_in(login).await;
        take_back(&person, case, wrong, "別の方の書類").await.refused(Code::NotFound);
    }
    for reason in ["", " 　", "個人番号 123456789018"] {
        take_back(&kato, case, wrong, reason).await.invalid("reason");
    }
    take_back(&kato, other, wrong, "別の方の書類").await.refused(Code::NotFound);
    take_back(&kato, case, id(), "別の方の書類").await.refused(Code::NotFound);
    city.fixture("update session set verified_at = clock_timestamp() - interval '1 hour'").await;
    take_back(&kato, case, wrong, "別の方の書類").await.refused(Code::StepUpRequired);
    assert_eq!(handed_out(&kato, case, wrong).await.0, 200);
    assert_eq!(kato.browser.clone().step_up(&city.passkey("kato"), Flags::Verified).await.status, 204);

    let parts = "select count(*) from attachment_part";
    let (before, size) = (city.number(parts).await, format!("{parts} where attachment = '{wrong}'"));
    assert!(city.number(&size).await > 0);
    let line: AttachmentLine = take_back(&kato, case, wrong, " 別の方の書類 ").await.json();
    let taken_back = line.taken_back.expect("what is left");
    assert_eq!((&*taken_back.reason, &*taken_back.by), ("別の方の書類", "加藤 カナリア職員己"));
    assert_eq!(city.number(&size).await, 0, "its bytes are gone");
    assert!(city.number(parts).await < before);
    let digest = format!("select octet_length(content_mac) from attachment where id = '{wrong}'");
    assert_eq!(city.number(&format!("select ({digest})::bigint")).await, 0);
    let readable = "select count(*) from attachment where position(convert_to('書類', 'UTF8') in sealed_reason) > 0";
    assert_eq!(city.number(readable).await, 0, "the reason is readable in the database");
    assert_eq!(handed_out(&kato, case, wrong).await.0, 404);
    assert_eq!(handed_out(&kato, case, right).await.0, 200, "the other one is there");
    let event = format!(
        "select count(*) from audit_event where event = 'attachment_taken_back' and subject = '{case}' and detail = '{wrong}'
         and account = (select id from account where login_id = 'kato')"
    );
    assert_eq!(city.number(&event).await, 1);
    // Not twice, and the same file under the same id is not there again by itself.
    take_back(&kato, case, wrong, "別の方の書類").await.refused(Code::Stale);
    attach(&kato, case, wrong, &png()).await.refused(Code::IdReused);
    let shown = read(&kato, case).await.attachments;
    assert_eq!(shown.iter().map(|line| line.taken_back.is_some()).collect::<Vec<_>>(), [true, false]);

    // What was taken back takes no place; and it is taken back also after the decision.
    for _ in 0..8 {
        attach(&kato, case, id(), &png()).await.ok();
    }
    attach(&kato, case, id(), &png()).await.ok();
    attach(&kato, case, id(), &png()).await.invalid("count");
    let version = read(&kato, case).await.line.version;
    let claim = format!("/api/v1/city/cases/{case}/claim");
    let claimed: CaseDetail = kato.call(Method::POST, &claim, Some(&json!({ "version": version }))).await.json();
    let body = json!({ "version": claimed.line.version, "decision": "refused", "reason": "表" });
    kato.call(Method::POST, &format!("/api/v1/city/cases/{case}/decision"), Some(&body)).await.ok();
    take_back(&kato, case, right, "写しの取り違え").await.ok();
    assert_eq!(handed_out(&kato, case, right).await.0, 404);
    city.end().await;
}
