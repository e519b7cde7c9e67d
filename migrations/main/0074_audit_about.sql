-- no-transaction
-- 記録の確認: what was done about a person's account or to a device, by whomever (`store::audit_page`, the part for `about`). What comes with
-- nearly everything is about a post or a mail, never about these: it is left out, so that a post does not write one more index.
-- Whatever is done writes an event: it goes on while this is built on a log that has grown, which no transaction can do, and nothing but one
-- statement. Not `if not exists`: what an interruption left is an index that is written and never used, and would pass for this one.
create index concurrently audit_event_of_subject on audit_event (subject, at, id) where subject is not null and event not in (
    'room_viewed', 'entries_delivered', 'read_marked', 'entry_added', 'alert_mail_sent', 'notice_mail_sent');
