-- 支援終了: support came to its end. Members read on and nobody writes; the entry that says so is one of the room's log.
alter table entry
    drop constraint entry_is_whole,
    add constraint entry_is_whole check (
        seq > 0 and case
            when kind = 'post' then
                sealed is not null and content_mac is not null and subject is null and subject_affiliation is null
                and priority is not null and priority in ('normal', 'important', 'urgent')
            when kind in ('opened', 'discontinued', 'ended') then
                num_nonnulls(sealed, content_mac, priority, subject, subject_affiliation) = 0
            when kind in ('member_joined', 'member_left') then
                num_nonnulls(sealed, content_mac, priority) = 0 and num_nonnulls(subject, subject_affiliation) = 2
            else false
        end);

-- Why, and on which day: tells of a person's death or move, so it is sealed with the room's key. Read by the room's page and by
-- the city's list.
create table support_end (
    room uuid primary key references care_room,
    sealed bytea not null,
    said_by uuid not null references account,
    said_at timestamptz not null default clock_timestamp()
);
grant select, insert on support_end to renrakucho_app;
