//! A file of staff (CSV) as offices write it: UTF-8 with or without its mark, or Shift_JIS; comma, quotation marks, a heading.
//! Reads and judges; what is imported the action decides. Whatever stands in a cell is text: nothing is ever computed.

use std::collections::HashSet;

use csv::{ReaderBuilder, StringRecord};
use encoding_rs::SHIFT_JIS;
use renrakucho_domain::staff::Form;
use renrakucho_protocol::{
    http::{ImportFaultLine, ImportRow},
    vocabulary::ImportFault,
};

/// The heading of the template, which the web app hands out.
const HEADING: [&str; 5] = ["氏名", "ふりがな", "職種", "メールアドレス", "お知らせメール"];

/// What was read.
#[derive(Default)]
pub struct StaffFile {
    /// The rows without a fault, with their lines.
    pub forms: Vec<(u64, Form)>,
    /// How they are shown.
    pub shown: Vec<ImportRow>,
    /// What is at fault.
    pub faults: Vec<ImportFaultLine>,
    /// How many rows hold something.
    pub rows: usize,
}

impl StaffFile {
    fn fault(&mut self, line: u64, fault: ImportFault) {
        self.faults.push(ImportFaultLine { line, fault });
    }

    /// Reads a file of at most `max_rows` people, with professions by code and name, and those who are there already by
    /// name and reading.
    pub fn read(bytes: &[u8], max_rows: usize, professions: &[(String, String)], there: &[(String, String)]) -> Self {
        let mut file = Self::default();
        let Some(text) = decode(bytes) else {
            file.fault(0, ImportFault::Encoding);
            return file;
        };
        let mut reader = ReaderBuilder::new().has_headers(false).flexible(true).from_reader(text.as_bytes());
        let mut record = StringRecord::new();
        let mut next = |record: &mut StringRecord| {
            let there = reader.read_record(record).unwrap_or(false);
            // Where the row began: the reader stands behind its end, and empty lines before it were skipped.
            let inside = record.iter().map(|cell| cell.matches('\n').count() as u64).sum::<u64>();
            there.then(|| reader.position().line().saturating_sub(1 + inside))
        };
        if next(&mut record).is_none() || !is_heading(&record) {
            file.fault(0, ImportFault::Heading);
            return file;
        }
        let there: HashSet<_> = there.iter().map(|(name, kana)| (plain(name), plain(kana))).collect();
        let mut seen = HashSet::new();
        while let Some(line) = next(&mut record) {
            if record.iter().all(|cell| cell.trim().is_empty()) {
                continue;
            }
            file.rows += 1;
            if file.rows > max_rows {
                file.faults.clear();
                file.fault(0, ImportFault::TooManyRows);
                return file;
            }
            file.row(line, &record, professions, &there, &mut seen);
        }
        if file.rows == 0 {
            file.fault(0, ImportFault::Empty);
        }
        file
    }

    fn row(
        &mut self,
        line: u64,
        record: &StringRecord,
        professions: &[(String, String)],
        there: &HashSet<(String, String)>,
        seen: &mut HashSet<(String, String)>,
    ) {
        if record.len() != HEADING.len() {
            return self.fault(line, ImportFault::Columns);
        }
        let cell = |column: usize| record.get(column).unwrap_or_default().trim();
        let before = self.faults.len();
        let profession = professions.iter().find(|(code, name)| [code.as_str(), name.as_str()].contains(&cell(2)));
        let mail = Some(cell(3)).filter(|mail| !mail.is_empty());
        let alert_mail = match cell(4) {
            "はい" => Some(true),
            "いいえ" => Some(false),
            "" => Some(mail.is_some()),
            _ => None,
        };
        let form = Form {
            name: cell(0).to_owned(),
            kana: cell(1).to_owned(),
            profession: profession.map(|(code, _)| code.clone()).unwrap_or_default(),
            mail: mail.map(str::to_owned),
            alert_mail: alert_mail.unwrap_or_default(),
        };
        for field in form.faults() {
            self.fault(
                line,
                match field {
                    "name" => ImportFault::Name,
                    "kana" => ImportFault::Kana,
                    "profession" => ImportFault::Profession,
                    _ => ImportFault::Mail,
                },
            );
        }
        if alert_mail.is_none() {
            self.fault(line, ImportFault::AlertMail);
        }
        let who = (plain(&form.name), plain(&form.kana));
        if there.contains(&who) {
            self.fault(line, ImportFault::There);
        }
        if !seen.insert(who) {
            self.fault(line, ImportFault::Twice);
        }
        if self.faults.len() == before {
            self.shown.push(ImportRow {
                name: form.name.clone(),
                kana: form.kana.clone(),
                profession: profession.map(|(_, name)| name.clone()).unwrap_or_default(),
                mail: form.mail.clone(),
                alert_mail: form.alert_mail,
            });
            self.forms.push((line, form));
        }
    }
}

/// As text with one kind of line end, the last line's too: UTF-8, else Shift_JIS as Japanese spreadsheets write it; nothing
/// that would have to be guessed.
/// The text of a file, in either encoding.
pub fn decode(bytes: &[u8]) -> Option<String> {
    let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
    if bytes.contains(&0) {
        return None;
    }
    let text = match std::str::from_utf8(bytes) {
        Ok(text) => text.into(),
        Err(_) => SHIFT_JIS.decode_without_bom_handling_and_without_replacement(bytes)?,
    };
    Some(text.replace("\r\n", "\n").replace('\r', "\n") + "\n")
}

