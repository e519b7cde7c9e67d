//! A file of persons whom the city supports (CSV), in the encodings of `staff_file`. Reads and judges; what is registered the action
//! decides. Whatever stands in a cell is text: nothing is ever computed.

use csv::{ReaderBuilder, StringRecord};
use renrakucho_domain::{
    Refusal, my_number,
    person::ResidenceBasis,
    proposal::{Proposal, folded},
};
use renrakucho_protocol::person_import::{PersonFault, PersonFaultLine};
use time::{Date, format_description::BorrowedFormatItem, macros::format_description};

use crate::staff_file::decode;

/// The heading of the template, which the web app hands out.
const HEADING: [&str; 4] = ["氏名", "ふりがな", "生年月日", "お住まい"];
/// As a date is typed, and as spreadsheets write it.
const DATES: [&[BorrowedFormatItem<'_>]; 2] = [
    format_description!("[year]-[month padding:none]-[day padding:none]"),
    format_description!("[year]/[month padding:none]/[day padding:none]"),
];

/// What was read.
#[derive(Default)]
pub struct PersonFile {
    /// The rows without a fault, with their lines.
    pub proposals: Vec<(u64, Proposal)>,
    /// What is at fault.
    pub faults: Vec<PersonFaultLine>,
    /// How many rows hold something.
    pub rows: usize,
}

impl PersonFile {
    /// Notes what is at fault in a line; 0 is the file.
    pub fn fault(&mut self, line: u64, fault: PersonFault) {
        self.faults.push(PersonFaultLine { line, fault });
    }

    /// Reads a file of at most `max_rows` persons on that day.
    pub fn read(bytes: &[u8], max_rows: usize, today: Date) -> Self {
        let mut file = Self::default();
        let Some(text) = decode(bytes) else {
            file.fault(0, PersonFault::Encoding);
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
        if next(&mut record).is_none() || !record.iter().map(str::trim).eq(HEADING) {
            file.fault(0, PersonFault::Heading);
            return file;
        }
        while let Some(line) = next(&mut record) {
            if record.iter().all(|cell| cell.trim().is_empty()) {
                continue;
            }
            file.rows += 1;
            if file.rows > max_rows {
                file.faults.clear();
                file.fault(0, PersonFault::TooManyRows);
                return file;
            }
            file.row(line, &record, today);
        }
        if file.rows == 0 {
            file.fault(0, PersonFault::Empty);
        }
        file
    }

    fn row(&mut self, line: u64, record: &StringRecord, today: Date) {
        // Before anything else is said of it, and wherever it stands: also in a column too many.
        if record.iter().any(my_number::appears_in) {
            return self.fault(line, PersonFault::MyNumber);
        }
        if record.len() != HEADING.len() {
            return self.fault(line, PersonFault::Columns);
        }
        let cell = |column: usize| record.get(column).unwrap_or_default().trim();
        let before = self.faults.len();
        let birth_date = DATES.iter().find_map(|format| Date::parse(cell(2), format).ok());
        let basis = match cell(3) {
            "市民" => Some(ResidenceBasis::Resident),
            "居住" => Some(ResidenceBasis::LivesHere),
            _ => None,
        };
        // What is missing takes a place until all that is at fault is named.
        let proposal = Proposal {
            name: cell(0).to_owned(),
            kana: cell(1).to_owned(),
            birth_date: birth_date.unwrap_or(today),
            basis: basis.unwrap_or(ResidenceBasis::Resident),
        };
        let blank = |change: fn(&mut Proposal)| {
            let mut one = proposal.clone();
            change(&mut one);
            one.check(today)
        };
        // Each field by itself: a check names only the first one.
        if proposal.check(today) == Err(Refusal::Invalid("name")) {
            self.fault(line, PersonFault::Name);
        }
        if blank(|one| "名".clone_into(&mut one.name)) == Err(Refusal::Invalid("kana")) {
            self.fault(line, PersonFault::Kana);
        }
        let born = blank(|one| {
            "名".clone_into(&mut one.name);
            "めい".clone_into(&mut one.kana);
        });
        if birth_date.is_none() || born.is_err() {
            self.fault(line, PersonFault::BirthDate);
        }
        if basis.is_none() {
            self.fault(line, PersonFault::Basis);
        }
        let same = |(_, one): &(u64, Proposal)| {
            folded(&one.kana) == folded(&proposal.kana) && one.birth_date == proposal.birth_date
        };
        if self.proposals.iter().any(same) {
            self.fault(line, PersonFault::Twice);
        }
        if self.faults.len() == before {
            self.proposals.push((line, proposal));
        }
    }
}

#[cfg(test)]
mod tests {
    use encoding_rs::SHIFT_JIS;
    use time::macros::date;

    use super::*;

    const HEAD: &str = "氏名,ふりがな,生年月日,お住まい\r\n";

    fn read(bytes: &[u8]) -> PersonFile {
        PersonFile::read(bytes, 3, date!(2026 - 04 - 01))
    }

    fn faults(text: &str) -> Vec<(u64, PersonFault)> {
        read(format!("{HEAD}{text}").as_bytes()).faults.iter().map(|one| (one.line, one.fault)).collect()
    }

    #[test]
    fn both_encodings_and_both_ways_to_write_a_date_are_read_alike() {
        let text = format!(
            "{HEAD}髙橋 ゆう,たかはし ゆう,1950-02-03,市民\r\n\r\n,,,\r\n見本　文,みほん　ふみ,1950/2/3,居住\r\n"
        );
        let (sjis, _, lossy) = SHIFT_JIS.encode(&text);
        assert!(!lossy, "CP932 knows 髙");
        let marked = [b"\xef\xbb\xbf", text.as_bytes()].concat();
        for bytes in [text.as_bytes(), &marked, &sjis, text.replace("\r\n", "\n").as_bytes()] {
            let file = read(bytes);
            assert!(file.faults.is_empty(), "{:?}", file.faults);
            let people: Vec<_> = file.proposals.iter().map(|(line, one)| (*line, one.name.as_str())).collect();
            assert_eq!(people, [(2, "髙橋 ゆう"), (5, "見本　文")]);
            for (_, one) in &file.proposals {
                assert_eq!(one.birth_date, date!(1950 - 02 - 03));
            }
            assert_eq!(file.proposals[1].1.basis, ResidenceBasis::LivesHere);
        }
    }

    #[test]
    fn each_row_says_all_that_is_at_fault_in_it() {
        use PersonFault::{Basis, BirthDate, Columns, Empty, Kana, MyNumber, Name, TooManyRows, Twice};
        for (text, expected) in [
            ("", vec![(0, Empty)]),
            ("名,めい,1950-02-03,市民\n", vec![]),
            ("名,めい,1950-02-03\n", vec![(2, Columns)]),
            ("名,めい,1950-02-03,市民,\n", vec![(2, Columns)]),
            (",mei,昭和25年,隣の市\n", vec![(2, Name), (2, Kana), (2, BirthDate), (2, Basis)]),
            ("名,めい,2026-04-02,市民\n", vec![(2, BirthDate)]),
            ("名,めい,1899-12-31,市民\n", vec![(2, BirthDate)]),
            ("名,めい,1950-02-30,市民\n", vec![(2, BirthDate)]),
            ("=1+1,めい,1950-02-03,市民\n", vec![(2, Name)]),
            ("名,めい,1950-02-03,市民\n別名,メイ,1950/02/03,居住\n", vec![(3, Twice)]),
            ("名,めい,1950-02-03,市民\n名,めい,1950-02-04,市民\n", vec![]),
            // Wherever it stands: the row is refused for it, and nothing else of the row is told.
            ("1234-5678-9018,めい,1950-02-03,市民\n", vec![(2, MyNumber)]),
            ("名,めい,1950-02-03,１２３４５６７８９０１８\n", vec![(2, MyNumber)]),
            ("名,めい,1950-02-03,市民,123456789018\n", vec![(2, MyNumber)]),
            (
                "一,いち,1950-02-03,市民\n二,に,1950-02-03,市民\n三,さん,1950-02-03,市民\n四,よん,1950-02-03,市民\n",
                vec![(0, TooManyRows)],
            ),
        ] {
            assert_eq!(faults(text), expected, "{text}");
        }
        for bytes in [b"".as_slice(), b"a,b\n", b"PK\x03\x04", "氏名,ふりがな,職種\n".as_bytes()] {
            assert_eq!(read(bytes).faults[0].fault, PersonFault::Heading, "{bytes:?}");
        }
        assert_eq!(read(b"\0").faults[0].fault, PersonFault::Encoding);
    }
}
