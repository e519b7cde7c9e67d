-- What people see and do about their own account: passkeys, sessions, sign-ins, and the passkey that is asked for once more
-- before a grave act. Read by sign-in and by the pages of the own account.

-- A passkey is told from others by a name, and named on the wire by an id. One that was made at an enrolment has no name yet.
alter table passkey
    add column id uuid not null unique default gen_random_uuid(),
    add column name text check (char_length(name) between 1 and 50);
-- Removed for good: the audit log remembers that it was there.
grant delete on passkey to renrakucho_app;

-- With which passkey a session was signed in: it ends when that is removed. Not a foreign key, as the session's row outlives
-- the passkey's. Null for sessions that began before this was noted, and for load data of a demo.
alter table session add column passkey uuid;

-- When its person last did something, as its page says with each proof. A session in which nobody did anything for longer than
-- `sign_in.idle_seconds` is locked until the passkey is used again.
alter table session add column acted_at timestamptz not null default clock_timestamp();

-- A passkey ceremony of someone who is signed in. Taken (deleted) before it is verified: a challenge answers once.
create table session_ceremony (
    session uuid not null references session,
    kind text not null check (kind in ('step_up', 'addition')),
    state jsonb not null,
    expires_at timestamptz not null,
    primary key (session, kind)
);
grant select, insert, update, delete on session_ceremony to renrakucho_app;

-- Refused sign-ins name the account that was claimed as their subject: read by the history of that account. What an account
-- did itself is found by `audit_event_of_account`; a further index on all of that would be written with every post.
create index audit_event_of_refused_sign_in on audit_event (subject, at) where event = 'sign_in_refused';
