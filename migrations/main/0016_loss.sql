-- 紛失の届出 (articles 10 and 37): what was lost is out at once, and the city decides what follows. Read by the city's queue, by
-- sign-in (a passkey that is stopped opens nothing), and by the pages of whoever reported and whoever looks after them.

-- A passkey that was reported lost is stopped until the city has decided: then it works again, or it is removed for good.
alter table passkey add column standing text not null default 'active' check (standing in ('active', 'suspended'));
-- The device that was enrolled with it, and in which it presumably lies: offered as lost when that is. Null where nobody knows.
alter table passkey add column device uuid references device;

-- Which kinds of cases there are, and on which ways they come, stands in `renrakucho_domain::case`; lists here too would have
-- to be widened for each.
alter table city_case drop constraint if exists city_case_kind_check;
alter table city_case drop constraint if exists city_case_route_check;

-- What was lost, and whose. One case may name a device and the passkeys that were in it. No foreign key to passkeys: the case
-- outlives those that were removed.
create table loss (
    city_case uuid primary key references city_case,
    account uuid not null references account,
    device uuid references device,
    passkeys uuid[] not null,
    reported_by uuid not null references account,
    check (device is not null or cardinality(passkeys) > 0)
);
create index loss_of_account on loss (account);
grant select, insert on loss to renrakucho_app;

-- 一時停止 by a report: what is restored with its case is what was stopped by it, and nothing that was stopped since.
alter table suspension add column passkey uuid;
alter table suspension add column city_case uuid references city_case;
alter table suspension drop constraint suspension_of_one_thing;
alter table suspension add constraint suspension_of_one_thing
    check (num_nonnulls(account, device, facility, passkey) = 1);
create unique index suspension_of_passkey on suspension (passkey) where restored_at is null;
create index suspension_of_case on suspension (city_case) where restored_at is null and city_case is not null;
