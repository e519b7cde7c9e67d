//! Violations on purpose. Each takes one safeguard away and plays a plot in which that must show; the checker, or one of
//! the searches at the end, must say so. The same plot with all safeguards in place must pass: otherwise the finding
//! would prove nothing.

mod plot;

use std::time::{Duration, Instant};

use crate::{
    checker::{Kind, check},
    planted::plot::Plot,
    stage::{Ground, Setup, Stage, stop_writing},
};

/// How a safeguard is taken away.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum How {
    /// Switches in the server's code: `fault::planted`.
    Switches(&'static [&'static str]),
    /// Both: a switch, and what the owner of the database changes before the plot.
    SwitchAndSql(&'static [&'static str], &'static str),
    /// The owner of the database changes it before the plot.
    Sql(&'static str),
    /// The owner of the database changes it after the plot, when all is settled.
    SqlAfterwards(&'static str),
    /// A client that does not do what it writes down.
    Client,
}

/// What must be found.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Finding {
    /// By the checker.
    Checker(Kind),
    /// By a search at the end, in these words.
    Search(&'static str),
}

struct Planted {
    name: &'static str,
    how: How,
    plot: Plot,
    finding: Finding,
}

/// All of them; docs/faults.md says what each breaks.
const TABLE: &[Planted] = &[
    Planted {
        name: "tail-without-hole-check",
        how: How::Switches(&["tail::no_hole_check"]),
        plot: Plot::HalfOfTheHintsLost,
        finding: Finding::Checker(Kind::Gap),
    },
    Planted {
        name: "tail-lets-repeats-through",
        how: How::Switches(&["tail::repeats_pass"]),
        plot: Plot::HintsTwice,
        finding: Finding::Checker(Kind::Duplicated),
    },
    Planted {
        name: "no-look-at-the-heads",
        how: How::Switches(&["heads::no_look"]),
        plot: Plot::LastHintLost,
        finding: Finding::Checker(Kind::Gap),
    },
    Planted {
        name: "hints-without-a-seal",
        how: How::Switches(&["bus::unsealed"]),
        plot: Plot::ForgedHint,
        finding: Finding::Checker(Kind::Leaked),
    },
    Planted {
        name: "outbox-kept-at-closing",
        how: How::Switches(&["closing::keep_outbox"]),
        plot: Plot::CloseBesideCutOffNode,
        finding: Finding::Checker(Kind::Leaked),
    },
    Planted {
        name: "no-room-in-the-revocation-log",
        how: How::Switches(&["revocations::no_room", "heads::no_look"]),
        plot: Plot::CloseBesideFrozenNode,
        finding: Finding::Checker(Kind::Leaked),
    },
    Planted {
        name: "no-order-to-wipe",
        how: How::Switches(&["closing::no_purge"]),
        plot: Plot::Close,
        finding: Finding::Checker(Kind::Leaked),
    },
    Planted {
        name: "no-hold-when-cut-off",
        how: How::Switches(&["revocations::no_hold"]),
        plot: Plot::SuspendOnCutOffNode,
        finding: Finding::Checker(Kind::Leaked),
    },
    Planted {
        name: "revocations-not-applied",
        how: How::Switches(&["revocations::not_applied"]),
        plot: Plot::Suspend,
        finding: Finding::Checker(Kind::Leaked),
    },
    Planted {
        name: "text-in-the-log",
        how: How::Switches(&["encode::log_text"]),
        plot: Plot::Chat,
        finding: Finding::Search("in the log"),
    },
    Planted {
        name: "hints-kept-in-redis",
        how: How::Switches(&["bus::store"]),
        plot: Plot::Chat,
        finding: Finding::Search("stored in Redis"),
    },
    Planted {
        name: "positions-from-a-sequence",
        how: How::Sql(
            "create sequence everyone; grant usage on sequence everyone to renrakucho_app;
             create function from_sequence() returns trigger language plpgsql as
                 'begin new.last_seq := nextval(''everyone''); return new; end';
             create trigger from_sequence before update of last_seq on care_room
                 for each row when (new.last_seq > old.last_seq) execute function from_sequence()",
        ),
        plot: Plot::Chat,
        finding: Finding::Checker(Kind::Gap),
    },
    Planted {
        name: "every-post-twice",
        how: How::Sql(
            "alter table entry drop constraint entry_room_id_key cascade;
             create function twice() returns trigger language plpgsql security definer as
                 'declare again entry; begin again := new;
                  update care_room set last_seq = last_seq + 1 where id = new.room returning last_seq into again.seq;
                  insert into entry select again.*; return null; end';
             create trigger twice after insert on entry for each row when (pg_trigger_depth() = 0) execute function twice()",
        ),
        plot: Plot::Chat,
        finding: Finding::Checker(Kind::Duplicated),
    },
    Planted {
        name: "ack-without-commit",
        how: How::Switches(&["post::ack_without_commit"]),
        plot: Plot::Chat,
        finding: Finding::Checker(Kind::Lost),
    },
    Planted {
        name: "commit-lost-by-the-disk",
        how: How::SqlAfterwards(
            "delete from alert; delete from entry e using care_room r
             where r.id = e.room and e.seq = r.last_seq and e.kind = 'post' and e.at > now() - interval '1 hour'",
        ),
        plot: Plot::Chat,
        finding: Finding::Checker(Kind::Lost),
    },
    Planted {
        name: "no-audit-event",
        how: How::Sql(
            "create function forget() returns trigger language plpgsql as 'begin return null; end';
             create trigger forget before insert on audit_event
                 for each row when (new.event = 'entry_added') execute function forget()",
        ),
        plot: Plot::Chat,
        finding: Finding::Checker(Kind::Unaudited),
    },
    Planted {
        name: "audit-event-altered",
        how: How::SqlAfterwards(
            "update audit_event set account = null where id = (select min(event) from audit_link)",
        ),
        plot: Plot::Chat,
        finding: Finding::Search("audit verify"),
    },
    Planted {
        name: "membership-that-never-ends",
        how: How::Sql(
            "create or replace view standing_membership as
             select m.room, m.account, m.affiliation, x.staff_member, x.profession, x.facility, m.permit
             from membership m join affiliation x on x.id = m.affiliation join facility f on f.id = x.facility",
        ),
        plot: Plot::RemovedMemberWrites,
        finding: Finding::Checker(Kind::Leaked),
    },
    Planted {
        name: "cached-membership",
        how: How::Sql(
            "create table read_earlier as select * from standing_membership;
             grant select on read_earlier to renrakucho_app, renrakucho_owner;
             create or replace view standing_membership as select * from read_earlier",
        ),
        plot: Plot::RemovedMemberReads,
        finding: Finding::Checker(Kind::Leaked),
    },
    Planted {
        name: "removed-member-still-listens",
        how: How::Switches(&["membership::kept"]),
        plot: Plot::Remove,
        finding: Finding::Checker(Kind::Leaked),
    },
    Planted {
        name: "check-before-the-lock",
        how: How::Sql(CHECK_BEFORE_THE_LOCK),
        plot: Plot::WriteBehindRemoval,
        finding: Finding::Checker(Kind::Leaked),
    },
    Planted {
        name: "told-before-the-commit",
        how: How::Switches(&["post::told_before_commit"]),
        plot: Plot::WriteOnDyingNode,
        finding: Finding::Checker(Kind::Leaked),
    },
    Planted {
        name: "close-without-a-reset",
        how: How::Switches(&["wire::no_reset", "wire::much_unsent"]),
        plot: Plot::SuspendSlowReader,
        finding: Finding::Checker(Kind::Leaked),
    },
    Planted {
        name: "suspension-that-does-not-wait",
        how: How::Switches(&["revocations::no_wait"]),
        plot: Plot::SuspendBesideSlowNode,
        finding: Finding::Checker(Kind::Leaked),
    },
    Planted {
        name: "closing-that-does-not-close",
        how: How::Sql(
            "create function stay_open() returns trigger language plpgsql as 'begin new.state := ''active''; return new; end';
             create trigger stay_open before update of state on care_room
                 for each row when (new.state = 'discontinued') execute function stay_open()",
        ),
        plot: Plot::MemberWritesAfterClosing,
        finding: Finding::Checker(Kind::Leaked),
    },
    Planted {
        name: "others-stay-when-a-proxy-withdraws",
        how: How::Switches(&["consent::others_stay"]),
        plot: Plot::ProxyWithdraws,
        finding: Finding::Checker(Kind::Leaked),
    },
    Planted {
        name: "permitted-shut-out-by-a-proxy",
        how: How::Switches(&["consent::nobody_kept"]),
        plot: Plot::ProxyWithdraws,
        finding: Finding::Checker(Kind::Gap),
    },
    Planted {
        name: "others-write-when-a-proxy-withdraws",
        how: How::Sql(
            "do $do$
             declare
                 whole text := pg_get_functiondef('post_verdict'::regproc);
                 rule text := 'and not is_permitted then ''room_closed''';
             begin
                 assert strpos(whole, rule) > 0;
                 execute replace(whole, rule, 'and false then ''room_closed''');
             end $do$",
        ),
        plot: Plot::ProxyWithdraws,
        finding: Finding::Checker(Kind::Leaked),
    },
    Planted {
        name: "erasure-that-keeps-the-key",
        how: How::Switches(&["erasure::key_kept"]),
        plot: Plot::Erase,
        finding: Finding::Search("the key of an erased room"),
    },
    Planted {
        name: "erasure-that-keeps-bodies",
        how: How::Switches(&["erasure::bodies_kept"]),
        plot: Plot::Erase,
        finding: Finding::Search("a body of an erased room"),
    },
    Planted {
        name: "erasure-without-a-line",
        how: How::Switches(&["erasure::no_line"]),
        plot: Plot::Erase,
        finding: Finding::Search("not in the deletion journal"),
    },
    Planted {
        name: "epoch-key-in-the-file-first",
        how: How::Switches(&["epoch::file_first"]),
        plot: Plot::DieBeforeEpoch,
        finding: Finding::Search("serves nobody any more"),
    },
    Planted {
        name: "epoch-key-that-is-kept",
        how: How::Switches(&["epoch::last_kept"]),
        plot: Plot::DieAfterEpoch,
        finding: Finding::Search("the last epoch key stands"),
    },
    Planted {
        name: "suspended-let-in-by-a-disaster",
        how: How::Sql(
            "create function let_in_all() returns trigger language plpgsql security definer as
                 'begin insert into membership (room, account, affiliation, joined_seq, until, permit)
                        select new.room, a.id, x.id, new.seq, u.until, u.city_case
                        from exceptional_use u join disaster_event_person n on n.city_case = u.disaster
                        join account a on a.id = n.account and a.standing <> ''active''
                        join lateral (select id from affiliation where staff_member = a.staff_member limit 1) x on true
                        where u.room = new.room;
                  return null; end';
             create trigger let_in_all after insert on entry
                 for each row when (new.kind = 'permitted') execute function let_in_all()",
        ),
        plot: Plot::DisasterEnded,
        finding: Finding::Search("suspended was let in"),
    },
    Planted {
        name: "ended-disaster-that-goes-on",
        how: How::Sql(
            "create function keep() returns trigger language plpgsql as 'begin new.until := old.until; return new; end';
             create trigger keep before update of until on membership
                 for each row when (new.until < old.until) execute function keep()",
        ),
        plot: Plot::DisasterEnded,
        finding: Finding::Search("still reads"),
    },
    Planted {
        name: "batch-permit-that-outlives-its-end",
        how: How::Sql(
            "create function outlive() returns trigger language plpgsql as
                 'begin new.until := new.until + interval ''1 day''; return new; end';
             create trigger outlive before insert on membership
                 for each row when (new.permit is not null) execute function outlive()",
        ),
        plot: Plot::DisasterOver,
        finding: Finding::Search("still reads"),
    },
    Planted {
        name: "unsealed-for-a-third-person",
        how: How::SwitchAndSql(
            &["disclosure::anyone_reads"],
            "create or replace view standing_unsealing as
             select u.city_case, u.request, q.room, q.first_seq, q.last_seq, a.id as asked_by, u.unsealed_by, u.unsealed_until
             from disclosure_unsealing u join disclosure_request q on q.id = u.request
             join lateral (select u.asked_by as id union all select id from account where id <> u.asked_by) a on true
             where u.unsealed_until > clock_timestamp()",
        ),
        plot: Plot::Disclosure,
        finding: Finding::Search("a third person reads"),
    },
    Planted {
        name: "black-passage-released",
        how: How::Switches(&["disclosure::nothing_black"]),
        plot: Plot::Disclosure,
        finding: Finding::Search("what was blackened"),
    },
    Planted {
        name: "unsealed-after-its-hours",
        how: How::Sql(
            "create or replace view standing_unsealing as
             select u.city_case, u.request, q.room, q.first_seq, q.last_seq, u.asked_by, u.unsealed_by, u.unsealed_until
             from disclosure_unsealing u join disclosure_request q on q.id = u.request
             where u.unsealed_until is not null and q.withdrawn_at is null and q.released_at is null",
        ),
        plot: Plot::Disclosure,
        finding: Finding::Search("the hours are over"),
    },
    Planted {
        name: "outbox-out-of-order",
        how: How::Client,
        plot: Plot::SwappedPosts,
        finding: Finding::Checker(Kind::OutOfOrder),
    },
];

/// The very function of the migrations, but the memberships are those from before it waited for the rooms: what a check
/// in the same statement as the lock would see.
const CHECK_BEFORE_THE_LOCK: &str = "
    do $do$
    declare
        whole text := pg_get_functiondef('append_posts'::regproc);
        change text[];
    begin
        foreach change slice 1 in array array[
            ['if cardinality(ids) = 1 and', 'if false and'],
            ['moment timestamptz;', 'moment timestamptz; known standing_membership[];'],
            ['from standing_membership m', 'from unnest(known) m'],
            ['perform from care_room r', 'known := array(select m from standing_membership m where m.room = any (rooms));
                                          perform from care_room r']
        ] loop
            assert strpos(whole, change[1]) > 0, change[1];
            whole := replace(whole, change[1], change[2]);
        end loop;
        execute whole;
    end $do$";

/// Plays each, and each plot once without anything taken away. How many were found, and how many there are.
pub(crate) async fn run_all(ground: &Ground, seed: u64, only: Option<&str>) -> anyhow::Result<(usize, usize)> {
    let chosen = || TABLE.iter().filter(|planted| only.is_none_or(|only| only == planted.name));
    let mut plots: Vec<Plot> = Vec::new();
    let mut innocent = Vec::new();
    for planted in chosen().filter(|planted| planted.how != How::Client) {
        if !plots.contains(&planted.plot) {
            plots.push(planted.plot);
            let found = play(ground, seed, plots.len(), planted.plot, None).await?;
            if found.is_empty() {
                innocent.push(planted.plot);
            } else {
                eprintln!("faults: {:?} is not clean though nothing was taken away: {found:?}", planted.plot);
            }
        }
    }
    let (mut hits, mut all) = (0, 0);
    for (number, planted) in chosen().enumerate() {
        let began = Instant::now();
        // One that cannot be planted any more is not found; the others are played all the same.
        let found = play(ground, seed, 100 + number, planted.plot, Some(planted)).await.unwrap_or_else(|error| {
            eprintln!("faults: {} cannot be planted: {error:#}", planted.name);
            Vec::new()
        });
        let hit = found.iter().any(|(finding, words)| match planted.finding {
            Finding::Checker(kind) => *finding == Some(kind),
            Finding::Search(part) => finding.is_none() && words.contains(part),
        });
        let hit = hit && (planted.how == How::Client || innocent.contains(&planted.plot));
        let first = found.first().map_or("nothing", |(_, words)| words.as_str());
        let verdict = if hit { "found" } else { "NOT FOUND" };
        eprintln!("planted {:<28} {verdict} in {:>4.1} s: {first}", planted.name, began.elapsed().as_secs_f64());
        hits += usize::from(hit);
        all += 1;
    }
    Ok((hits, all))
}

/// How long to wait for everyone to be at the end, where they can be.
const PATIENCE: Duration = Duration::from_secs(5);

type Found = Vec<(Option<Kind>, String)>;

async fn play(
    ground: &Ground,
    seed: u64,
    number: usize,
    plot: Plot,
    planted: Option<&Planted>,
) -> anyhow::Result<Found> {
    let how = planted.map(|planted| planted.how);
    let switches = if let Some(How::Switches(names) | How::SwitchAndSql(names, _)) = how { names } else { &[] };
    let points = switches.iter().map(|name| format!("{name}=return")).collect::<Vec<_>>().join(";");
    let setup = Setup {
        name: format!("planted{number}"),
        seed,
        nodes: 2,
        points,
        clients: 8,
        pace_ms: 0,
        naughty: false,
        settings: Vec::new(),
    };
    let mut stage = Stage::set(ground, setup).await?;
    if let Some(How::Sql(sql) | How::SwitchAndSql(_, sql)) = how {
        stage.city.execute(sql).await?;
    }
    stage.ready().await?;
    let mut broken = Vec::new();
    plot.play(&mut stage).await?;
    stop_writing(&stage);
    stage.settle(PATIENCE).await?;
    if let Some(How::SqlAfterwards(sql)) = how {
        // The chain links what happened within two seconds.
        tokio::time::sleep(Duration::from_secs(2)).await;
        stage.city.execute(sql).await?;
    }
    let history = stage.end(&mut broken).await?;
    let violations = check(&history).violations.into_iter().map(|violation| (Some(violation.kind), violation.what));
    Ok(violations.chain(broken.into_iter().map(|words| (None, words))).collect())
}
