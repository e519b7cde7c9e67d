-- 記録の確認: the city looks through the audit log, the newest first, a page at a time (`store::audit_page`). Each index has the whole
-- order of a page, so that none is sorted: those of rooms and accounts get the id, too, that tells events of one moment apart.
-- Each but the last is written with every event: it grows at its end, or with the device that is at hand.
drop index audit_event_of_room;
drop index audit_event_of_account;
create index audit_event_of_room on audit_event (room, at, id) where room is not null;
create index audit_event_of_account on audit_event (account, at, id) where account is not null;
create index audit_event_of_device on audit_event (device, at, id) where device is not null;
create index audit_event_by_time on audit_event (at, id);
-- Kinds that come with nearly everything are found by their time; the others would be far apart there.
-- `domain::audit_kind::Kind::is_frequent` says the same.
create index audit_event_of_rare_kind on audit_event (event, at, id) where event not in (
    'room_viewed', 'entries_delivered', 'read_marked', 'entry_added', 'alert_mail_sent', 'notice_mail_sent');
