-- Why the city decided a case about a person: under the key of that person's room, so that it goes with the room's erasure. Read by the city's
-- inbox, and counted before an erasure. The reasons of an erasure itself, of a disaster, and those from before this stand in
-- city_case.sealed_reason, under the city's key; of a case that has a row here that one says nothing, nor of one that was decided when the
-- room was erased already.
create table case_reason (
    city_case uuid primary key references city_case,
    room uuid not null references care_room,
    sealed bytea not null
);
create index case_reason_of_room on case_reason (room);
grant select, insert on case_reason to renrakucho_app;

create function forget_case_reasons(over uuid) returns void
    language sql security definer set search_path = pg_catalog, public, pg_temp as $$
    delete from public.case_reason t using public.care_room r where t.room = over and r.id = over and r.state in ('erased', 'lapsed')
$$;
revoke all on function forget_case_reasons(uuid) from public;
grant execute on function forget_case_reasons(uuid) to renrakucho_app;
