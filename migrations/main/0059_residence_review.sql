-- 住所の変更の確認 (article 3): a supported person is a resident of the city or lives there. When the city is told of another address, it looks
-- at that again. A case, and beside it where the person lived before, sealed with the room's key, so that it goes with it. Read by the
-- case's page; the row is kept as it was written.
create table residence_review (
    city_case uuid primary key references city_case,
    room uuid not null references care_room,
    sealed bytea not null
);
create index residence_review_by_room on residence_review (room);
grant select, insert on residence_review to renrakucho_app;

-- It goes when the room is erased, with what else is kept of where the person lives (0052).
create or replace function forget_particulars(erased uuid) returns void
    language sql security definer set search_path = pg_catalog, public, pg_temp as $$
    delete from public.residence_review t using public.care_room r
        where t.room = erased and r.id = erased and r.state = 'erased';
    delete from public.room_particulars t using public.care_room r
        where t.room = erased and r.id = erased and r.state = 'erased'
$$;
