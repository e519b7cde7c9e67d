-- 同意の範囲 (article 16): with what kinds of facilities a person shares what, and with which facilities not. None: all that the form
-- speaks of. It tells of the person, so it is sealed with the room's key. Read by whoever lets someone into the room, and by the pages
-- that show the consent.
alter table consent_receipt add column sealed_scope bytea;
