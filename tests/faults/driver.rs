//! The main run: clients write, faults come from the schedule, the city decides in between; then all must be at the end.

use std::time::{Duration, Instant};

use nix::sys::signal::Signal;

use crate::{
    checker::{Findings, check},
    city::City,
    client::{Command, Running},
    cluster::{Cluster, Redis},
    history::{Event, now},
    node::Node,
    proxy::bus::Mischief,
    schedule::{Act, Fault, Step, steps},
    size::Size,
    stage::{Ground, Setup, Stage, start_writing, stop_writing},
};

/// A closing answers within this, though a node is frozen.
const CLOSING_WITHIN: Duration = Duration::from_secs(1);
/// A node whose subscription was killed listens again by then.
const LISTENING_WITHIN: Duration = Duration::from_secs(5);
/// After the last fault everyone has everything within this.
const AT_REST: Duration = Duration::from_mins(1);

/// What came of it.
pub(crate) struct Outcome {
    /// What the checker found.
    pub(crate) findings: Findings,
    /// What else is not as promised.
    pub(crate) broken: Vec<String>,
    /// How many faults there were.
    pub(crate) faults: usize,
}

/// Runs until the size's time, faults and posts are reached.
pub(crate) async fn run(ground: &Ground, size: &Size, seed: u64) -> anyhow::Result<Outcome> {
    let setup = Setup {
        name: "run".into(),
        seed,
        nodes: 3,
        points: String::new(),
        clients: size.rooms * size.members,
        pace_ms: size.pace_ms,
        naughty: true,
        settings: Vec::new(),
    };
    let mut stage = Stage::set(ground, setup).await?;
    stage.ready().await?;
    start_writing(&stage);
    let mut broken = Vec::new();
    let (began, mut faults) = (Instant::now(), 0);
    for step in steps(seed, size.calm_ms) {
        let done = faults >= size.faults && acked(&stage) >= size.acked;
        if (began.elapsed() >= size.length && done) || began.elapsed() >= size.length * 2 {
            break;
        }
        tokio::time::sleep(step.calm).await;
        if take(&mut stage, &step, &mut broken).await? {
            faults += 1;
        } else {
            eprintln!("             (did not happen)");
        }
    }
    stop_writing(&stage);
    if !stage.settle(AT_REST).await? {
        broken.push("not everyone had everything a minute after the last fault".into());
    }
    if faults < size.faults {
        broken.push(format!("only {faults} faults in twice the time"));
    }
    let history = stage.end(&mut broken).await?;
    let findings = check(&history);
    if findings.acked < size.acked {
        broken.push(format!("only {} acknowledged posts in twice the time", findings.acked));
    }
    Ok(Outcome { findings, broken, faults })
}

fn acked(stage: &Stage<'_>) -> usize {
    let of = |client: &Running| {
        client.log.lock().events.iter().filter(|(_, event)| matches!(event, Event::Acked { .. })).count()
    };
    stage.clients.iter().map(of).sum()
}

/// One step: the fault, the decision beside it, and everything whole again. Whether the fault happened.
async fn take(stage: &mut Stage<'_>, step: &Step, broken: &mut Vec<String>) -> anyhow::Result<bool> {
    let act = step.act.map(|act| chosen(stage, act));
    let rooms = stage.rooms();
    let begin = now();
    eprintln!("{:>8} ms  {:?}{}", begin / 1_000, step.fault, act.map_or(String::new(), |act| format!(" and {act:?}")));
    let happened = {
        let mut hands = Hands {
            nodes: &mut stage.nodes,
            redis: &mut stage.redis,
            cluster: &stage.ground.cluster,
            city: &stage.city,
            clients: &stage.clients,
            database: &stage.database,
            rooms: &rooms,
        };
        let city = &stage.city;
        let deciding = async {
            tokio::time::sleep(Duration::from_millis(50)).await;
            match act {
                Some(Chosen::Close { node, room }) => city.close_room(node, room).await.map(|_| ()),
                Some(Chosen::Remove { node, room, account }) => city.remove_member(node, room, account).await,
                Some(Chosen::Suspend { node, account }) => city.suspend(node, account).await,
                Some(Chosen::Nothing) | None => Ok(()),
            }
        };
        let (decided, done) = tokio::join!(deciding, hands.apply(&step.fault, broken));
        decided?;
        done?
    };
    stage.heal().await?;
    stage.faults.push((begin, now()));
    Ok(happened)
}

