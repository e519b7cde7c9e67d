-- What this database belongs to. One row, written at the first start of `serve`, read at every later one:
-- another RP ID would orphan every passkey, so a server configured with one refuses to start.
-- `demo` marks a database that was filled with the demo city and may never become a real one.
create table instance (
    singleton boolean primary key default true check (singleton),
    id uuid not null,
    rp_id text not null,
    demo boolean not null default false,
    created_at timestamptz not null default clock_timestamp()
);
grant select, insert on instance to renrakucho_app;
