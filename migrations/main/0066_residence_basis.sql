-- 支援の対象である理由 (article 3): whoever decides about a change of address states on what ground the city supports the person from then on.
-- What it was and is stands beside the case, sealed with the room's key; the ground that counts stands with the person. Read by the case's
-- page and by the person's particulars; the row is kept as it was written.
create table residence_statement (
    city_case uuid primary key references city_case,
    room uuid not null references care_room,
    sealed bytea not null,
    stated_by uuid not null references account,
    stated_at timestamptz not null default clock_timestamp()
);
create index residence_statement_by_room on residence_statement (room);
grant select, insert on residence_statement to renrakucho_app;
grant update (residence_basis) on supported_person to renrakucho_app;

-- It goes when the room is erased, with what else is kept of where the person lives (0052, 0059).
create or replace function forget_particulars(erased uuid) returns void
    language sql security definer set search_path = pg_catalog, public, pg_temp as $$
    delete from public.residence_statement t using public.care_room r
        where t.room = erased and r.id = erased and r.state = 'erased';
    delete from public.residence_review t using public.care_room r
        where t.room = erased and r.id = erased and r.state = 'erased';
    delete from public.room_particulars t using public.care_room r
        where t.room = erased and r.id = erased and r.state = 'erased'
$$;

-- What an erasure takes beside posts, read marks and memberships is counted too, kind by kind: read by the certificate. It names nobody.
create table erasure_other (
    room uuid not null references erasure,
    kind text not null,
    number bigint not null check (number > 0),
    primary key (room, kind)
);
grant select, insert on erasure_other to renrakucho_app;

-- When whoever blackens a disclosure said that it is done (開示請求): the other person is told, and releases. Whatever changes takes it back.
alter table disclosure_request add column ready_at timestamptz;
grant update (ready_at) on disclosure_request to renrakucho_app;
