//! Short stories on two nodes. In each room of four, the first and the third client sit at node 0, the others at node 1.

mod disaster;
mod disclosure;
mod epoch;

use std::time::Duration;

use anyhow::Context;
use nix::sys::signal::Signal;
use renrakucho_store::entry::{EntryRow, PersonRow};
use sqlx::PgConnection;
use uuid::Uuid;

use crate::{client::Command, history::Event, proxy::bus::Mischief, stage::Stage};

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
    /// A member is removed, asks for the room once more, and another one writes.
    RemovedMemberReads,
    /// A member is removed, and another one writes.
    Remove,
    /// A member's post waits behind the removal of that member for the room.
    WriteBehindRemoval,
    /// Node 0 is cut off from PostgreSQL with a post, someone else writes at node 1, and node 0 dies.
    WriteOnDyingNode,
    /// A reader is suspended who reads slowly and has asked for much.
    SuspendSlowReader,
    /// A reader at node 1 is suspended while node 1 is slow to hear of it.
    SuspendBesideSlowNode,
    /// A proxy withdraws the consent while a permit keeps a reader at node 1; another member goes on writing.
    ProxyWithdraws,
    /// A room is closed, and two people of the city erase it.
    Erase,
    /// A room is erased, and all nodes die before the next epoch of the keys is committed.
    DieBeforeEpoch,
    /// A room is erased, and all nodes die when the next epoch of the keys is committed, but not yet in the file.
    DieAfterEpoch,
    /// A disaster lets two people into a room, one of whom is suspended meanwhile; then the city ends it.
    DisasterEnded,
    /// A disaster lets two people into a room, one of whom is suspended meanwhile; then its time is over.
    DisasterOver,
    /// Two people of the city unseal a room, one blackens a passage, and the hours are over.
    Disclosure,
    /// A client sends its second post first.
    SwappedPosts,
}

