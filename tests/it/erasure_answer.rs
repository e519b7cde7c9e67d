//! 投稿の消去の申出: whoever asked is told how the city decided, and why a post stays; nobody else is.

use renrakucho_protocol::{
    entry_erasure::{EntryErasureAnswer, EntryErasureAsked},
    frame::ServerFrame,
    http::RoomDetail,
    vocabulary::{CaseKind, EntryErasureStanding as Standing},
};
use renrakucho_tests::{City, Person, Sink, eventually};
use uuid::Uuid;

use crate::{
    entry_erasure::{proposed, the_case, try_ask, write},
    exceptional_use::decide,
};

const SUBJECT: &str = "お申し出の結果";
/// What every decision of these tests says.
const REASON: &str = "確認しました";

async fn own(person: &Person, room: Uuid) -> Vec<EntryErasureAnswer> {
    person.get(&format!("/api/v1/rooms/{room}")).await.json::<RoomDetail>().erasure_requests
}

/// As many mails of it as were ever kept.
async fn kept(city: &City) -> i64 {
    city.number("select count(*) from notice_mail where kind = 'request_decided'").await
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn whoever_asked_reads_that_it_stays_and_why_and_that_it_was_erased() {
    let sink = Sink::start().await;
    let city = City::with(&sink.settings(1)).await;
    let room = city.rooms.hana;
    let (kato, shonin) = (city.sign_in("kato").await, city.sign_in("shonin").await);
    let (sato, tanaka) = (city.sign_in("sato").await, city.sign_in("tanaka").await);
    let mut posts = Vec::new();
    for body in ["一つ目", "二つ目", "三つ目"] {
        posts.push(write(&sato, room, body).await);
    }
    assert!(own(&tanaka, room).await.is_empty());

    // Not proposed at all.
    let asked: EntryErasureAsked = try_ask(&tanaka, room, posts[0].0, "カナリア事情").await.json();
    let waiting = own(&tanaka, room).await.remove(0);
    assert_eq!((waiting.standing, &waiting.receipt, waiting.seq), (Standing::Waiting, &asked.receipt, posts[0].1));
    assert_eq!((waiting.decided_at, &waiting.reason), (None, &None));
    let mut live = tanaka.look_at(room).await;
    live.settle().await;
    decide(&kato, the_case(&kato, CaseKind::EntryErasureRequest).await, "refused").await.ok();
    live.until("the room is to be read anew", |frame| matches!(frame, ServerFrame::Detail(_)).then_some(())).await;
    let refused = own(&tanaka, room).await.remove(0);
    assert_eq!((refused.standing, refused.reason.as_deref()), (Standing::Refused, Some(REASON)));
    assert!(refused.decided_at.is_some());

    // Proposed, which nobody is told, and then not decided so; and one that is erased.
    let decision = proposed(&tanaka, &kato, room, posts[1].0).await;
    let between = own(&tanaka, room).await.remove(0);
    assert_eq!((between.standing, between.decided_at, between.reason), (Standing::Waiting, None, None));
    decide(&shonin, decision, "refused").await.ok();
    let decision = proposed(&tanaka, &kato, room, posts[2].0).await;
    decide(&shonin, decision, "accepted").await.ok();
    let all = own(&tanaka, room).await;
    let told: Vec<_> = all.iter().map(|one| (one.seq, one.standing, one.reason.as_deref())).collect();
    assert_eq!(
        told,
        [
            (posts[2].1, Standing::Erased, None),
            (posts[1].1, Standing::Refused, Some(REASON)),
            (posts[0].1, Standing::Refused, Some(REASON)),
        ]
    );
    assert!(own(&sato, room).await.is_empty(), "who did not ask is told nothing");

    // By mail, without a word of what.
    let mails = eventually("a mail for each", async || {
        let mails: Vec<_> = sink.mails().into_iter().filter(|mail| mail.everything().contains(SUBJECT)).collect();
        (mails.len() == 3).then_some(mails)
    })
    .await;
    for mail in &mails {
        assert_eq!(mail.to, "tanaka@mihon.example");
        for word in ["カナリア", REASON, "消去", &asked.receipt, "花子"] {
            assert!(!mail.everything().contains(word), "{word}: {}", mail.everything());
        }
    }
    assert_eq!(kept(&city).await, 3);
    city.end().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_was_written_for_the_city_alone_stays_so_and_who_cannot_read_the_room_is_told_nothing_of_it() {
    let city = City::new().await;
    let room = city.rooms.hana;
    let kato = city.sign_in("kato").await;
    let (sato, tanaka) = (city.sign_in("sato").await, city.sign_in("tanaka").await);
    let (first, _) = write(&sato, room, "一つ目").await;
    let (second, _) = write(&sato, room, "二つ目").await;
    try_ask(&tanaka, room, first, "カナリア事情").await.ok();
    decide(&kato, the_case(&kato, CaseKind::EntryErasureRequest).await, "refused").await.ok();
    // As it was decided before anybody was told.
    city.fixture("update entry_erasure_request set answered_at = null").await;
    let before = own(&tanaka, room).await.remove(0);
    assert_eq!((before.standing, before.reason), (Standing::Refused, None));
    assert_eq!(kept(&city).await, 1);

    // Asked for, then the room is closed: the city decides, and nobody is sent to a room that they cannot read.
    try_ask(&tanaka, room, second, "カナリア事情").await.ok();
    kato.discontinue(room).await;
    let closed = decide(&kato, the_case(&kato, CaseKind::EntryErasureRequest).await, "refused").await;
    closed.ok();
    assert_eq!(kept(&city).await, 1);
    let shut = tanaka.get(&format!("/api/v1/rooms/{room}")).await;
    assert!(shut.status >= 400 && !shut.text.contains("カナリア"), "{}", shut.text);
    city.end().await;
}
