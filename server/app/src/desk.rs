//! The city's desk from its settings: hours, days that are closed every year, and the national holidays.

use std::collections::BTreeSet;

use anyhow::{Context, anyhow, ensure};
use csv::ReaderBuilder;
use renrakucho_domain::desk::{Desk, Fault};
use time::{Date, Month, PrimitiveDateTime, Time, Weekday, macros::format_description};

use crate::{clock, config, staff_file::decode};

/// The holidays that this version knows.
const HOLIDAYS: &[u8] = include_bytes!("../../../config/holidays.csv");
/// From this month on a calendar without the next year is out of date: the Cabinet Office has announced it in February.
const NEXT_YEAR_BY: Month = Month::October;

/// Reads the settings; a fault names its key.
pub fn read(settings: &config::Desk) -> anyhow::Result<Desk> {
    let hour = |key: &str, text: &str| {
        Time::parse(text, format_description!("[hour]:[minute]"))
            .with_context(|| format!("desk.{key}: {text} is no HH:MM"))
    };
    let hours = (hour("opens", &settings.opens)?, hour("closes", &settings.closes)?);
    let closed_days = settings.closed_days.iter().map(|text| {
        // A leap year, so that 02-29 is a day.
        let day = Date::parse(&format!("2024-{text}"), format_description!("[year]-[month]-[day]"));
        day.map(|day| (day.month(), day.day())).with_context(|| format!("desk.closed_days: {text} is no MM-DD"))
    });
    let holidays = if settings.holidays_file.as_os_str().is_empty() {
        holidays(HOLIDAYS).context("the built-in holidays")?
    } else {
        let name = || format!("desk.holidays_file = {}", settings.holidays_file.display());
        holidays(&std::fs::read(&settings.holidays_file).with_context(name)?).with_context(name)?
    };
    let days = settings.days.iter().map(|day| weekday(*day)).collect();
    Desk::new(days, hours, closed_days.collect::<anyhow::Result<_>>()?, holidays).map_err(|fault| {
        anyhow!(match fault {
            Fault::NoDays => "desk.days is empty: nothing would ever be due",
            Fault::Hours => "desk.closes must be after desk.opens",
            Fault::TooOftenClosed => "desk.closed_days: too many",
        })
    })
}

/// Warns of years whose holidays are not known. Not an error: carers must be able to read what is urgent, whatever is the
/// matter with the desk's calendar; and what is due then is due too early, never too late.
pub fn warn_of_unknown_years(desk: &Desk) {
    let today = clock::today();
    let next = (today.month() >= NEXT_YEAR_BY).then(|| today.year() + 1);
    for year in [Some(today.year()), next].into_iter().flatten().filter(|year| !desk.knows(*year)) {
        tracing::warn!(
            year,
            "no holidays of this year are known: set desk.holidays_file to the Cabinet Office's new file"
        );
    }
}

/// Now, by the city's clock.
pub fn now() -> PrimitiveDateTime {
    local(clock::now())
}

/// A moment by the city's clock.
pub fn local(moment: time::OffsetDateTime) -> PrimitiveDateTime {
    let there = moment.to_offset(clock::TOKYO);
    PrimitiveDateTime::new(there.date(), there.time())
}

const fn weekday(day: config::Weekday) -> Weekday {
    match day {
        config::Weekday::Monday => Weekday::Monday,
        config::Weekday::Tuesday => Weekday::Tuesday,
        config::Weekday::Wednesday => Weekday::Wednesday,
        config::Weekday::Thursday => Weekday::Thursday,
        config::Weekday::Friday => Weekday::Friday,
        config::Weekday::Saturday => Weekday::Saturday,
        config::Weekday::Sunday => Weekday::Sunday,
    }
}

/// The dates of the Cabinet Office's file: a heading, then `2026/1/1,元日`; UTF-8 or Shift_JIS. Lines that begin with # are none
/// of its own.
fn holidays(bytes: &[u8]) -> anyhow::Result<BTreeSet<Date>> {
    let text = decode(bytes).context("is neither UTF-8 nor Shift_JIS")?;
    let mut days = BTreeSet::new();
    let format = format_description!("[year]/[month padding:none]/[day padding:none]");
    for row in ReaderBuilder::new().comment(Some(b'#')).flexible(true).from_reader(text.as_bytes()).records() {
        let row = row?;
        let cell = row.get(0).unwrap_or_default().trim();
        if !cell.is_empty() {
            days.insert(Date::parse(cell, format).with_context(|| format!("{cell} is no date like 2026/1/1"))?);
        }
    }
    ensure!(!days.is_empty(), "holds no holiday");
    Ok(days)
}

#[cfg(test)]
mod tests {
    use encoding_rs::SHIFT_JIS;
    use time::macros::date;

    use super::*;

    #[test]
    fn the_file_is_read_as_the_cabinet_office_gives_it() {
        let own = holidays(HOLIDAYS).expect("read");
        assert!(own.contains(&date!(2026 - 09 - 22)) && own.len() == 54, "{}", own.len());
        let theirs = "国民の祝日・休日月日,国民の祝日・休日名称\r\n2028/1/1,元日\r\n2028/1/10,成人の日\r\n";
        let (bytes, _, _) = SHIFT_JIS.encode(theirs);
        assert_eq!(holidays(&bytes).expect("read"), [date!(2028 - 01 - 01), date!(2028 - 01 - 10)].into());
        for wrong in ["", "x,y\n", "x,y\n1月1日,元日\n", "x,y\n2028/13/1,元日\n"] {
            assert!(holidays(wrong.as_bytes()).is_err(), "{wrong:?}");
        }
    }

    #[test]
    fn settings_that_are_none_name_their_key() {
        let good = || config::Desk {
            days: vec![config::Weekday::Monday],
            opens: "08:30".into(),
            closes: "17:15".into(),
            closed_days: vec!["12-29".into(), "02-29".into()],
            holidays_file: "".into(),
        };
        assert!(read(&good()).expect("read").knows(2026));
        for (wrong, key) in [
            (config::Desk { days: vec![], ..good() }, "desk.days"),
            (config::Desk { opens: "8時".into(), ..good() }, "desk.opens"),
            (config::Desk { closes: "08:30".into(), ..good() }, "desk.closes"),
            (config::Desk { closed_days: vec!["13-01".into()], ..good() }, "desk.closed_days"),
            (config::Desk { holidays_file: "/nowhere".into(), ..good() }, "desk.holidays_file"),
        ] {
            let told = format!("{:#}", read(&wrong).expect_err(key));
            assert!(told.contains(key), "{told}");
        }
    }
}