const SHORT: Duration = Duration::from_millis(300);

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
            Self::HalfOfTheHintsLost | Self::HintsTwice | Self::LastHintLost | Self::ForgedHint => {
                self.harm_hints(stage, room).await?;
            }
            Self::Suspend
            | Self::SuspendOnCutOffNode
            | Self::SuspendBesideSlowNode
            | Self::RemovedMemberWrites
            | Self::RemovedMemberReads
            | Self::Remove => self.shut_out(stage, room).await?,
            Self::Close | Self::MemberWritesAfterClosing => {
                write(stage, 0, room);
                pause(SHORT).await;
                stage.city.close_room(0, room).await?;
                pause(SHORT).await;
                if self == Self::MemberWritesAfterClosing {
                    tell(stage, 2, Command::Insist { room });
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
                pause(stage.late()).await;
                stage.nodes[1].postgres.heal();
                pause(SHORT).await;
            }
            Self::CloseBesideFrozenNode => close_beside_frozen_node(stage, room).await?,
            Self::WriteBehindRemoval => write_behind_removal(stage, room).await?,
            Self::WriteOnDyingNode => {
                write(stage, 0, room);
                pause(SHORT).await;
                stage.nodes[0].postgres.stall(true);
                write(stage, 0, room);
                pause(SHORT).await;
                write(stage, 1, room);
                pause(SHORT).await;
                stage.nodes[0].kill();
                stage.heal().await?;
            }
            Self::ProxyWithdraws => {
                let account = |client: usize| stage.clients[client].seat.account;
                write(stage, 0, room);
                pause(SHORT).await;
                stage.city.permit(room, account(1)).await?;
                // However many the room has: the permit is for one of them alone.
                let members = stage.clients.iter().filter(|client| client.seat.rooms.contains(&room));
                let others = members.map(|client| client.seat.account).filter(|other| *other != account(1));
                stage.city.end_consent(0, room, &others.collect::<Vec<_>>()).await?;
                pause(SHORT).await;
                tell(stage, 2, Command::Insist { room });
                write(stage, 1, room);
                pause(SHORT).await;
                write(stage, 1, room);
                pause(SHORT).await;
            }
            Self::Erase => {
                write(stage, 0, room);
                pause(SHORT).await;
                stage.city.close_room(0, room).await?;
                stage.city.erase(1, room).await?;
                pause(SHORT).await;
            }
            Self::DisasterEnded | Self::DisasterOver => disaster::play(stage, room, self == Self::DisasterOver).await?,
            Self::DieBeforeEpoch => epoch::play(stage, room, "epoch::before_commit").await?,
            Self::DieAfterEpoch => epoch::play(stage, room, "epoch::after_commit").await?,
            Self::Disclosure => disclosure::play(stage, room).await?,
            Self::SuspendSlowReader => suspend_slow_reader(stage, room).await?,
            Self::SwappedPosts => {
                tell(stage, 0, Command::WriteSwapped { room });
                pause(SHORT).await;
            }
        }
        Ok(())
    }

    /// What the bus tells node 1 is harmed.
    async fn harm_hints(self, stage: &Stage<'_>, room: Uuid) -> anyhow::Result<()> {
        let pause = |time| tokio::time::sleep(time);
        write(stage, 0, room);
        pause(SHORT).await;
        match self {
            Self::HalfOfTheHintsLost | Self::HintsTwice => {
                let mischief = if self == Self::HintsTwice { Mischief::Repeat } else { Mischief::Drop(50) };
                stage.nodes[1].bus.set(mischief);
                for _ in 0..12 {
                    write(stage, 0, room);
                    pause(Duration::from_millis(60)).await;
                }
            }
            Self::LastHintLost => {
                stage.nodes[1].bus.set(Mischief::Drop(100));
                write(stage, 0, room);
            }
            Self::ForgedHint => {
                let head = stage.heads().await?[&room];
                // What is forged follows the next true one.
                stage.nodes[1].bus.forge(forged(room, head + 2));
                write(stage, 0, room);
                pause(SHORT).await;
                stage.nodes[1].bus.set(Mischief::None);
            }
            _ => {}
        }
        Ok(())
    }

    /// The second client, at node 1, is removed or suspended.
    async fn shut_out(self, stage: &Stage<'_>, room: Uuid) -> anyhow::Result<()> {
        let pause = |time| tokio::time::sleep(time);
        let account = stage.clients[1].seat.account;
        write(stage, 0, room);
        pause(SHORT).await;
        match self {
            Self::Suspend | Self::SuspendOnCutOffNode => {
                let cut_off = self == Self::SuspendOnCutOffNode;
                stage.nodes[1].postgres.stall(cut_off);
                pause(SHORT).await;
                stage.city.suspend(0, account).await?;
                write(stage, 0, room);
                pause(SHORT).await;
                stage.nodes[1].postgres.heal();
                pause(SHORT).await;
            }
            Self::RemovedMemberWrites => {
                stage.city.remove_member(0, room, account).await?;
                pause(Duration::from_millis(1_500)).await;
                tell(stage, 1, Command::Insist { room });
                pause(SHORT).await;
            }
            Self::RemovedMemberReads | Self::Remove => {
                stage.city.remove_member(0, room, account).await?;
                pause(SHORT).await;
                if self == Self::RemovedMemberReads {
                    tell(stage, 1, Command::Reopen { room });
                    pause(SHORT).await;
                }
                write(stage, 0, room);
                pause(SHORT).await;
            }
            Self::SuspendBesideSlowNode => {
                // Less than after which it would hold its frames.
                stage.nodes[1].postgres.slow(60);
                pause(Duration::from_millis(500)).await;
                stage.city.suspend(0, account).await?;
                write(stage, 0, room);
                pause(Duration::from_secs(1)).await;
                stage.nodes[1].postgres.heal();
                pause(SHORT).await;
            }
            _ => {}
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
    pause(stage.late()).await;
    stage.nodes[1].signal(Signal::SIGCONT)?;
    pause(SHORT).await;
    Ok(())
}

async fn write_behind_removal(stage: &Stage<'_>, room: Uuid) -> anyhow::Result<()> {
    write(stage, 0, room);
    tokio::time::sleep(SHORT).await;
    let cluster = &stage.ground.cluster;
    let mut holder = cluster.connect(&stage.database).await?;
    let hold = format!("begin; select from care_room where id = '{room}' for no key update");
    sqlx::raw_sql(sqlx::AssertSqlSafe(hold)).execute(&mut holder).await?;
    // PostgreSQL lets those who wait for a row come one after the other.
    let in_order = async {
        let mut looker = cluster.connect(&stage.database).await?;
        waiting_for_a_lock(&mut looker, 1).await?;
        write(stage, 1, room);
        waiting_for_a_lock(&mut looker, 2).await?;
        sqlx::raw_sql("commit").execute(&mut holder).await?;
        Ok::<_, anyhow::Error>(())
    };
    let removing = stage.city.remove_member(0, room, stage.clients[1].seat.account);
    tokio::try_join!(removing, in_order)?;
    tokio::time::sleep(SHORT).await;
    Ok(())
}

async fn waiting_for_a_lock(looker: &mut PgConnection, many: i64) -> anyhow::Result<()> {
    let waiting = async {
        let ask = || sqlx::query_scalar::<_, i64>("select count(*) from pg_locks where not granted");
        while ask().fetch_one(&mut *looker).await? < many {
            tokio::time::sleep(Duration::from_millis(2)).await;
        }
        Ok(())
    };
    tokio::time::timeout(Duration::from_secs(2), waiting).await.context("nobody waits for the room")?
}

async fn suspend_slow_reader(stage: &Stage<'_>, room: Uuid) -> anyhow::Result<()> {
    let pause = |time| tokio::time::sleep(time);
    // 30 KB each. Slower than what a socket may send.
    for _ in 0..15 {
        for client in [0, 2] {
            tell(stage, client, Command::WriteLong { room });
        }
        pause(Duration::from_millis(100)).await;
    }
    stage.settle(Duration::from_secs(20)).await?;
    let welcomes = || {
        let log = stage.clients[1].log.lock();
        log.events.iter().filter(|(_, event)| *event == Event::Welcomed).count()
    };
    let before = welcomes();
    tell(stage, 1, Command::StopReading);
    let welcomed = async {
        while welcomes() == before {
            pause(Duration::from_millis(20)).await;
        }
    };
    tokio::time::timeout(Duration::from_secs(20), welcomed).await.context("a slow reader does not come in")?;
    // The server writes what there is room for.
    pause(Duration::from_secs(1)).await;
    stage.city.suspend(0, stage.clients[1].seat.account).await?;
    pause(stage.late()).await;
    tell(stage, 1, Command::ReadOn);
    pause(SHORT).await;
    Ok(())
}

fn write(stage: &Stage<'_>, client: usize, room: Uuid) {
    tell(stage, client, Command::Write { room });
}

fn tell(stage: &Stage<'_>, client: usize, command: Command) {
    let _ = stage.clients[client].commands.send(command);
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
