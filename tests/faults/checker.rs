//! What the checker insists on. It reads a history and nothing else; what it finds is told in words and counted by kind.

use std::collections::{BTreeMap, HashMap, HashSet, hash_map::Entry as Slot};

use uuid::Uuid;

use crate::history::{ClientLog, Decision, Event, History, Micros, Row};

/// What comes about a closed room, or to someone who was shut out, later than this after the answer of the call is a
/// leak even if it was committed before. (The promise is one second with a frozen node; the rest is this machine's.)
pub(crate) const FELT_WITHIN: Micros = 1_500_000;

/// Which promise is broken.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Debug)]
pub(crate) enum Kind {
    /// Acknowledged and not there, or somewhere else.
    Lost,
    /// Counted or applied twice.
    Duplicated,
    /// Not in the order sent, or not in the order of the log.
    OutOfOrder,
    /// A position that is missing, in the database or for a client.
    Gap,
    /// Given to someone not entitled, accepted from someone not entitled, or never written by anyone.
    Leaked,
    /// No audit event.
    Unaudited,
}

/// Something that must not be.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) struct Violation {
    /// Which promise.
    pub(crate) kind: Kind,
    /// What exactly.
    pub(crate) what: String,
}

/// What was found.
#[derive(Clone, Debug, Default)]
pub(crate) struct Findings {
    /// All that must not be.
    pub(crate) violations: Vec<Violation>,
    /// Posts that were acknowledged.
    pub(crate) acked: usize,
    /// From the commit, or the end of a fault around it, to the moment a client had an entry.
    pub(crate) converged_ms_p99: u64,
}

impl Findings {
    /// How many of a kind.
    pub(crate) fn count(&self, kind: Kind) -> usize {
        self.violations.iter().filter(|violation| violation.kind == kind).count()
    }

    fn add(&mut self, kind: Kind, what: String) {
        self.violations.push(Violation { kind, what });
    }
}

/// Checks a whole run.
pub(crate) fn check(history: &History) -> Findings {
    let mut findings = Findings::default();
    let facts = Facts::of(history, &mut findings);
    for client in &history.clients {
        facts.check_client(client, &mut findings);
    }
    findings.acked = facts.acked.len();
    findings.converged_ms_p99 = facts.converged(history);
    findings
}

#[derive(Clone, Copy)]
struct FirstSent {
    at: Micros,
    body: u64,
}

struct Facts<'a> {
    rows: HashMap<Uuid, BTreeMap<i64, &'a Row>>,
    by_id: HashMap<(Uuid, Uuid), i64>,
    heads: &'a HashMap<Uuid, i64>,
    felt_within: Micros,
    sent: HashMap<(Uuid, Uuid), FirstSent>,
    acked: HashMap<(Uuid, Uuid), Micros>,
    closed: HashMap<Uuid, Micros>,
    removed: HashMap<(Uuid, Uuid), (Micros, Option<i64>)>,
    suspended: HashMap<Uuid, Micros>,
}

impl<'a> Facts<'a> {
    fn of(history: &'a History, findings: &mut Findings) -> Self {
        let mut rows: HashMap<Uuid, BTreeMap<i64, &Row>> = HashMap::new();
        let mut by_id = HashMap::new();
        for row in &history.rows {
            rows.entry(row.room).or_default().insert(row.seq, row);
            match by_id.entry((row.room, row.id)) {
                Slot::Vacant(slot) => _ = slot.insert(row.seq),
                Slot::Occupied(earlier) => findings.add(
                    Kind::Duplicated,
                    format!("{} stands at {} and at {} of {}", row.id, earlier.get(), row.seq, row.room),
                ),
            }
            if !row.audited {
                findings.add(Kind::Unaudited, format!("entry {} of {} has no audit event", row.seq, row.room));
            }
        }
        check_logs(&rows, &history.heads, findings);

        let (mut sent, mut acked) = (HashMap::new(), HashMap::new());
        for client in &history.clients {
            for (at, event) in &client.events {
                match event {
                    Event::Sent { room, id, body } => {
                        sent.entry((*room, *id)).or_insert(FirstSent { at: *at, body: *body });
                    }
                    Event::Acked { room, id, .. } => _ = acked.entry((*room, *id)).or_insert(*at),
                    _ => {}
                }
            }
        }
        // A decision whose answer nobody heard counts from never: what it did is seen in the rows.
        let (mut closed, mut removed, mut suspended) = (HashMap::new(), HashMap::new(), HashMap::new());
        for decided in &history.decided {
            let from = decided.answered.unwrap_or(Micros::MAX);
            match decided.what {
                Decision::Closed { room } => _ = closed.insert(room, from),
                Decision::Removed { room, account } => {
                    let left = rows.get(&room).into_iter().flatten().map(|(_, row)| row);
                    let left = left.filter(|row| {
                        let is_leaving = row.kind == "member_left" && row.subject == Some(account);
                        // With the consent everyone leaves but those whom a permit keeps.
                        is_leaving || row.kind == "consent_ended"
                    });
                    removed.insert((room, account), (from, left.map(|row| row.seq).max()));
                }
                Decision::Suspended { account } => _ = suspended.insert(account, from),
            }
        }
        for ((room, id), first) in &sent {
            let Some(seq) = by_id.get(&(*room, *id)) else { continue };
            let author = rows[room][seq].author;
            let too_late = closed.get(room).is_some_and(|closed| first.at > *closed)
                || removed.get(&(*room, author)).is_some_and(|(from, _)| first.at > *from)
                || suspended.get(&author).is_some_and(|from| first.at > *from);
            if too_late {
                findings
                    .add(Kind::Leaked, format!("{id} was accepted in {room} from {author}, who was shut out before"));
            }
        }
        Self {
            rows,
            by_id,
            heads: &history.heads,
            felt_within: FELT_WITHIN + history.slack,
            sent,
            acked,
            closed,
            removed,
            suspended,
        }
    }

