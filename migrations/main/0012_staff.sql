-- How an enrolment code came to its person (article 10). Read by whoever uses one (`sign_in`) and by the pages of those who
-- look after staff.
--
-- `screen`: shown to someone who stands there; good at once and for a few minutes. `sheet`: printed; dead until the facility's
-- admin says that it was handed over, and good for a day from then on. A code that was replaced is void.
alter table enrolment_code
    add column hand_over text not null default 'screen' check (hand_over in ('screen', 'sheet')),
    add column handed_over_at timestamptz,
    add column handed_over_by uuid references account,
    add column voided_at timestamptz,
    add column issued_by uuid references account,
    add check ((handed_over_at is null) = (handed_over_by is null));
create index enrolment_code_of_account on enrolment_code (account, created_at);
create index enrolment_code_of_device on enrolment_code (device);

-- Whose facility an affiliation is: the list of a facility's staff.
create index affiliation_of_facility on affiliation (facility) where ended_at is null;
-- When someone signed in last: shown beside them.
create index session_by_account on session (account, created_at);
create index device_account_of_account on device_account (account);

-- A notice to a person about their own ID: fixed words, nothing personal. Written in the transaction of what it tells;
-- sent by the mail job, under a lease as alert mails are.
create table notice_mail (
    id uuid primary key,
    account uuid not null references account,
    kind text not null check (kind in ('device_replaced', 'code_issued')),
    state text not null default 'waiting' check (state in ('waiting', 'sent', 'failed')),
    attempts integer not null default 0,
    due_at timestamptz not null default clock_timestamp(),
    created_at timestamptz not null default clock_timestamp(),
    sent_at timestamptz
);
create index notice_mail_waiting on notice_mail (due_at) where state = 'waiting';
grant select, insert, update on notice_mail to renrakucho_app;
