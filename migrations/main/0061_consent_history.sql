-- 同意の取り直し (article 16, 3): consent is taken again, on a new form, by the person themself, or for something else. Each receipt is kept as
-- it was recorded, numbered from 1 in its room; the newest one counts. Read by the city's page of a person's consents.
alter table consent_receipt add column number int not null default 1 check (number > 0);
alter table consent_receipt drop constraint consent_receipt_pkey;
alter table consent_receipt add primary key (room, number);

-- Which files are the scan of that form. A file that no receipt names was added later, or waits for the next receipt.
alter table consent_receipt add column scans uuid[] not null default '{}';
update consent_receipt c set scans = array(
    select t.id from attachment t where t.owner_kind = 'consent_form' and t.owner = c.room order by t.added_at, t.id);

-- The consent that counts: the one definition, for whoever lets someone into the room, and for the pages that show it.
create view current_consent as
    select distinct on (room) room, number, signed_by, sealed_proxy, form_version, signed_on, received_on, recorded_by, recorded_at,
        sealed_scope, scans
    from consent_receipt order by room, number desc;
grant select on current_consent to renrakucho_app;

-- 本人の同意の取り直し: whoever was a child when somebody else signed is asked themself when they come of age. A case, once for a room. Read by the
-- job that opens it and by the case's page. The case's deadline is the day on which they come of age; of a room that was erased it is so
-- no more.
create table own_consent (
    city_case uuid primary key references city_case,
    room uuid not null unique references care_room
);
grant select, insert on own_consent to renrakucho_app;
