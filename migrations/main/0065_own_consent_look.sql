-- 本人の同意の取り直し: up to when it was looked whose consent somebody else signed, on which day at all of them, and by which settings. One row.
-- Read and written by the job that looks: at what is newer, and once a day, or after a change of the settings, at all of them.
create table own_consent_look (
    only_one boolean primary key default true check (only_one),
    all_on date not null,
    until timestamptz not null,
    age integer not null,
    lead_days integer not null
);
grant select, insert, update on own_consent_look to renrakucho_app;
create index consent_receipt_by_time on consent_receipt (recorded_at);
