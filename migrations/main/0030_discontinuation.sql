-- 支援中止の証明書 (article 16): what a discontinuation did and where, fixed in its own transaction. Read by the city's certificate alone.
-- Nothing here can be changed by the serving role, and nothing tells what was in the room.

-- Certificates are numbered by the city's year, which begins in April.
create table discontinuation_count (
    fiscal_year int primary key,
    last int not null
);

create table discontinuation (
    room uuid primary key references care_room,
    fiscal_year int not null,
    number int not null,
    -- The closing entry: its id is the order that apps report on.
    closing uuid not null,
    at timestamptz not null,
    state_before text not null check (state_before in ('awaiting_consent', 'active', 'ended')),
    -- On whose request; none where the form did not say it.
    ground text check (ground in ('asked_by_person', 'asked_by_proxy', 'proposal_dropped')),
    decided_by uuid not null references account,
    -- As they were called at that time.
    decided_name text not null,
    decided_facility text not null,
    members bigint not null,
    alerts_cancelled bigint not null,
    unique (fiscal_year, number)
);

-- What the nodes said to it: written after the commit, when all of them have followed or have been waited for long enough.
create table discontinuation_followed (
    room uuid primary key references discontinuation,
    nodes bigint not null,
    confirmed bigint not null,
    at timestamptz not null
);

-- Where a copy may have been: people who took part and were signed in at that moment, each with the device.
create table discontinuation_holder (
    room uuid not null references discontinuation,
    account uuid not null references account,
    device uuid not null references device,
    name text not null,
    facility text not null,
    device_label text not null,
    primary key (room, account, device)
);

-- That an app there said that it has wiped its copies: its word, and no more.
create table purge_report (
    room uuid not null,
    account uuid not null,
    device uuid not null,
    at timestamptz not null default clock_timestamp(),
    primary key (room, account, device),
    foreign key (room, account, device) references discontinuation_holder
);

grant select, insert, update on discontinuation_count to renrakucho_app;
grant select, insert on discontinuation, discontinuation_followed, discontinuation_holder, purge_report to renrakucho_app;
