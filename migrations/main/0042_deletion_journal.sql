-- 消去の控え (P10): every room that came to an end, was discontinued, lapsed or was erased stands in a journal outside both databases too,
-- which each start replays: a backup that is restored brings nothing back. Asked at a start, and each second whether a line is
-- missing there.
alter table instance add column deletion_journal_since timestamptz;
grant update (deletion_journal_since) on instance to renrakucho_app;
create index care_room_over on care_room (state) where state in ('ended', 'discontinued', 'lapsed', 'erased');