#[derive(Clone, Copy, Debug)]
enum Chosen {
    Nothing,
    Close { node: usize, room: uuid::Uuid },
    Remove { node: usize, room: uuid::Uuid, account: uuid::Uuid },
    Suspend { node: usize, account: uuid::Uuid },
}

/// Whom a decision meets. Half of the rooms stay open, and nobody is shut out twice.
fn chosen(stage: &Stage<'_>, act: Act) -> Chosen {
    let someone = |client: usize| {
        let seat = &stage.clients[client % stage.clients.len()].seat;
        (!stage.city.is_out(seat.account) && !stage.city.is_closed(seat.rooms[0])).then_some(seat)
    };
    match act {
        Act::Close { node, room } => {
            let rooms = stage.rooms();
            open_room(&stage.city, &rooms, room).map_or(Chosen::Nothing, |room| Chosen::Close { node, room })
        }
        Act::Remove { node, client } => someone(client).map_or(Chosen::Nothing, |seat| Chosen::Remove {
            node,
            room: seat.rooms[0],
            account: seat.account,
        }),
        Act::Suspend { node, client } => {
            someone(client).map_or(Chosen::Nothing, |seat| Chosen::Suspend { node, account: seat.account })
        }
    }
}

fn open_room(city: &City, rooms: &[uuid::Uuid], number: usize) -> Option<uuid::Uuid> {
    let open: Vec<_> = rooms.iter().filter(|room| !city.is_closed(**room)).copied().collect();
    (open.len() * 2 > rooms.len()).then(|| open[number % open.len()])
}

struct Hands<'a> {
    nodes: &'a mut [Node],
    redis: &'a mut Redis,
    cluster: &'a Cluster,
    city: &'a City,
    clients: &'a [Running],
    database: &'a str,
    rooms: &'a [uuid::Uuid],
}

async fn ms(ms: u64) {
    tokio::time::sleep(Duration::from_millis(ms)).await;
}

