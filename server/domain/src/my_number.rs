//! My Number (個人番号) is never stored: a field that holds a valid one is refused.
//!
//! Posts are not searched for it: a blood-pressure series may be twelve digits too, and a refused post would be a worse
//! fault there. Short form fields are.

/// Whether the text holds twelve digits in a row (ASCII or full width, spaces and hyphens between them allowed) whose
/// last one is the check digit of a My Number (総務省令第85号, article 5).
pub fn appears_in(text: &str) -> bool {
    let mut run: Vec<u32> = Vec::new();
    for c in text.chars().chain(std::iter::once('.')) {
        if let Some(digit) = digit(c) {
            run.push(digit);
        } else if !matches!(c, ' ' | '-' | '－' | '　' | '‐') {
            if run.len() == 12 && is_valid(&run) {
                return true;
            }
            run.clear();
        }
    }
    false
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
        for text in ["123456789018", "1234-5678-9018", "番号は１２３４　５６７８　９０１８です"] {
            assert!(appears_in(text), "{text}");
        }
    }

    #[test]
    fn other_digits_are_not() {
        for text in ["123456789010", "12345678901", "1234567890180", "2026-11-22 09:12", ""] {
            assert!(!appears_in(text), "{text}");
        }
    }
}
