//! Short stories on two nodes. In each room of four, the first and the third client sit at node 0, the others at node 1.

use std::time::Duration;

use nix::sys::signal::Signal;
use renrakucho_store::entry::{EntryRow, PersonRow};
use uuid::Uuid;

use crate::{client::Command, proxy::bus::Mischief, stage::Stage};

/// A story.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Plot {
    /// Everyone writes.
    Chat,
    /// Node 1 hears every second hint.
    HalfOfTheHintsLost,
    /// Node 1 hears each hint twice.
    HintsTwice,
    /// Node 1 does not hear of the last post.
    LastHintLost,
    /// Node 1 hears of an entry that nobody wrote.
    ForgedHint,
    /// A room is closed.
    Close,
    /// A room is closed while node 1 is cut off from PostgreSQL and its frames wait.
    CloseBesideCutOffNode,
    /// Much is written and the room is closed while node 1 is frozen: when it wakes, it hears all of it at once.
    CloseBesideFrozenNode,
    /// A reader at node 1 is suspended.
    Suspend,
    /// A reader at node 1 is suspended while node 1 is cut off from PostgreSQL.
    SuspendOnCutOffNode,
    /// A member is removed and goes on writing.
    RemovedMemberWrites,
    /// A room is closed and a member goes on writing.
    MemberWritesAfterClosing,
    /// A client sends its second post first.
    SwappedPosts,
}

const SHORT: Duration = Duration::from_millis(300);
/// Longer than what may come late and is no leak.
const LATE: Duration = Duration::from_millis(1_900);

impl Plot {
    /// Plays it.
    pub(crate) async fn play(self, stage: &mut Stage<'_>) -> anyhow::Result<()> {
        let room = stage.clients[0].seat.rooms[0];
        let pause = |time| tokio::time::sleep(time);
        match self {
            Self::Chat => {
                for _ in 0..3 {
                    for client in 0..stage.clients.len() {
                        write(stage, client, stage.clients[client].seat.rooms[0]);
                    }
                    pause(SHORT).await;
                }
            }
            Self::HalfOfTheHintsLost | Self::HintsTwice => {
                write(stage, 0, room);
                pause(SHORT).await;
                let mischief = if self == Self::HintsTwice { Mischief::Repeat } else { Mischief::Drop(50) };
                stage.nodes[1].bus.set(mischief);
                for _ in 0..12 {
                    write(stage, 0, room);
                    pause(Duration::from_millis(60)).await;
                }
            }
            Self::LastHintLost => {
                write(stage, 0, room);
                pause(SHORT).await;
                stage.nodes[1].bus.set(Mischief::Drop(100));
                write(stage, 0, room);
            }
            Self::ForgedHint => {
                write(stage, 0, room);
                pause(SHORT).await;
                let head = stage.heads().await?[&room];
                // What is forged follows the next true one.
                stage.nodes[1].bus.forge(forged(room, head + 2));
                write(stage, 0, room);
                pause(SHORT).await;
                stage.nodes[1].bus.set(Mischief::None);
            }
            Self::Close | Self::MemberWritesAfterClosing => {
                write(stage, 0, room);
                pause(SHORT).await;
                stage.city.close_room(0, room).await?;
                pause(SHORT).await;
                if self == Self::MemberWritesAfterClosing {
                    let _ = stage.clients[2].commands.send(Command::Insist { room });
                    pause(SHORT).await;
                }
            }
            Self::CloseBesideCutOffNode => {
                write(stage, 0, room);
                pause(SHORT).await;
                stage.nodes[1].postgres.stall(true);
                // Its frames are held from half a second on.
                pause(Duration::from_millis(700)).await;
                write(stage, 0, room);
                pause(SHORT).await;
                stage.city.close_room(0, room).await?;
                pause(LATE).await;
                stage.nodes[1].postgres.heal();
                pause(SHORT).await;
            }
            Self::CloseBesideFrozenNode => close_beside_frozen_node(stage, room).await?,
            Self::Suspend | Self::SuspendOnCutOffNode => {
                write(stage, 0, room);
                pause(SHORT).await;
                let cut_off = self == Self::SuspendOnCutOffNode;
                stage.nodes[1].postgres.stall(cut_off);
                pause(SHORT).await;
                let account = stage.clients[1].seat.account;
                stage.city.suspend(0, account).await?;
                write(stage, 0, room);
                pause(SHORT).await;
                stage.nodes[1].postgres.heal();
                pause(SHORT).await;
            }
            Self::RemovedMemberWrites => {
                write(stage, 0, room);
                pause(SHORT).await;
                let account = stage.clients[1].seat.account;
                stage.city.remove_member(0, room, account).await?;
                pause(Duration::from_millis(1_500)).await;
                let _ = stage.clients[1].commands.send(Command::Insist { room });
                pause(SHORT).await;
            }
            Self::SwappedPosts => {
                let _ = stage.clients[0].commands.send(Command::WriteSwapped { room });
                pause(SHORT).await;
            }
        }
        Ok(())
    }
}

async fn close_beside_frozen_node(stage: &Stage<'_>, room: Uuid) -> anyhow::Result<()> {
    let pause = |time| tokio::time::sleep(time);
    write(stage, 0, room);
    pause(SHORT).await;
    write(stage, 2, room);
    pause(Duration::from_millis(120)).await;
    stage.nodes[1].bus.set(Mischief::Deaf);
    stage.nodes[1].signal(Signal::SIGSTOP)?;
    for _ in 0..30 {
        write(stage, 0, room);
        write(stage, 2, room);
    }
    // All of it, or as much as this machine does in three seconds.
    for _ in 0..30 {
        pause(Duration::from_millis(100)).await;
        if [0, 2].iter().all(|client: &usize| stage.clients[*client].log.lock().unanswered == 0) {
            break;
        }
    }
    stage.city.close_room(0, room).await?;
    pause(LATE).await;
    stage.nodes[1].signal(Signal::SIGCONT)?;
    pause(SHORT).await;
    Ok(())
}

fn write(stage: &Stage<'_>, client: usize, room: Uuid) {
    let _ = stage.clients[client].commands.send(Command::Write { room });
}

/// A hint as nodes send it, but not sealed: someone has joined.
fn forged(room: Uuid, seq: i64) -> Vec<u8> {
    let nobody =
        || PersonRow { account: Uuid::nil(), name: String::new(), facility: String::new(), profession: String::new() };
    let row = EntryRow {
        room,
        seq,
        id: Uuid::nil(),
        kind: "member_joined".into(),
        at: time::OffsetDateTime::UNIX_EPOCH,
        author: nobody(),
        subject: Some(nobody()),
        priority: None,
        reply_to: None,
        sealed: None,
    };
    // The first kind of hint: entries. Written as the nodes write it, but sealed by nobody.
    let hint = postcard::to_stdvec(&(0_u8, vec![row])).expect("a row serialises");
    [room.as_bytes().as_slice(), &hint].concat()
}
