-- Whom a permit names may have been suspended, or have left, before it is given: it is given all the same, and they are not let in. Read by
-- whoever decides and whoever reviews.
alter table exceptional_use_person add column skipped_at timestamptz;
grant update (skipped_at) on exceptional_use_person to renrakucho_app;
