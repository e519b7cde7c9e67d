-- 漏えい等 (articles 31 and 39): whose accesses a case of the kind `leak` is about, what the audit log said of them, and what was told to
-- the supervisory authority. Read by the page of the case.
--
-- The accesses themselves are the audit log's, which only grows. What is kept is where its chain ended when they were asked for, and a
-- digest over the links of those that were found: whoever asks again finds the same, or sees that it is not.
create table leak (
    city_case uuid primary key references city_case,
    -- About whom, by whom, or from where.
    room uuid references care_room,
    account uuid references account,
    device uuid references device,
    from_at timestamptz not null,
    upto_at timestamptz not null,
    known_on date not null,
    may_be_wrongful boolean not null,
    chain_position bigint not null,
    chain_hash bytea not null,
    accesses bigint not null,
    digest bytea not null,
    fixed_at timestamptz not null default clock_timestamp(),
    check (num_nonnulls(room, account, device) = 1),
    check (from_at < upto_at)
);
grant select, insert on leak to renrakucho_app;
-- What was fixed is never changed; that there may have been a wrongful purpose is found out later.
grant update (may_be_wrongful) on leak to renrakucho_app;

create table leak_report (
    city_case uuid not null references leak,
    stage text not null check (stage in ('preliminary', 'full')),
    reported_on date not null,
    -- What was told: people write about people there.
    sealed_words bytea not null,
    reported_by uuid not null references account,
    recorded_at timestamptz not null default clock_timestamp(),
    primary key (city_case, stage)
);
grant select, insert on leak_report to renrakucho_app;
