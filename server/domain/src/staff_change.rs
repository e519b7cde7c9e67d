//! 職員の登録内容の変更: which of what is registered of a member of staff changed (article 12).

use crate::staff::Form;

/// What is registered of a member of staff.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Debug)]
pub enum Field {
    /// The name.
    Name,
    /// Its reading.
    Kana,
    /// The profession.
    Profession,
    /// Where mails go.
    Mail,
}

impl Field {
    /// Every one of them, in the order of the form.
    pub const ALL: [Self; 4] = [Self::Name, Self::Kana, Self::Profession, Self::Mail];

    /// Its name, in the database and in refusals.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Name => "name",
            Self::Kana => "kana",
            Self::Profession => "profession",
            Self::Mail => "mail",
        }
    }

    /// The one of that name.
    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|field| field.as_str() == name)
    }

    /// Whether only the facility that looks after the ID changes it: who someone is does not differ from facility to facility, what
    /// they do there does.
    pub const fn is_of_person(self) -> bool {
        !matches!(self, Self::Profession)
    }

    fn of(self, form: &Form) -> Option<&str> {
        match self {
            Self::Name => Some(&form.name),
            Self::Kana => Some(&form.kana),
            Self::Profession => Some(&form.profession),
            Self::Mail => form.mail.as_deref(),
        }
    }
}

/// One thing that changed.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Change<'a> {
    /// Which.
    pub field: Field,
    /// What it was; none: there was nothing.
    pub was: Option<&'a str>,
    /// What it becomes.
    pub becomes: Option<&'a str>,
}

/// What changes from one form to the other. Whether mails are wanted is the person's own setting, and no part of it.
pub fn changes<'a>(before: &'a Form, after: &'a Form) -> Vec<Change<'a>> {
    Field::ALL
        .into_iter()
        .map(|field| Change { field, was: field.of(before), becomes: field.of(after) })
        .filter(|change| change.was != change.becomes)
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_changed_is_told_field_by_field() {
        let before = Form {
            name: "見本 花子".into(),
            kana: "みほん はなこ".into(),
            profession: "visiting_nurse".into(),
            mail: None,
            alert_mail: false,
        };
        assert_eq!(changes(&before, &Form { alert_mail: true, ..before.clone() }), []);
        let after = Form { name: "例 花子".into(), mail: Some("h@rei.example".into()), ..before.clone() };
        let name = Change { field: Field::Name, was: Some("見本 花子"), becomes: Some("例 花子") };
        let mail = Change { field: Field::Mail, was: None, becomes: Some("h@rei.example") };
        assert_eq!(changes(&before, &after), [name, mail]);
        for field in Field::ALL {
            assert_eq!(Field::parse(field.as_str()), Some(field));
        }
    }
}