fn is_heading(record: &StringRecord) -> bool {
    record.iter().map(str::trim).eq(HEADING)
}

/// For telling whether two are the same person: spaces in names are written or not.
fn plain(text: &str) -> String {
    text.split_whitespace().collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    const HEAD: &str = "氏名,ふりがな,職種,メールアドレス,お知らせメール\r\n";

    fn read(bytes: &[u8]) -> StaffFile {
        let professions = [("visiting_nurse".to_owned(), "訪問看護師".to_owned())];
        let there = [("佐藤 花".to_owned(), "さとう はな".to_owned())];
        StaffFile::read(bytes, 3, &professions, &there)
    }

    fn faults(text: &str) -> Vec<(u64, ImportFault)> {
        read(format!("{HEAD}{text}").as_bytes()).faults.iter().map(|one| (one.line, one.fault)).collect()
    }

    #[test]
    fn both_encodings_and_both_ends_of_lines_are_read_alike() {
        let text = format!(
            "{HEAD}髙橋 ゆう,たかはし ゆう,訪問看護師,yu@mihon.example,はい\r\n\r\n,,,,\r\n見本　文,みほん　ふみ,visiting_nurse,,\r\n"
        );
        let (sjis, _, lossy) = SHIFT_JIS.encode(&text);
        assert!(!lossy, "CP932 knows 髙");
        let marked = [b"\xef\xbb\xbf", text.as_bytes()].concat();
        for bytes in [text.as_bytes(), &marked, &sjis, text.replace("\r\n", "\n").as_bytes()] {
            let file = read(bytes);
            assert!(file.faults.is_empty(), "{:?}", file.faults);
            let names: Vec<_> = file.forms.iter().map(|(line, form)| (*line, form.name.as_str())).collect();
            assert_eq!(names, [(2, "髙橋 ゆう"), (5, "見本　文")]);
            assert!(file.forms[0].1.alert_mail && !file.forms[1].1.alert_mail);
        }
    }

    #[test]
    fn each_row_says_what_is_at_fault_in_it() {
        use ImportFault::{AlertMail, Columns, Empty, Kana, Mail, Name, Profession, There, TooManyRows, Twice};
        for (text, expected) in [
            ("", vec![(0, Empty)]),
            ("名,めい,訪問看護師,,\n", vec![]),
            ("名,めい,訪問看護師\n", vec![(2, Columns)]),
            ("名,めい,訪問看護師,,,\n", vec![(2, Columns)]),
            (",めい,訪問看護師,,\n", vec![(2, Name)]),
            ("名,mei,宇宙飛行士,x,たぶん\n", vec![(2, Kana), (2, Profession), (2, Mail), (2, AlertMail)]),
            ("名,めい,訪問看護師,,はい\n", vec![(2, Mail)]),
            ("佐藤花,さとうはな,訪問看護師,,\n", vec![(2, There)]),
            ("名,めい,訪問看護師,,\n名,めい,訪問看護師,,\n", vec![(3, Twice)]),
            (
                "一,いち,訪問看護師,,\n二,に,訪問看護師,,\n三,さん,訪問看護師,,\n四,よん,訪問看護師,,\n",
                vec![(0, TooManyRows)],
            ),
        ] {
            assert_eq!(faults(text), expected, "{text}");
        }
    }

    #[test]
    fn hostile_files_are_refused_or_mere_text() {
        use ImportFault::{Columns, Encoding, Heading, Kana, Mail, Name};
        for bytes in [b"".as_slice(), b"\xef\xbb\xbf", b"a,b\n", b"\"", b"PK\x03\x04", b"<?xml"] {
            assert_eq!(read(bytes).faults[0].fault, Heading, "{bytes:?}");
        }
        for bytes in [b"\xff\xfe\x0f\x6c".as_slice(), b"\0", b"\x81", &[0x80; 64]] {
            assert!([Encoding, Heading].contains(&read(bytes).faults[0].fault), "{bytes:?}");
        }
        for (text, fault) in [
            ("\"=HYPERLINK(\"\"http://x\"\",\"\"x\"\")\",めい,訪問看護師,,\n", Name),
            ("+81,めい,訪問看護師,,\n", Name),
            ("-2+3,めい,訪問看護師,,\n", Name),
            ("@SUM(A1),めい,訪問看護師,,\n", Name),
            ("\"名\n前\",めい,訪問看護師,,\n", Name),
            ("名\u{202e}\u{0007},めい,訪問看護師,,\n", Name),
            ("123456789018,めい,訪問看護師,,\n", Name),
            ("名,=めい,訪問看護師,,\n", Kana),
            ("名,めい,訪問看護師,=cmd|' /C calc'!A0,\n", Mail),
            ("\"名,めい,訪問看護師,,\n二,に,訪問看護師,,\n", Columns),
        ] {
            let found = faults(text);
            assert!(found.iter().any(|(_, one)| *one == fault), "{text}: {found:?}");
            assert!(read(format!("{HEAD}{text}").as_bytes()).forms.is_empty(), "{text}");
        }
        let long = format!("{},めい,訪問看護師,,\n", "名".repeat(20_000));
        assert_eq!(faults(&long), [(2, Name)]);
    }
}
