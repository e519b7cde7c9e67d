-- 連絡先: where a supported person lives, and their family. Kept once the city has the consent form, and sealed with the room's key as a
-- whole. Read by the room's members and by the city, which looks after it.
create table room_particulars (
    room uuid primary key references care_room,
    sealed bytea not null,
    version bigint not null,
    changed_by uuid not null references account,
    changed_at timestamptz not null default clock_timestamp()
);
grant select, insert, update on room_particulars to renrakucho_app;

-- The serving role may delete none: it goes when the room is erased.
create function forget_particulars(erased uuid) returns void
    language sql security definer set search_path = pg_catalog, public, pg_temp as $$
    delete from public.room_particulars t using public.care_room r where t.room = erased and r.id = erased and r.state = 'erased'
$$;
revoke all on function forget_particulars(uuid) from public;
grant execute on function forget_particulars(uuid) to renrakucho_app;
