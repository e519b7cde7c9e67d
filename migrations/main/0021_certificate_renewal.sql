-- Renewal of certificates before their time is over. Read by sign-in, which lets a new certificate take the place of the old
-- one when it is used for the first time, and by whoever renews.

-- The certificate that this one was issued in place of, until it is used for the first time: then that one ends, and with it
-- all others that were issued in its place. A new one whose answer was lost on its way is never used, and ends so.
alter table device_certificate add column replaces bytea references device_certificate;
create index device_certificate_of_device on device_certificate (device) where standing <> 'ended';

-- One that counts and waits for no use: of a browser's there is one at most. Takes the place of an index that knew of none
-- that wait.
create unique index device_certificate_in_use on device_certificate (device)
    where key_public is not null and standing <> 'ended' and replaces is null;
drop index device_certificate_in_browser;
