-- 利用の廃止 of a facility (article 13): on its day everything that rests on the facility ends by this database's clock. Read by
-- every permission check, through the two views below; by each node's poll, which cuts what is open; and by the job that
-- writes down afterwards what has ended.
alter table facility add column ends_at timestamptz;
-- Asked for by every poll, so it finds none without looking at the others.
create index facility_by_end on facility (ends_at) where ends_at is not null and standing <> 'ended';
create index device_by_facility on device (facility) where standing <> 'ended';

-- Which facilities let their staff in at this moment: the one definition, for sign-in, sessions, memberships and whoever looks
-- after staff.
create view standing_facility as
    select id, name, category from facility
    where standing = 'active' and (ends_at is null or ends_at > clock_timestamp());
grant select on standing_facility to renrakucho_app;

create or replace view standing_membership as
    select m.room, m.account, m.affiliation, x.staff_member, x.profession, x.facility
    from membership m
    join affiliation x on x.id = m.affiliation
    join standing_facility f on f.id = x.facility
    where m.left_seq is null
      and (m.until is null or m.until > clock_timestamp())
      and x.ended_at is null;

-- What was said about a facility's end, with the numbers of the checklist that were seen. Never changed but by its withdrawal, or
-- when it was carried out.
create table facility_end (
    id uuid primary key,
    facility uuid not null references facility,
    effective_on date not null,
    staff bigint not null,
    devices bigint not null,
    rooms bigint not null,
    by_city boolean not null,
    said_by uuid not null references account,
    said_at timestamptz not null default clock_timestamp(),
    withdrawn_by uuid references account,
    withdrawn_at timestamptz,
    written_at timestamptz,
    check ((withdrawn_by is null) = (withdrawn_at is null))
);
-- One at a time.
create unique index facility_end_said on facility_end (facility) where withdrawn_at is null;
grant select, insert, update on facility_end to renrakucho_app;

-- 異動: whoever moves to another facility is taken off the shared devices of the one they leave.
grant delete on device_account to renrakucho_app;

-- 四半期の確認 (articles 7 and 27): one case a quarter and facility, opened by whichever node's job comes first; and of which IDs it was
-- said that they are still used. Read by the page of the facility and by the city's queue.
create table facility_review (
    facility uuid not null references facility,
    quarter date not null,
    city_case uuid not null unique references city_case,
    primary key (facility, quarter)
);
create table review_answer (
    city_case uuid not null references facility_review (city_case),
    account uuid not null references account,
    kept_by uuid not null references account,
    kept_at timestamptz not null default clock_timestamp(),
    primary key (city_case, account)
);
grant select, insert on facility_review, review_answer to renrakucho_app;
