//! 端末台帳 as a file (CSV) that spreadsheets of Japanese offices open: UTF-8 with its mark, and CRLF.

use csv::{Terminator, WriterBuilder};
use renrakucho_protocol::{
    inventory::{Inventory, InventoryLine},
    vocabulary::{DeviceKind, DeviceOwner, Standing},
};
use time::{OffsetDateTime, macros::format_description};

use crate::clock::TOKYO;

const HEAD: [&str; 13] = [
    "個人・共用",
    "端末の番号・名前",
    "使う人",
    "所有",
    "管理番号",
    "置き場所",
    "セキュリティソフト",
    "記入した人",
    "記入日",
    "登録方法",
    "証明書の期限",
    "状態",
    "登録日",
];

/// The whole inventory.
pub fn write(inventory: &Inventory) -> String {
    let mut writer = WriterBuilder::new().terminator(Terminator::CRLF).from_writer(Vec::from("\u{feff}"));
    // Nothing is written but to memory.
    let _ = writer.write_record(HEAD);
    for line in &inventory.devices {
        let _ = writer.write_record(row(line).map(|text| harmless(&text)));
    }
    String::from_utf8(writer.into_inner().unwrap_or_default()).unwrap_or_default()
}

fn row(line: &InventoryLine) -> [String; 13] {
    let stated = line.statements.first();
    let said = |text: Option<&String>| text.cloned().unwrap_or_default();
    let owner = stated.map_or("", |stated| match stated.owner {
        DeviceOwner::Facility => "施設",
        DeviceOwner::Person => "本人",
    });
    let kind = line.kind.map_or("未登録", |kind| match kind {
        DeviceKind::Browser => "ブラウザー",
        DeviceKind::File => "証明書のファイル",
        DeviceKind::Managed => "端末管理",
    });
    let standing = match line.standing {
        Standing::Active => "使用中",
        Standing::Suspended => "停止中",
        Standing::Ended => "使用終了",
    };
    [
        (if line.is_shared { "共用" } else { "個人" }).to_owned(),
        line.label.clone(),
        line.people.join("、"),
        owner.to_owned(),
        said(stated.and_then(|stated| stated.asset_number.as_ref())),
        said(stated.and_then(|stated| stated.place.as_ref())),
        stated.map_or_else(|| "未記入".to_owned(), |stated| stated.security_software.clone()),
        said(stated.map(|stated| &stated.by)),
        stated.map(|stated| day(stated.at)).unwrap_or_default(),
        kind.to_owned(),
        line.certificate_ends.map(day).unwrap_or_default(),
        standing.to_owned(),
        day(line.registered_at),
    ]
}

fn day(at: OffsetDateTime) -> String {
    at.to_offset(TOKYO).format(format_description!("[year]-[month]-[day]")).unwrap_or_default()
}

/// What a spreadsheet would compute is shown as it is.
fn harmless(text: &str) -> String {
    if text.starts_with(['=', '+', '-', '@', '\t', '\r']) { format!("'{text}") } else { text.to_owned() }
}

#[cfg(test)]
mod tests {
    use renrakucho_protocol::inventory::DeviceStatement;
    use time::macros::datetime;
    use uuid::Uuid;

    use super::*;

    #[test]
    fn a_spreadsheet_shows_each_device_and_computes_nothing() {
        let stated = DeviceStatement {
            owner: DeviceOwner::Facility,
            asset_number: Some("A-102".into()),
            place: None,
            security_software: "ESET, 自動更新".into(),
            by: "伊藤".into(),
            at: datetime!(2026-11-26 15:00 UTC),
        };
        let line = InventoryLine {
            device: Uuid::nil(),
            label: "=1+1".into(),
            is_shared: false,
            kind: Some(DeviceKind::Browser),
            certificate_ends: Some(datetime!(2027-12-28 14:59 UTC)),
            people: vec!["佐藤".into(), "田中".into()],
            standing: Standing::Active,
            registered_at: datetime!(2026-11-01 00:00 UTC),
            statements: vec![stated],
            version: 1,
        };
        let bare = InventoryLine {
            statements: Vec::new(),
            kind: None,
            certificate_ends: None,
            is_shared: true,
            ..line.clone()
        };
        let file = write(&Inventory { facility: "施設".into(), devices: vec![bare, line] });
        let lines: Vec<_> = file.strip_prefix('\u{feff}').expect("the mark").split("\r\n").collect();
        assert_eq!(lines[0], HEAD.join(","));
        assert_eq!(lines[1], "共用,'=1+1,佐藤、田中,,,,未記入,,,未登録,,使用中,2026-11-01");
        assert_eq!(
            lines[2],
            "個人,'=1+1,佐藤、田中,施設,A-102,,\"ESET, 自動更新\",伊藤,2026-11-27,ブラウザー,2027-12-28,使用中,2026-11-01"
        );
        assert_eq!(lines[3..], [""]);
    }
}