    fn check_client(&self, client: &ClientLog, findings: &mut Findings) {
        let account = client.account;
        let mut next: HashMap<Uuid, i64> = HashMap::new();
        let mut cursors: HashMap<Uuid, i64> = HashMap::new();
        let mut wiped: HashSet<Uuid> = HashSet::new();
        let mut order: HashMap<Uuid, Vec<Uuid>> = HashMap::new();
        let mut seen: HashSet<Uuid> = HashSet::new();
        let mut ended = false;
        for (at, event) in &client.events {
            match event {
                Event::Welcomed => next.clear(),
                Event::Opened { room, after } => {
                    self.may_hear(client, *room, *at, &wiped, findings);
                    next.insert(*room, after + 1);
                }
                Event::Frame { room } => self.may_hear(client, *room, *at, &wiped, findings),
                Event::Entry { room, seq, .. } => {
                    self.may_hear(client, *room, *at, &wiped, findings);
                    self.check_entry(client, *at, event, findings);
                    match next.get(room) {
                        None => findings
                            .add(Kind::Leaked, format!("{account} got entry {seq} of {room}, which it had not opened")),
                        Some(next) if seq < next => {
                            findings.add(Kind::Duplicated, format!("{account} got entry {seq} of {room} again"));
                        }
                        Some(next) if seq > next => {
                            findings.add(Kind::Gap, format!("{account} got entry {seq} of {room} instead of {next}"));
                        }
                        Some(_) => {}
                    }
                    next.insert(*room, seq + 1);
                    let cursor = cursors.entry(*room).or_default();
                    if *seq == *cursor + 1 {
                        *cursor = *seq;
                    }
                }
                Event::Wiped { room } => _ = wiped.insert(*room),
                Event::Sent { room, id, .. } => {
                    if seen.insert(*id) {
                        order.entry(*room).or_default().push(*id);
                    }
                }
                Event::Acked { room, id, seq } => match self.by_id.get(&(*room, *id)) {
                    Some(there) if there == seq => {}
                    Some(there) => findings
                        .add(Kind::Lost, format!("{id} was acknowledged at {seq} of {room} and stands at {there}")),
                    None => {
                        findings.add(Kind::Lost, format!("{id} was acknowledged at {seq} of {room} and is not there"));
                    }
                },
                Event::Refused { .. } => {}
                Event::Ended => ended = true,
            }
        }
        for (room, ids) in &order {
            let places: Vec<i64> = ids.iter().filter_map(|id| self.by_id.get(&(*room, *id)).copied()).collect();
            for pair in places.windows(2).filter(|pair| pair[0] > pair[1]) {
                findings.add(
                    Kind::OutOfOrder,
                    format!("{account} sent what stands at {} of {room} before what stands at {}", pair[0], pair[1]),
                );
            }
        }
        self.check_end(client, &cursors, &wiped, ended, findings);
    }

    /// Whether a frame about the room may come to this client at all.
    fn may_hear(&self, client: &ClientLog, room: Uuid, at: Micros, wiped: &HashSet<Uuid>, findings: &mut Findings) {
        let account = client.account;
        if !client.rooms.contains(&room) {
            findings.add(Kind::Leaked, format!("{account} heard of {room}, where it never was a member"));
        }
        if wiped.contains(&room) {
            findings.add(Kind::Leaked, format!("{account} heard of {room} after the order to wipe it"));
        }
        let until = |from: Micros| from.saturating_add(self.felt_within);
        let late = self.closed.get(&room).is_some_and(|from| at > until(*from))
            || self.removed.get(&(room, account)).is_some_and(|(from, _)| at > until(*from))
            || self.suspended.get(&account).is_some_and(|from| at > until(*from));
        if late {
            findings.add(Kind::Leaked, format!("{account} heard of {room} long after it was shut out of it"));
        }
    }

