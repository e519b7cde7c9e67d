//! Words about cases: what they are about, how they came, how they stand.

use renrakucho_domain as domain;
use serde::{Deserialize, Serialize};
use ts_rs::TS;
use utoipa::ToSchema;

word! {
    /// What is applied for or notified.
    CaseKind mirrors domain::case::Kind {
        /// 施設の利用申請
        FacilityApplication,
        /// 登録内容の変更届
        FacilityChange,
        /// 利用の廃止届
        FacilityEnd,
        /// 四半期の確認
        QuarterlyReview,
        /// 端末の紛失
        LostDevice,
        /// パスキーの紛失
        LostPasskey,
        /// 端末の同時利用
        DeviceInTwoPlaces,
        /// 緊急時の代行
        SuspendedByProxy,
        /// 消去の提案
        Erasure,
        /// 漏えい等
        Leak,
        /// 例外利用の申請
        ExceptionalUse,
        /// 例外利用の確認
        ExceptionalUseReview,
        /// 住所の変更の確認
        ResidenceReview,
        /// 本人の同意の取り直し
        OwnConsent,
        /// 災害の宣言
        DisasterEvent,
        /// 災害の宣言の確認
        DisasterReview,
        /// 開示請求
        DisclosureRequest,
        /// 投稿の消去の申出
        EntryErasureRequest,
        /// 投稿の消去の提案
        EntryErasure,
        /// 例外利用の申請 by a facility
        ExceptionalUseApplication,
    }
}

word! {
    /// Which cases are looked at.
    CaseShow mirrors domain::saved_view::Show {
        /// Those that are open.
        Open,
        /// Those that wait for the decision of whoever looks.
        ToDecide,
        /// Those that they work on.
        Mine,
        /// Those that others work on.
        Others,
        /// Those that nobody works on.
        Unclaimed,
        /// Those that were decided.
        Decided,
    }
}

word! {
    /// A field of what a facility stated about itself.
    FacilityField mirrors domain::facility_change::Field {
        /// 施設名
        Name,
        /// 区分
        Category,
        /// Why the city admitted it.
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
}

word! {
    /// How a case stands.
    CaseState mirrors domain::case::State {
        /// 審査中
        Open,
        /// 承認; of what was lost 失効
        Accepted,
        /// 不承認; of what was lost 再開
        Refused,
    }
}

word! {
    /// On which way a case came.
    CaseRoute mirrors domain::case::Route {
        /// From the public page.
        Web,
        /// On paper.
        Paper,
        /// From a page of someone who is signed in.
        SignedIn,
        /// From no one: the city's calendar opened it.
        Calendar,
        /// From no one: the server noticed it.
        Noticed,
    }
}

word! {
    /// What an attached file is.
    AttachmentKind mirrors domain::attachment::Kind {
        /// A picture.
        Jpeg,
        /// A picture.
        Png,
        /// A document.
        Pdf,
    }
}

word! {
    /// What a facility may be listed with on public pages.
    ListedField mirrors domain::application::Listed {
        /// 施設名
        Name,
        /// 区分
        Category,
        /// 所在地
        Address,
        /// 電話番号
        Phone,
    }
}
