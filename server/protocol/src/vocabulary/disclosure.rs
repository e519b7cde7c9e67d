//! Words about the disclosure of a record.

use renrakucho_domain as domain;
use serde::{Deserialize, Serialize};
use ts_rs::TS;
use utoipa::ToSchema;

word! {
    /// Who asks that a record is disclosed.
    DisclosureRequester mirrors domain::disclosure::Requester {
        /// ご本人
        Person,
        /// 代理人
        Representative,
        /// ほかの機関
        Authority,
    }
}

word! {
    /// How a disclosure request stands.
    DisclosureState mirrors domain::disclosure::State {
        /// 承認待ち
        Waiting,
        /// 開封中
        Unsealed,
        /// 期限切れ
        Shut,
        /// 不承認
        Refused,
        /// 取下げ
        Withdrawn,
        /// 開示決定
        Released,
        /// The room was erased.
        Erased,
    }
}

word! {
    /// Why something is not disclosed.
    RedactionGround mirrors domain::disclosure::Ground {
        /// 第三者の個人情報
        ThirdParty,
        /// 生命・身体等を害するおそれ、支援を妨げるおそれ
        Danger,
        /// その他
        Other,
    }
}

word! {
    /// What an entry is that is disclosed.
    DisclosedKind mirrors domain::EntryKind {
        /// 投稿
        Post,
        /// 同意書の受領
        Opened,
        /// 参加
        MemberJoined,
        /// 離脱
        MemberLeft,
        /// 支援中止
        Discontinued,
        /// 同意の終了
        ConsentEnded,
        /// 支援終了
        Ended,
        /// The consent form did not come in time.
        Lapsed,
        /// 消去
        Erased,
        /// 例外利用の許可
        Permitted,
        /// 投稿の消去
        EntryErased,
    }
}
