//! My Number (個人番号) is never stored: a field that holds a valid one is refused.
//!
//! Posts are not searched for it: a blood-pressure series may be twelve digits too, and a refused post would be a worse
//! fault there. Short form fields are. The web app says so before it sends one: `my-number.ts` has the same rule and the same examples.

/// Whether the text holds a My Number: twelve digits of which the last one is the check digit (総務省令第85号, article 5), ASCII or full
/// width, written together or in groups with spaces and dashes between them, alone or beside other numbers.
pub fn appears_in(text: &str) -> bool {
    let mut run = Run::default();
    for c in text.chars() {
        if let Some(digit) = digit(c) {
            run.push(digit);
        } else if is_between(c) {
            run.part();
        } else if run.holds_one() {
            return true;
        } else {
            run = Run::default();
        }
    }
    run.holds_one()
}

/// Every dash that a keyboard gives, the sign of a long vowel among them, which stands beside the digits.
pub(crate) const fn is_dash(c: char) -> bool {
    matches!(c, '-' | '\u{2010}'..='\u{2015}' | '\u{2212}' | '─' | 'ー' | '\u{fe58}' | '\u{fe63}' | '－' | 'ｰ')
}

/// What stands between two groups of digits. The end of a line does not: what stands below is another number.
fn is_between(c: char) -> bool {
    is_dash(c) || c == '\t' || c.is_whitespace() && !c.is_control()
}

/// Groups of digits that stand beside each other.
#[derive(Default)]
struct Run {
    groups: Vec<Vec<u32>>,
    is_parted: bool,
}

impl Run {
    fn push(&mut self, digit: u32) {
        match self.groups.last_mut() {
            Some(group) if !self.is_parted => group.push(digit),
            _ => self.groups.push(vec![digit]),
        }
        self.is_parted = false;
    }

    fn part(&mut self) {
        self.is_parted = true;
    }

    /// Whether neighbouring groups are one. A part of the run is a number of its own only if it is grouped as people group one. Otherwise
    /// two dates, or the end of an address and a telephone, would be one now and then.
    fn holds_one(&self) -> bool {
        (0..self.groups.len()).any(|from| {
            let mut digits = Vec::new();
            for upto in from..self.groups.len() {
                digits.extend_from_slice(&self.groups[upto]);
                if digits.len() >= 12 {
                    return digits.len() == 12 && self.is_one(from, upto) && is_valid(&digits);
                }
            }
            false
        })
    }

    fn is_one(&self, from: usize, upto: usize) -> bool {
        let groups = &self.groups[from..=upto];
        let sizes: Vec<usize> = groups.iter().map(Vec::len).collect();
        groups.len() == self.groups.len() || matches!(sizes.as_slice(), [12] | [4, 8] | [8, 4] | [6, 6] | [4, 4, 4])
    }
}

fn digit(c: char) -> Option<u32> {
    match c {
        '0'..='9' => Some(c as u32 - '0' as u32),
        '０'..='９' => Some(c as u32 - '０' as u32),
        _ => None,
    }
}

fn is_valid(digits: &[u32]) -> bool {
    // Weights 6 5 4 3 2 7 6 5 4 3 2 for the first eleven digits from the left.
    let weights = [6, 5, 4, 3, 2, 7, 6, 5, 4, 3, 2];
    let sum: u32 = digits.iter().zip(weights).map(|(d, w)| d * w).sum();
    let check = match sum % 11 {
        0 | 1 => 0,
        rest => 11 - rest,
    };
    digits[11] == check
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_valid_number_is_found_however_it_is_written() {
        // 12345678901 has the weighted sum 190, 190 mod 11 = 3, check digit 8.
        for text in ["123456789018", "1234-5678-9018", "番号は１２３４　５６７８　９０１８です", "12 34 56 78 90 18"]
        {
            assert!(appears_in(text), "{text}");
        }
        for dash in ["ー", "−", "–", "—", "―", "‐", "‑", "－", "ｰ", "─", "\t", "\u{a0}", " - ", "--"]
        {
            let text = format!("1234{dash}5678{dash}9018");
            assert!(appears_in(&text), "{text}");
        }
    }

    #[test]
    fn it_is_found_beside_other_numbers() {
        for text in [
            "みほん市1-2-3 123456789018",
            "2026-11-22 1234 5678 9018",
            "123456789018 2",
            "2026-11-22 1234-5678 9018",
            "0280-00-0000 1234-5678-9018 3",
            "１ー２ー３　１２３４ー５６７８ー９０１８",
            "123456789018-123456789010",
            "みほん市1-2-3 12345678 9018",
            "みほん市1-2-3 1234-56789018",
            "123456-789018 3",
        ] {
            assert!(appears_in(text), "{text}");
        }
    }

    #[test]
    fn other_digits_are_not() {
        for text in ["123456789010", "12345678901", "1234567890180", "2026-11-22 09:12", "", " - "] {
            assert!(!appears_in(text), "{text}");
        }
    }

    #[test]
    fn two_numbers_of_which_parts_would_be_one_are_two() {
        // The last of each would be the check digit of what stands before it; none of it is written as one number.
        let one = |digits: &str| is_valid(&digits.chars().filter_map(digit).collect::<Vec<_>>());
        assert!(one("123456789018"));
        for text in ["1-234567 89018 1", "12-3456-789 018 7", "1234\n5678\n9018", "123456-7890 18 1-1"] {
            assert!(!appears_in(text), "{text}");
        }
    }

    #[test]
    fn an_address_and_a_telephone_are_none() {
        // The last group of the address and the telephone are twelve digits together, and the last one is their check digit.
        let one = |digits: &str| is_valid(&digits.chars().filter_map(digit).collect::<Vec<_>>());
        for (text, together) in [
            ("みほん市花町1-2-8 09049318913", "8 09049318913"),
            ("みほん市花町１－２－８　０９０４９３１８９１３", "8 09049318913"),
            ("みほん市花町1-2-43 0280364023", "43 0280364023"),
        ] {
            assert!(one(together), "{together}");
            assert!(!appears_in(text), "{text}");
        }
    }

    #[test]
    fn nor_is_what_people_usually_write_whatever_its_digits() {
        for n in 0..10_000 {
            for text in [
                format!("みほん市花町1-2-8 0904931{n:04}"),
                format!("みほん市花町1-2-43 028036{n:04}"),
                format!("〒329-{n:04} みほん市花町1-2-3 0280-00-{n:04}"),
                format!("329-0000 1-2-3 0280-00-{n:04}"),
                format!("028000{n:04} 0900000{n:04}"),
                format!("0280-00-{n:04} 090-0000-{n:04}"),
                format!("2026-11-22 2026-12-{:02} 09:{:02}", n % 31 + 1, n % 60),
                format!("R8-{n:04} 0280-00-0000"),
                format!("120 80 130 85 1{:02} {:02} 128 84", n % 100, n / 100),
            ] {
                assert!(!appears_in(&text), "{text}");
            }
        }
    }
}
