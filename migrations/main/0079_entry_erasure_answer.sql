-- When the city told whoever had asked for the erasure of a post how it decided: from then on its reason is meant for them too. None: it is not
-- decided yet, or was decided before there was this, when moderators were told that nobody but the city would read it. Read with the
-- room by whoever asked.
alter table entry_erasure_request add column answered_at timestamptz;
grant update (answered_at) on entry_erasure_request to renrakucho_app;
