-- 操作履歴. An event is in the transaction of what it describes; its link in the hash chain is not (a chain head inside
-- the transaction would make all writers wait for each other). The chainer links events whose transactions are below
-- the snapshot's xmin, in (xid, id) order: nothing can appear before them any more.
create table audit_event (
    id bigint generated always as identity primary key,
    xid xid8 not null default pg_current_xact_id(),
    at timestamptz not null default clock_timestamp(),
    event text not null,
    account uuid,
    device uuid,
    session uuid,
    room uuid,
    subject uuid,
    from_seq bigint,
    upto_seq bigint,
    detail text,
    row_hash bytea,
    request_id text not null
);
create index audit_event_in_chain_order on audit_event (xid, id);
create index audit_event_of_room on audit_event (room, at) where room is not null;
create index audit_event_of_account on audit_event (account, at) where account is not null;

create table audit_link (
    position bigint primary key,
    event bigint not null unique references audit_event,
    xid xid8 not null,
    hash bytea not null check (octet_length(hash) = 32)
);

create table audit_checkpoint (
    position bigint primary key references audit_link,
    hash bytea not null,
    signature bytea not null,
    at timestamptz not null default clock_timestamp()
);

-- Append-only for the serving role.
grant select, insert on audit_event, audit_link, audit_checkpoint to renrakucho_app;
