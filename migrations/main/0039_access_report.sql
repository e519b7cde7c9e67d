-- 閲覧記録の報告書: "who looked at my record?", read by the city's pages of it. While it is a draft it holds what is asked and what is
-- withheld; when it is released, what it says is kept with it, sealed with the room's key, and never changes again.
create table access_report (
    id uuid primary key,
    room uuid not null references care_room,
    state text not null default 'draft' check (state in ('draft', 'released')),
    asked_by text not null check (asked_by in ('person', 'family')),
    asked_on date not null,
    from_day date not null,
    upto_day date not null,
    -- Which facilities, on what ground: tells of abuse.
    sealed_withheld bytea not null,
    opened_by uuid not null references account,
    opened_at timestamptz not null default clock_timestamp(),
    version bigint not null default 1,
    -- Of all that were released, one after the other.
    number bigint unique,
    sealed_content bytea,
    released_by uuid references account,
    released_at timestamptz,
    check (from_day <= upto_day),
    check (num_nonnulls(number, sealed_content, released_by, released_at) = case when state = 'draft' then 0 else 4 end)
);
create index access_report_of_room on access_report (room, opened_at);
grant select, insert, update on access_report to renrakucho_app;

-- But for one thing: with a room that is erased its reports go.
create function refuse_change_of_released() returns trigger language plpgsql as $$
begin
    if tg_op = 'DELETE' and exists (select from public.care_room where id = old.room and state = 'erased') then
        return old;
    end if;
    raise exception 'a report that was released is never changed';
end $$;
create trigger access_report_is_fixed before update or delete on access_report
    for each row when (old.state = 'released') execute function refuse_change_of_released();