impl Hands<'_> {
    fn node(&mut self, number: usize) -> &mut Node {
        let count = self.nodes.len();
        &mut self.nodes[number % count]
    }

    /// Does it and undoes it. Whether it happened: a death or a cut at a certain place needs someone to come by.
    async fn apply(&mut self, fault: &Fault, broken: &mut Vec<String>) -> anyhow::Result<bool> {
        match *fault {
            Fault::Kill { node, away_ms } => {
                let node = self.node(node);
                node.kill();
                ms(away_ms).await;
                node.start("").await?;
            }
            Fault::Freeze { node, ms: length } => {
                let node = self.node(node);
                node.signal(Signal::SIGSTOP)?;
                ms(length).await;
                node.signal(Signal::SIGCONT)?;
            }
            Fault::FreezeAndClose { node, ms: length, room } => {
                self.freeze_and_close(node, length, room, broken).await?;
            }
            Fault::Die { node: number, point, percent } => {
                let (city, rooms) = (self.city, self.rooms);
                let node = self.node(number);
                node.drain().await?;
                if point.starts_with("closing::") {
                    node.start(&format!("{point}=return")).await?;
                    if let Some(room) = open_room(city, rooms, usize::from(percent)) {
                        city.close_room(number, room).await?;
                    }
                } else {
                    node.start(&format!("{point}={percent}%return")).await?;
                }
                let began = Instant::now();
                while !node.is_dead()? && began.elapsed() < Duration::from_secs(3) {
                    ms(20).await;
                }
                let died = node.is_dead()?;
                node.kill();
                node.start("").await?;
                return Ok(died);
            }
            Fault::Drain { node } => drain(self.node(node), broken).await?,
            Fault::RollingDrain => {
                for node in &mut *self.nodes {
                    drain(node, broken).await?;
                }
            }
            Fault::KillBackend { which } => {
                self.cluster.kill_backend(self.database, which).await?;
                ms(100).await;
                self.cluster.connect(self.database).await?;
            }
            Fault::KillPostgres { immediate, away_ms } => {
                self.cluster.kill(if immediate { Signal::SIGQUIT } else { Signal::SIGKILL })?;
                ms(away_ms).await;
                self.cluster.start_again().await?;
            }
            Fault::CutCommit { node, bytes } => {
                let proxy = &self.node(node).postgres;
                let before = proxy.cuts();
                proxy.cut_next_commit_after(bytes);
                let began = Instant::now();
                while proxy.cuts() == before && began.elapsed() < Duration::from_secs(2) {
                    ms(5).await;
                }
                return Ok(proxy.cuts() > before);
            }
            Fault::CutPostgres { node } => self.node(node).postgres.cut_all(),
            Fault::StallPostgres { node, ms: length } => {
                self.node(node).postgres.stall(true);
                ms(length).await;
            }
            Fault::SlowPostgres { node, latency_ms, ms: length } => {
                self.node(node).postgres.slow(latency_ms);
                ms(length).await;
            }
            Fault::KillRedis { away_ms } => {
                self.redis.kill();
                ms(away_ms).await;
            }
            Fault::FlushRedis => _ = self.redis.ask::<String>(&["FLUSHALL"]).await?,
            Fault::KillSubscribers => self.kill_subscribers(broken).await?,
            Fault::Bus { node, mischief, ms: length } => {
                let bus = &self.node(node).bus;
                bus.set(mischief);
                ms(length).await;
                bus.set(Mischief::None);
            }
            Fault::CutClients { percent } => self.tell(percent, Command::Cut),
            Fault::HalfCloseClients { percent } => self.tell(percent, Command::HalfClose),
        }
        Ok(true)
    }

    /// Entries would come by the look at the heads all the same, so no client can tell whether nodes listen again: Redis can.
    async fn kill_subscribers(&mut self, broken: &mut Vec<String>) -> anyhow::Result<()> {
        let killed = self.redis.ask::<usize>(&["CLIENT", "KILL", "TYPE", "pubsub"]).await?;
        let began = Instant::now();
        loop {
            let clients = self.redis.ask::<String>(&["CLIENT", "LIST", "TYPE", "pubsub"]).await?;
            let listening = clients.lines().filter(|line| !line.is_empty()).count();
            if listening >= killed {
                return Ok(());
            }
            if began.elapsed() > LISTENING_WITHIN {
                broken.push(format!("{listening} of {killed} subscriptions were made again"));
                return Ok(());
            }
            ms(20).await;
        }
    }

    async fn freeze_and_close(
        &mut self,
        node: usize,
        length: u64,
        room: usize,
        broken: &mut Vec<String>,
    ) -> anyhow::Result<()> {
        let city = self.city;
        let room = open_room(city, self.rooms, room);
        // What the machine itself costs at this moment: a request that reads a few rows, at the same node.
        let began = Instant::now();
        city.look(node + 1).await?;
        let allowed = CLOSING_WITHIN + began.elapsed() * 4;
        let frozen = self.node(node);
        frozen.signal(Signal::SIGSTOP)?;
        let began = Instant::now();
        if let Some(room) = room {
            // Any node but the frozen one.
            match city.close_room(node + 1, room).await? {
                Some(took) if took <= allowed => {}
                took => broken.push(format!("a closing beside a frozen node took {took:?}")),
            }
        }
        tokio::time::sleep(Duration::from_millis(length).saturating_sub(began.elapsed())).await;
        self.node(node).signal(Signal::SIGCONT)
    }

    /// The same clients for the same number: every third, every tenth …
    fn tell(&self, percent: u8, command: Command) {
        for (number, client) in self.clients.iter().enumerate() {
            if (number * 37) % 100 < usize::from(percent) {
                let _ = client.commands.send(command);
            }
        }
    }
}

async fn drain(node: &mut Node, broken: &mut Vec<String>) -> anyhow::Result<()> {
    if !node.drain().await? {
        broken.push("a node did not end in good order".into());
    }
    node.start("").await
}
