-- Epochs: rooms' keys are wrapped with the master key and an epoch key together. The epoch key is in no database: it is a file beside
-- the master key (`keys.epoch_file`). Whenever a room's key is destroyed, the others are wrapped under a new epoch key and the last one
-- is destroyed: no older copy of this database opens with what is kept. Read by every node, once a second (`seal/epoch.rs`).

-- Which epoch it is. Its row is the lock: shared by whoever adds or destroys a key, held alone by whoever begins an epoch. 0: none was
-- begun yet, and keys are wrapped with the master key alone.
create table key_epoch_head (
    id smallint primary key check (id = 1),
    number bigint not null check (number >= 0)
);
insert into key_epoch_head (id, number) values (1, 0);

create table key_epoch (
    number bigint primary key check (number > 0),
    -- Its key, sealed under the key of the epoch before: whoever has that one (another machine, a crash in between) comes forward by
    -- it, and nobody comes back.
    sealed bytea check ((sealed is null) = (number = 1)),
    -- By which a node knows that it has the right one.
    proof bytea not null,
    begun_at timestamptz not null default clock_timestamp(),
    -- Since when nobody needs the key of the epoch before: a backup of this one is made (`keys.backup_command`), or none is.
    settled_at timestamptz,
    -- Until when somebody is making that backup, or pauses after one that failed.
    backup_until timestamptz
);

alter table room_key add column epoch bigint not null default 0;

-- In which epoch a room's key was destroyed: it is gone from every copy once a later one is settled.
create table destroyed_key (
    room uuid primary key,
    epoch bigint not null
);
create index destroyed_key_epoch on destroyed_key (epoch);

-- A key that were added under an epoch key that is being destroyed would be lost.
create function room_key_is_of_the_epoch() returns trigger
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
    present bigint;
begin
    select number into present from public.key_epoch_head where id = 1 for share;
    if new.epoch <> present then
        raise exception 'a key of epoch %, but it is epoch %', new.epoch, present using errcode = 'object_not_in_prerequisite_state';
    end if;
    return new;
end $$;
create trigger room_key_is_of_the_epoch before insert on room_key
    for each row execute function room_key_is_of_the_epoch();

grant select, update (number) on key_epoch_head to renrakucho_app;
grant select, insert, update (settled_at, backup_until) on key_epoch to renrakucho_app;
grant select, insert, update (epoch) on destroyed_key to renrakucho_app;
grant update (wrapped, epoch) on room_key to renrakucho_app;
