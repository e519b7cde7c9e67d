-- 申請・届出 (articles 8 and 9) and what follows from them: read by the city's queue, by an applicant who asks how it stands, and
-- by the mail job. A later kind of case adds its word here and in `renrakucho_domain::case`, and nothing else to the table.
--
-- What was sent is sealed under a key of the city: it is of facilities and who represents them, not of supported persons, so
-- it needs no key of its own. `content_mac` tells a repeat from another use of the same id. `due` was computed by the desk's
-- calendar on the day it came. The reason of a decision is sealed too: people write about people there.
create table city_case (
    id uuid primary key,
    kind text not null check (kind in ('facility_application')),
    route text not null check (route in ('web', 'paper')),
    receipt text not null unique,
    sealed bytea not null,
    content_mac bytea not null,
    -- What came of it: the facility.
    subject uuid references facility,
    state text not null default 'open' check (state in ('open', 'accepted', 'refused')),
    opened_at timestamptz not null,
    due date not null,
    claimed_by uuid references account,
    claimed_at timestamptz,
    decided_by uuid references account,
    decided_at timestamptz,
    sealed_reason bytea,
    version bigint not null default 1,
    check ((claimed_by is null) = (claimed_at is null)),
    check (num_nonnulls(decided_by, decided_at, sealed_reason) = case when state = 'open' then 0 else 3 end)
);
create index city_case_open on city_case (due, id) where state = 'open';
create index city_case_decided on city_case (decided_at) where state <> 'open';
grant select, insert, update on city_case to renrakucho_app;

-- A case's history is the audit log's: who worked on it, when, and what was decided.
create index audit_event_of_case on audit_event (subject, id)
    where event in ('case_opened', 'case_claimed', 'case_released', 'case_decided');

-- A facility as it stated itself when it applied. What it agrees to be listed with, field by field (articles 21 and 22).
create table facility_profile (
    facility uuid primary key references facility,
    address text not null,
    representative text not null,
    mail text not null,
    phone text not null,
    -- On what the city admitted it, of the last category of article 7.
    ground text,
    listed text[] not null check (listed <@ array['name', 'category', 'address', 'phone'])
);
grant select, insert, update on facility_profile to renrakucho_app;

-- Every change to a facility carries the version that its form showed.
alter table facility add column version bigint not null default 1;

-- 一時停止 of a facility (articles 28 and 39): shuts out all its staff.
alter table suspension add column facility uuid references facility;
alter table suspension drop constraint suspension_check;
alter table suspension add constraint suspension_of_one_thing check (num_nonnulls(account, device, facility) = 1);
create unique index suspension_of_facility on suspension (facility) where restored_at is null;

-- A notice goes to an account, or to the address that an application names. Which kinds there are stands in `store::notice`;
-- a list here too would have to be widened for each.
alter table notice_mail alter column account drop not null;
alter table notice_mail add column city_case uuid references city_case;
alter table notice_mail add constraint notice_mail_to_someone check (num_nonnulls(account, city_case) = 1);
alter table notice_mail drop constraint notice_mail_kind_check;
