-- Facilities (利用施設), members of staff (職員), their affiliations, and the accounts they sign in with.
-- Read by sign-in, by every permission check, and wherever an author is shown.
create table facility (
    id uuid primary key,
    name text not null,
    category text not null check (category in (
        'city_employee', 'social_welfare_council', 'medical_institution', 'welfare_service_office',
        'school_teacher', 'education_childcare_facility', 'city_contracted_office', 'other_admitted')),
    standing text not null default 'active' check (standing in ('active', 'suspended', 'ended')),
    created_at timestamptz not null default clock_timestamp()
);

-- Professions are data: a new one needs no release, and none ever decides a permission.
create table profession (
    code text primary key,
    name text not null
);

create table staff_member (
    id uuid primary key,
    name text not null,
    kana text not null,
    created_at timestamptz not null default clock_timestamp()
);

-- A person at a facility in a profession. Never changed: a new profession is a new row, so that an entry keeps showing
-- what its author was when it was written.
create table affiliation (
    id uuid primary key,
    staff_member uuid not null references staff_member,
    facility uuid not null references facility,
    profession text not null references profession,
    position smallint not null default 0,
    since timestamptz not null default clock_timestamp(),
    ended_at timestamptz
);
create index affiliation_of_staff_member on affiliation (staff_member, position);

-- The account is apart from the person: a lost ID is replaced by a new one, and what was written stays with the person
-- (article 10).
create table account (
    id uuid primary key,
    login_id text not null unique,
    staff_member uuid not null references staff_member,
    role text not null check (role in ('staff', 'facility_admin', 'city_moderator', 'city_approver', 'operator')),
    standing text not null default 'active' check (standing in ('active', 'suspended', 'ended')),
    mail text,
    alert_mail boolean not null default true,
    version bigint not null default 1,
    created_at timestamptz not null default clock_timestamp()
);

grant select, insert, update on facility, staff_member, affiliation, account to renrakucho_app;
grant select, insert on profession to renrakucho_app;
