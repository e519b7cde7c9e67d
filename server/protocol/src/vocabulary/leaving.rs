//! Words about what leaves the system, or is looked for in it: reports of who read, exports, leaks, searches.

use renrakucho_domain as domain;
use serde::{Deserialize, Serialize};
use ts_rs::TS;
use utoipa::ToSchema;

word! {
    /// How a report of who looked at a person's record stands.
    AccessReportState mirrors domain::access_report::State {
        /// The city reviews it.
        Draft,
        /// What it says is fixed.
        Released,
    }
}

word! {
    /// Who asked for it.
    AskedBy mirrors domain::access_report::AskedBy {
        /// ご本人
        Person,
        /// ご家族
        Family,
    }
}

word! {
    /// Why nothing is told of a facility.
    WithholdingGround mirrors domain::access_report::Ground {
        /// 虐待
        Abuse,
        /// 配偶者などからの暴力
        DomesticViolence,
        /// Another danger, which the note names.
        OtherDanger,
    }
}

word! {
    /// In which form a room's record leaves the system.
    ExportForm mirrors domain::room_export::Form {
        /// On paper, or as the PDF that a browser's printer makes.
        Print,
        /// As a file.
        File,
    }
}

word! {
    /// What for.
    ExportPurpose mirrors domain::room_export::Purpose {
        /// 自施設の記録に残す
        OwnRecord,
        /// 会議の資料
        Meeting,
        /// 担当の引き継ぎ
        Successor,
        /// ご本人・ご家族への説明
        ToldToPerson,
        /// Another one, which the words name.
        Other,
    }
}

word! {
    /// What is told of a leak to the supervisory authority.
    LeakStage mirrors domain::leak::Stage {
        /// 速報
        Preliminary,
        /// 確報
        Full,
    }
}

word! {
    /// Why a search stopped.
    SearchStop mirrors domain::room_search::Stop {
        /// Everything was gone through.
        End,
        /// Its time was over.
        Time,
        /// So many were found that they fill a screen.
        Found,
    }
}
