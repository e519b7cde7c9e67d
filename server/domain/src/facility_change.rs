//! 登録内容の変更: what a facility may change by telling the city, and what the city says yes to first (articles 7, 9 and 12).

use std::collections::BTreeSet;

use crate::application::Form;

/// A field of what a facility stated about itself.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum Field {
    /// 施設名
    Name,
    /// 区分
    Category,
    /// Why the city admitted it, of the last category.
    Ground,
    /// 所在地
    Address,
    /// 代表者
    Representative,
    /// メールアドレス
    Mail,
    /// 電話番号
    Phone,
    /// What it agrees to be listed with.
    Listed,
}

impl Field {
    /// Every field.
    pub const ALL: [Self; 8] = [
        Self::Name,
        Self::Category,
        Self::Ground,
        Self::Address,
        Self::Representative,
        Self::Mail,
        Self::Phone,
        Self::Listed,
    ];

    /// The word in audit events.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Name => "name",
            Self::Category => "category",
            Self::Ground => "ground",
            Self::Address => "address",
            Self::Representative => "representative",
            Self::Mail => "mail",
            Self::Phone => "phone",
            Self::Listed => "listed",
        }
    }

    /// Whether a change waits until the city says yes. What it was admitted as, it was examined for (articles 7 and 9); and
    /// its name stands beside every entry of its staff: nobody takes another's by themselves. All else holds at once, and the
    /// city is told; an agreement to be listed can be taken back at any hour.
    pub const fn needs_yes(self) -> bool {
        matches!(self, Self::Name | Self::Category | Self::Ground)
    }
}

/// Which fields differ.
pub fn changed(before: &Form, after: &Form) -> BTreeSet<Field> {
    let differs = |field: &Field| match field {
        Field::Name => before.name != after.name,
        Field::Category => before.category != after.category,
        Field::Ground => before.ground != after.ground,
        Field::Address => before.address != after.address,
        Field::Representative => before.representative != after.representative,
        Field::Mail => before.mail != after.mail,
        Field::Phone => before.phone != after.phone,
        Field::Listed => before.listed != after.listed,
    };
    Field::ALL.into_iter().filter(differs).collect()
}

/// What holds once these fields have become what they are to be.
pub fn with(before: Form, after: &Form, fields: &BTreeSet<Field>) -> Form {
    let mut form = before;
    for field in fields {
        match field {
            Field::Name => form.name.clone_from(&after.name),
            Field::Category => form.category = after.category,
            Field::Ground => form.ground.clone_from(&after.ground),
            Field::Address => form.address.clone_from(&after.address),
            Field::Representative => form.representative.clone_from(&after.representative),
            Field::Mail => form.mail.clone_from(&after.mail),
            Field::Phone => form.phone.clone_from(&after.phone),
            Field::Listed => form.listed.clone_from(&after.listed),
        }
    }
    form
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{application::Listed, person::StaffCategory};

    fn form() -> Form {
        Form {
            name: "甲".into(),
            category: StaffCategory::WelfareServiceOffice,
            ground: None,
            address: "一丁目".into(),
            representative: "見本 太郎".into(),
            mail: "jimu@mihon.example".into(),
            phone: "0280-00-0000".into(),
            agrees_to_purpose: true,
            listed: [Listed::Name].into(),
        }
    }

    #[test]
    fn what_the_city_examined_waits_for_its_yes_and_all_else_holds_at_once() {
        let after = Form {
            name: "乙".into(),
            category: StaffCategory::OtherAdmitted,
            ground: Some("協定".into()),
            address: "二丁目".into(),
            representative: "見本 花子".into(),
            mail: "shin@mihon.example".into(),
            phone: "0280-00-0001".into(),
            agrees_to_purpose: true,
            listed: [].into(),
        };
        assert!(changed(&form(), &form()).is_empty());
        let all = changed(&form(), &after);
        assert_eq!(all.len(), Field::ALL.len());
        let (waits, at_once): (BTreeSet<_>, BTreeSet<_>) = all.into_iter().partition(|field| field.needs_yes());
        assert_eq!(waits, [Field::Name, Field::Category, Field::Ground].into());
        let now = with(form(), &after, &at_once);
        assert_eq!((now.name.as_str(), now.category, now.ground.as_deref()), ("甲", form().category, None));
        assert_eq!((now.address.as_str(), now.listed.len()), ("二丁目", 0));
        assert_eq!(changed(&now, &after), waits);
        assert!(with(now, &after, &waits) == after);
    }
}
