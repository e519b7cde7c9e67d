-- Shared devices of a facility (共用の端末): where one stands and how it is protected (article 36), who may sign in on it, and the
-- loss of one, which has no owner. Read by the facility's list of its devices, by whoever uses a code, and by the city's cases.

-- What was said of a shared device when it was registered. Null for personal ones.
alter table device
    add column place text,
    add column security_software text,
    add column registered_by uuid references account;
create index device_shared_of_facility on device (facility) where kind = 'shared' and standing <> 'ended';

-- A code without an account is for a shared device itself: it gives its browser a certificate, and lets nobody in.
alter table enrolment_code alter column account drop not null;
alter table enrolment_code add check (account is not null or (hand_over = 'screen' and not awaits_second));
alter table ceremony drop constraint if exists ceremony_kind_check;
alter table ceremony add constraint ceremony_kind_check check (kind in ('sign_in', 'enrolment', 'device'));

-- A shared device that was lost is its facility's; nobody's passkeys were in it.
alter table loss alter column account drop not null;
alter table loss add check (account is not null or (device is not null and cardinality(passkeys) = 0));
