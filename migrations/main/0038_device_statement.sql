-- 端末台帳 (article 36): what a facility states about each of its devices. Of a shared one that is its place and its security software,
-- as before; of a personal one, whose it is, under which number the facility keeps it, and its security software. The last statement
-- stands in `device`; all of them here, for whoever asks later. Read by the facility's inventory.
alter table device
    add column owner text check (owner in ('facility', 'person')),
    add column asset_number text;

create table device_statement (
    device uuid not null references device,
    -- The version that it made of the device.
    version bigint not null,
    owner text not null check (owner in ('facility', 'person')),
    asset_number text,
    place text,
    security_software text not null,
    stated_by uuid not null references account,
    stated_at timestamptz not null default clock_timestamp(),
    primary key (device, version)
);
grant select, insert on device_statement to renrakucho_app;

-- What was said of shared devices before: the last of it, as no more was kept.
insert into device_statement (device, version, owner, place, security_software, stated_by, stated_at)
select id, version, 'facility', place, security_software, coalesce(changed_by, registered_by), coalesce(changed_at, created_at)
from device where kind = 'shared' and security_software is not null and coalesce(changed_by, registered_by) is not null;

create index device_of_facility on device (facility) where standing <> 'ended';