    fn check_entry(&self, client: &ClientLog, at: Micros, event: &Event, findings: &mut Findings) {
        let Event::Entry { room, seq, id, author, body } = event else { return };
        let account = client.account;
        match self.rows.get(room).and_then(|rows| rows.get(seq)) {
            Some(row) if row.id == *id && row.author == *author => {}
            _ => findings.add(Kind::Leaked, format!("{account} got {id} as entry {seq} of {room}: nobody wrote that")),
        }
        let first = self.sent.get(&(*room, *id));
        if let (Some(body), Some(first)) = (body, first)
            && *body != first.body
        {
            findings.add(Kind::Leaked, format!("{account} got another text than {id} was sent with"));
        }
        if let Some((_, Some(left))) = self.removed.get(&(*room, account))
            && seq > left
        {
            findings.add(Kind::Leaked, format!("{account} left {room} at {left} and got {seq}"));
        }
        // Sent after the answer is committed after the answer.
        if let (Some(from), Some(first)) = (self.suspended.get(&account), first)
            && first.at > *from
        {
            findings.add(
                Kind::Leaked,
                format!("{account} was suspended and got {id}, sent at {} µs, at {at} µs", first.at),
            );
        }
    }

    fn check_end(
        &self,
        client: &ClientLog,
        cursors: &HashMap<Uuid, i64>,
        wiped: &HashSet<Uuid>,
        ended: bool,
        findings: &mut Findings,
    ) {
        let account = client.account;
        if let Some(from) = self.suspended.get(&account) {
            // Without an answer it may have happened, or not.
            if !ended && *from != Micros::MAX {
                findings.add(Kind::Leaked, format!("{account} was suspended and never cut"));
            }
            return;
        }
        if ended {
            findings.add(Kind::Gap, format!("{account} was shut out though nobody decided that"));
            return;
        }
        for room in &client.rooms {
            let closed = self.rows.get(room).is_some_and(|rows| rows.values().any(|row| row.kind == "discontinued"));
            let left = self.removed.get(&(*room, account)).is_some_and(|(_, left)| left.is_some());
            if closed || left {
                if !wiped.contains(room) {
                    findings.add(Kind::Leaked, format!("{account} was never told to wipe {room}"));
                }
                continue;
            }
            let (head, cursor) = (self.heads.get(room).copied(), cursors.get(room).copied());
            let (head, cursor) = (head.unwrap_or_default(), cursor.unwrap_or_default());
            if head != cursor {
                findings.add(Kind::Gap, format!("{account} ends at {cursor} of {room}, which ends at {head}"));
            }
        }
    }

    fn converged(&self, history: &History) -> u64 {
        let mut took: Vec<u64> = Vec::new();
        for client in &history.clients {
            let mut connected = 0;
            for (at, event) in &client.events {
                match event {
                    Event::Welcomed => connected = *at,
                    Event::Entry { room, id, .. } => {
                        let Some(acked) = self.acked.get(&(*room, *id)) else { continue };
                        let from = (*acked).max(connected);
                        // Of the faults that touched the time in between, the end of the last counts.
                        let last = history.faults.partition_point(|(begin, _)| begin < at);
                        let healed = last.checked_sub(1).map(|last| history.faults[last].1).filter(|end| *end > from);
                        took.push(at.saturating_sub(healed.unwrap_or(from)) / 1_000);
                    }
                    _ => {}
                }
            }
        }
        took.sort_unstable();
        took.get((took.len() * 99 / 100).min(took.len().saturating_sub(1))).copied().unwrap_or_default()
    }
}

/// Each room's log is 1, 2, 3 … up to its head; nothing follows a closing, and nothing of someone's follows the entry that
/// removed them.
fn check_logs(rows: &HashMap<Uuid, BTreeMap<i64, &Row>>, heads: &HashMap<Uuid, i64>, findings: &mut Findings) {
    let nothing = BTreeMap::new();
    for (room, head) in heads {
        let rows = rows.get(room).unwrap_or(&nothing);
        let mut expected = 1;
        for seq in rows.keys() {
            if *seq != expected {
                findings.add(Kind::Gap, format!("{room} has {seq} where {expected} should be"));
            }
            expected = seq + 1;
        }
        if expected != head + 1 {
            findings.add(Kind::Gap, format!("{room} ends at {} and says {head}", expected - 1));
        }
        let mut out = HashSet::new();
        for (seq, row) in rows {
            match row.kind.as_str() {
                "member_left" => out.extend(row.subject),
                "member_joined" => _ = row.subject.map(|account| out.remove(&account)),
                "post" if out.contains(&row.author) => findings
                    .add(Kind::Leaked, format!("entry {seq} of {room} is by {}, who had left before it", row.author)),
                _ => {}
            }
        }
        if let Some((closing, _)) = rows.iter().find(|(_, row)| row.kind == "discontinued") {
            // What is closed may be erased later, and nothing else happens to it.
            for (seq, _) in rows.range(closing + 1..).filter(|(_, row)| row.kind != "erased") {
                findings.add(Kind::Leaked, format!("entry {seq} of {room} follows the closing at {closing}"));
            }
        }
    }
}

#[cfg(test)]
#[path = "checker_tests.rs"]
mod tests;
