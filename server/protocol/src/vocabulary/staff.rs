//! Words about staff, their accounts, and how they come and go.

use renrakucho_domain as domain;
use serde::{Deserialize, Serialize};
use ts_rs::TS;
use utoipa::ToSchema;

word! {
    /// What is registered of a member of staff.
    StaffField mirrors domain::staff_change::Field {
        /// 氏名
        Name,
        /// ふりがな
        Kana,
        /// 職種
        Profession,
        /// メールアドレス
        Mail,
    }
}

word! {
    /// How a proposal about someone of the city's own staff stands.
    AppointmentState mirrors domain::appointment::State {
        /// 確認待ち
        Waiting,
        /// 決定
        Done,
        /// 不承認
        Refused,
        /// 取下げ
        Withdrawn,
        /// 期限切れ
        Lapsed,
    }
}

word! {
    /// The eight categories of article 7.
    StaffCategory mirrors domain::person::StaffCategory {
        /// (1)
        CityEmployee,
        /// (2)
        SocialWelfareCouncil,
        /// (3)
        MedicalInstitution,
        /// (4)
        WelfareServiceOffice,
        /// (5)
        SchoolTeacher,
        /// (6)
        EducationChildcareFacility,
        /// (7)
        CityContractedOffice,
        /// (8)
        OtherAdmitted,
    }
}

word! {
    /// How an account or a device stands.
    Standing mirrors domain::session::Standing {
        /// In use.
        Active,
        /// 一時停止
        Suspended,
        /// Ended for good.
        Ended,
    }
}

word! {
    /// On what ground something is suspended.
    Grounds mirrors domain::suspension::Grounds {
        /// 漏洩
        Leaked,
        /// 不正アクセス
        UnauthorisedAccess,
        /// 紛失
        Lost,
        /// 禁止行為
        ProhibitedAct,
        /// Another ground, which the city keeps elsewhere.
        Other,
    }
}

word! {
    /// Why someone gets a new login ID (article 10).
    NewLoginIdGround mirrors domain::new_login_id::Ground {
        /// 不明
        Unknown,
        /// 紛失
        Lost,
        /// 他の人に見られた
        Seen,
        /// 改めての付与, after a disqualification
        Readmitted,
    }
}

word! {
    /// On account of what an ID is disqualified (article 39), in the order of the terms.
    ProhibitedAct mirrors domain::disqualification::ProhibitedAct {
        /// 公序良俗に反すること
        PublicOrder,
        /// 犯罪的行為に結びつくこと
        Crime,
        /// 著作権の侵害
        Copyright,
        /// 財産、プライバシー等の侵害
        PropertyOrPrivacy,
        /// 誹謗中傷
        Defamation,
        /// 規約に掲げる規定への違反
        BreachOfTerms,
        /// 利用申請での虚偽
        FalseApplication,
        /// 保管されている情報の改ざん
        Falsification,
        /// ユーザーID及びパスワードの不正な使用
        IdMisuse,
        /// 許可された端末以外への電子証明書のインストール
        CertificateElsewhere,
        /// 運用の妨害
        Obstruction,
        /// その他市が利用者として不適切と判断したこと
        Unsuitable,
    }
}

/// How an enrolment code comes to its person.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, Serialize, Deserialize, TS, ToSchema)]
#[serde(rename_all = "snake_case")]
#[ts(rename_all = "snake_case")]
pub enum HandOver {
    /// Shown to someone who stands there: good at once, for minutes.
    Screen,
    /// Printed: dead until it was handed over.
    Sheet,
}

/// What is at fault in a file of staff.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, Serialize, Deserialize, TS, ToSchema)]
#[serde(rename_all = "snake_case")]
#[ts(rename_all = "snake_case")]
pub enum ImportFault {
    /// Neither UTF-8 nor Shift_JIS.
    Encoding,
    /// The heading is not that of the template.
    Heading,
    /// Nobody stands in it.
    Empty,
    /// More rows than the server takes at once.
    TooManyRows,
    /// More or fewer columns than the heading, or a quotation mark without its other half.
    Columns,
    /// 氏名
    Name,
    /// ふりがな
    Kana,
    /// 職種: none that the city knows.
    Profession,
    /// メールアドレス: none, or missing where alert mails are wanted.
    Mail,
    /// お知らせメール: neither yes nor no.
    AlertMail,
    /// The same name and reading stands in the file twice.
    Twice,
    /// Someone of this name and reading is there already.
    There,
}
