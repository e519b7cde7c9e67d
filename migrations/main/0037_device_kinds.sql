-- Which kinds of device the city allows, of those that the installation can do (`devices.kinds`). Read by every enrolment, sign-in and
-- renewal, and by the city's page about it. One row: a sign-in holds it until its session stands, so that a change finds every
-- session that it shuts out.
create table device_kinds (
    single boolean primary key default true check (single),
    version bigint not null default 1,
    kinds text[] not null check (kinds <> '{}' and kinds <@ array['browser', 'file', 'managed']),
    -- Whether shared devices (共用の端末) sign in at all.
    shared boolean not null
);
insert into device_kinds (kinds, shared) values (array['browser', 'file', 'managed'], true);

-- Each change with its reason: the history of that page. Nobody changes it.
create table device_kinds_change (
    version bigint primary key,
    kinds text[] not null,
    shared boolean not null,
    reason text not null,
    changed_by uuid not null references account,
    changed_at timestamptz not null default clock_timestamp(),
    -- How many sessions it ended.
    ended integer not null
);

grant select, update on device_kinds to renrakucho_app;
grant select, insert on device_kinds_change to renrakucho_app;
