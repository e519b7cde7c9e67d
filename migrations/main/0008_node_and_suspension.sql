-- The serving nodes and how far each has applied the revocation log: read by whoever revokes, who answers when all known
-- nodes have applied it. Written by each node's poll. `seen_at` is this database's clock, never a node's.
create table node (
    id uuid primary key,
    applied bigint not null,
    started_at timestamptz not null default clock_timestamp(),
    seen_at timestamptz not null default clock_timestamp()
) with (fillfactor = 50);
grant select, insert, update, delete on node to renrakucho_app;

-- A closed room stands here too, beside its closing entry: a node that was frozen or cut off reads this log before it shows
-- anything again, and must not have to catch up with all its rooms first.
--
-- A membership may have ended without its account having ended: its affiliation ended, its facility was suspended. The
-- subject is the account; each node then asks which of that account's memberships still stand.
alter table revocation drop constraint revocation_kind_check;
alter table revocation add constraint revocation_kind_check check (kind in ('account', 'device', 'session', 'membership', 'room'));
alter table revocation drop constraint revocation_why_check;
alter table revocation add constraint revocation_why_check
    check (why in ('signed_out', 'suspended', 'revoked', 'replaced', 'expired', 'discontinued', 'removed'));

-- Memberships that end by the clock: asked for by every poll, so it finds none without looking at the others. The job
-- that writes their entry takes them out of this index.
create index membership_by_end on membership (until) where left_seq is null and until is not null;
-- Memberships of an affiliation that ended: read by the same job.
create index membership_of_affiliation on membership (affiliation) where left_seq is null;
create index affiliation_ended on affiliation (id) where ended_at is not null;

-- Every change to a device carries the version that its form showed.
alter table device add column version bigint not null default 1;

-- 一時停止: on what ground an ID or a device was suspended, and by whom (articles 28 and 39). A word from a list: no free
-- text, in which someone would sooner or later write of a person's health. Read when a suspension is judged later.
create table suspension (
    id uuid primary key,
    account uuid references account,
    device uuid references device,
    grounds text not null check (grounds in ('leaked', 'unauthorised_access', 'lost', 'prohibited_act', 'other')),
    suspended_by uuid not null references account,
    suspended_at timestamptz not null default clock_timestamp(),
    restored_by uuid references account,
    restored_at timestamptz,
    check (num_nonnulls(account, device) = 1),
    check ((restored_by is null) = (restored_at is null))
);
create unique index suspension_of_account on suspension (account) where restored_at is null;
create unique index suspension_of_device on suspension (device) where restored_at is null;
grant select, insert, update on suspension to renrakucho_app;
