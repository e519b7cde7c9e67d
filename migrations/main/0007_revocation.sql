-- What ended sessions: read by every node's poll. `rev` is taken last in the revoking transaction, under the head's row
-- lock, so that revisions become visible in order.
create table revocation_head (
    singleton boolean primary key default true check (singleton),
    rev bigint not null
);
insert into revocation_head (rev) values (0);

create table revocation (
    rev bigint not null,
    kind text not null check (kind in ('account', 'device', 'session')),
    subject uuid not null,
    why text not null check (why in ('signed_out', 'suspended', 'revoked', 'replaced', 'expired')),
    at timestamptz not null default clock_timestamp(),
    primary key (rev, kind, subject)
);

grant select, update on revocation_head to renrakucho_app;
grant select, insert on revocation to renrakucho_app;
