-- 指名: what someone of the city's own staff is to be for, and who of the city decided it. Two people do; who is alone yet may call a
-- second one. Read by the page of the city's people.
create table appointment (
    id uuid primary key,
    account uuid not null references account,
    was text not null check (was in ('staff', 'facility_admin', 'city_moderator', 'city_approver')),
    role text not null check (role in ('staff', 'city_moderator', 'city_approver')),
    proposed_by uuid not null references account,
    proposed_at timestamptz not null default clock_timestamp(),
    lapses_at timestamptz not null,
    state text not null check (state in ('waiting', 'done', 'refused', 'withdrawn', 'lapsed')),
    decided_by uuid references account,
    decided_at timestamptz,
    -- Its proposer was the only one who acted for the city.
    was_alone boolean not null,
    check ((state = 'waiting') = (decided_at is null)),
    check ((decided_by is null) = (state in ('waiting', 'lapsed'))),
    check (state not in ('done', 'refused') or was_alone or decided_by <> proposed_by),
    check (state <> 'withdrawn' or decided_by = proposed_by),
    check (account <> proposed_by and account is distinct from decided_by),
    check (was <> role)
);
-- One at a time about a person.
create unique index appointment_waiting on appointment (account) where state = 'waiting';
create index appointment_by_time on appointment (proposed_at desc);
grant select, insert on appointment to renrakucho_app;
-- What was decided stays as it was.
grant update (state, decided_by, decided_at) on appointment to renrakucho_app;
