-- Wrapped room keys, in a database of their own: its backups keep only the newest state, so that erasing a key here
-- erases the room in every backup of the other database too.
create table room_key (
    room uuid primary key,
    wrapped bytea not null,
    created_at timestamptz not null default clock_timestamp()
);
grant select, insert on room_key to renrakucho_app;
