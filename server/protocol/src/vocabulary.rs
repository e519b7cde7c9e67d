//! Words that both sides use. They mirror the rules' own types, which know nothing of any wire format.

use renrakucho_domain as domain;
use serde::{Deserialize, Serialize};
use ts_rs::TS;
use utoipa::ToSchema;

macro_rules! word {
    ($(#[$doc:meta])* $name:ident mirrors $source:path { $($(#[$variant_doc:meta])* $variant:ident),+ $(,)? }) => {
        $(#[$doc])*
        #[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, Serialize, Deserialize, TS, ToSchema)]
        #[serde(rename_all = "snake_case")]
        #[ts(rename_all = "snake_case")]
        pub enum $name { $($(#[$variant_doc])* $variant),+ }

        impl From<$source> for $name {
            fn from(value: $source) -> Self {
                match value { $(<$source>::$variant => Self::$variant),+ }
            }
        }

        impl From<$name> for $source {
            fn from(value: $name) -> Self {
                match value { $($name::$variant => Self::$variant),+ }
            }
        }
    };
}

mod case;
mod disclosure;
mod leaving;
mod staff;

pub use self::{case::*, disclosure::*, leaving::*, staff::*};

word! {
    /// 重要度
    Priority mirrors domain::Priority {
        /// 通常
        Normal,
        /// 重要
        Important,
        /// 至急
        Urgent,
    }
}

word! {
    /// What is shared of a person, as the consent form lists it.
    InformationKind mirrors domain::consent::InformationKind {
        /// 健康・医療
        Health,
        /// 介護・福祉サービス
        Care,
        /// 暮らし・家族
        Living,
        /// 教育・保育
        Education,
    }
}

word! {
    /// On what ground the city supports a person (article 3).
    ResidenceBasis mirrors domain::person::ResidenceBasis {
        /// 市民
        Resident,
        /// 居住実態がある
        LivesHere,
    }
}

word! {
    /// The life of a room.
    RoomState mirrors domain::RoomState {
        /// 同意書の受付待ち
        AwaitingConsent,
        /// 支援中
        Active,
        /// 支援中止
        Discontinued,
        /// 支援中止・例外利用中: what only those are told whom a permit names, and the city
        PermitOnly,
        /// 支援終了
        Ended,
        /// 期限切れ: a proposal that was deleted
        Lapsed,
        /// 消去済み: nobody can read what it held
        Erased,
    }
}

word! {
    /// On whose request support is discontinued (支援中止).
    WithdrawalGround mirrors domain::discontinuation::Ground {
        /// ご本人からの申出
        AskedByPerson,
        /// ご家族・ご親族からの申出
        AskedByProxy,
        /// 提案の取り下げ, while the consent form is awaited
        ProposalDropped,
    }
}

word! {
    /// Why a room is erased (消去).
    ErasureGround mirrors domain::erasure::Ground {
        /// 保存の必要がなくなった
        KeptLongEnough,
        /// ご本人・ご家族からの申出
        AskedFor,
        /// 誤って登録した
        EnteredByMistake,
        /// その他
        Other,
    }
}

word! {
    /// What an erasure takes beside posts, members, read marks and who a room is about.
    ErasedKind mirrors domain::erasure::Held {
        /// 同意書の受領の記録
        ConsentReceipts,
        /// 同意書の写し
        ConsentScans,
        /// 住所、電話番号、家族の連絡先
        Particulars,
        /// お名前などを訂正した記録
        IdentityCorrections,
        /// 住所の変更を確かめた記録
        ResidenceReviews,
        /// 例外利用の申請と許可
        Permits,
        /// 閲覧状況の報告
        AccessReports,
        /// 開示請求
        Disclosures,
        /// 黒塗り
        Redactions,
        /// What was said about exports.
        ExportWords,
        /// 支援終了の理由
        SupportEnds,
        /// 投稿の消去の申出に書かれた事情
        EntryErasureWords,
        /// 案件の決定の理由
        CaseReasons,
    }
}

word! {
    /// Why a post is erased (投稿の消去).
    EntryErasureGround mirrors domain::entry_erasure::Ground {
        /// 別の人についての投稿
        WrongPerson,
        /// 第三者の情報
        ThirdParty,
        /// ご本人・ご家族からの申出
        AskedFor,
        /// 法令に反する内容
        Illegal,
        /// その他
        Other,
    }
}

word! {
    /// How it stands with the erasure of a post, as whoever asked is told.
    EntryErasureStanding mirrors domain::entry_erasure::Standing {
        /// 確認中
        Waiting,
        /// 消去しない
        Refused,
        /// 消去
        Erased,
    }
}

word! {
    /// On which ground a room is used without consent (例外利用).
    ExceptionalUseGround mirrors domain::exceptional_use::Ground {
        /// 災害
        Disaster,
        /// 虐待・DVの疑い
        AbuseOrDv,
        /// 判断能力の低下
        ImpairedCapacityNoKin,
        /// その他の緊急対応
        OtherEmergency,
    }
}

word! {
    /// How an application for it stands, as whoever applied is told.
    ExceptionalUseStanding mirrors domain::exceptional_use_application::Standing {
        /// 提出済み
        Submitted,
        /// 市が確認中
        UnderReview,
        /// 推薦された: the approver decides.
        Recommended,
        /// 許可された
        Permitted,
        /// The permit is over.
        Ended,
        /// 推薦されなかった
        Declined,
        /// 許可されなかった
        NotPermitted,
        /// 取り下げた
        Withdrawn,
    }
}

word! {
    /// Why no family could consent.
    NoKin mirrors domain::exceptional_use::Kin {
        /// 家族・親族がいない
        Nobody,
        /// 疎遠
        Estranged,
    }
}

word! {
    /// Why support came to its end (支援終了).
    EndReason mirrors domain::support_end::Reason {
        /// 死亡
        Death,
        /// 転出
        MovedAway,
        /// 卒業
        Graduated,
        /// その他
        Other,
    }
}

word! {
    /// Where the key of a device's certificate is kept.
    DeviceKind mirrors domain::certificate::DeviceKind {
        /// By the browser that made it.
        Browser,
        /// In a file (PKCS#12).
        File,
        /// By a program that manages the device.
        Managed,
    }
}

word! {
    /// Whose a device is.
    DeviceOwner mirrors domain::inventory::Owner {
        /// 施設のもの
        Facility,
        /// 職員のもの
        Person,
    }
}

word! {
    /// What an account is for.
    Role mirrors domain::Role {
        /// 職員
        Staff,
        /// 施設管理者
        FacilityAdmin,
        /// 市担当者
        CityModerator,
        /// 市承認者
        CityApprover,
        /// 契約事業者
        Operator,
    }
}

word! {
    /// What kind of act an event of the audit log is.
    AuditKind mirrors domain::audit_kind::Kind {
        /// 見た: entries of a room were shown.
        Reading,
        /// 印刷・書き出し: entries left the system.
        Exporting,
        /// 書いた: entries were added.
        Writing,
        /// Mails went out.
        Mails,
        /// Signing in and out, and what happens in a session.
        SigningIn,
        /// Someone who was signed in was refused something.
        Refusals,
        /// Consent, the team, and the state of rooms.
        Rooms,
        /// Who has an ID, and how it stands.
        Staff,
        /// Devices, certificates and passkeys.
        Devices,
        /// Facilities and what they state.
        Facilities,
        /// 申請・届出
        Cases,
        /// Looking at this log.
        Inspection,
    }
}

word! {
    /// What somebody did with a person's record.
    Deed mirrors domain::access_report::Deed {
        /// 見た
        Saw,
        /// Searched it, and saw what was found.
        Searched,
        /// Printed it, or wrote it into a file.
        Exported,
        /// 書いた
        Wrote,
        /// Wanted to, and was refused.
        WasRefused,
        /// 支援対象者として提案した
        Proposed,
        /// 同意書の受領を記録した
        RecordedConsent,
        /// Brought the scan of the signed consent form, looked at it, or took it back.
        HandledConsentForm,
        /// Looked after the address and the family, as the city keeps them.
        HandledParticulars,
        /// Looked at whom the room is about and what it was before, or corrected it.
        HandledIdentity,
        /// Saw who takes part.
        SawTeam,
        /// Changed who takes part.
        ChangedTeam,
        /// The consent form of a proposal did not come in time.
        LetLapse,
        /// 支援を中止した
        DiscontinuedSupport,
        /// 支援を終了した
        EndedSupport,
        /// Saw the certificate of a discontinuation.
        SawCertificate,
        /// Wiped the copies on a device.
        WipedCopies,
        /// Looked at the log of what was done.
        SawLog,
        /// Worked on a report like this one.
        HandledReport,
        /// 記録の消去を検討した
        ConsideredErasure,
        /// 同意によらない利用を許可した
        PermittedUse,
        /// 同意によらない利用を施設から申請した
        AppliedForUse,
        /// 開示請求の手続きをした
        HandledDisclosure,
        /// 開示請求のため、二人に記録を開いた
        UnsealedForDisclosure,
        /// 開示請求のため、記録を読んだ
        ReadForDisclosure,
        /// 開示した
        Disclosed,
        /// 投稿の消去を市に求めた
        AskedEntryErasure,
        /// 投稿の消去の手続き
        HandledEntryErasure,
        /// 投稿を消去した
        ErasedEntry,
        /// After a restore, what had ended was ended again
        RedidAfterRestore,
        /// 市の手続きで見た、扱った、決定した
        HandledMatter,
    }
}
