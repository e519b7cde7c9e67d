-- 添付: files that belong to something. Today these are the scans of applications that came on paper (article 8). Read by the city's
-- queue.
--
-- A file belongs to one thing for ever: `owner_kind` and `owner` name it. Which kinds of owners there are, and which kinds of files,
-- stands in `renrakucho_domain::attachment`; lists here too would have to be widened for each. There is no foreign key, since owners
-- stand in several tables: whoever adds a file holds its owner's row locked.
--
-- Contents are here and not in a folder: a file, its audit event and its owner are one transaction, one backup and one erasure, and
-- nodes share no folder. They are sealed, in parts of a mebibyte: no message is so long that the wait for it would end the
-- transaction, and a part that is missing or elsewhere does not open.
create table attachment (
    id uuid primary key,
    owner_kind text not null,
    owner uuid not null,
    kind text not null,
    bytes bigint not null,
    -- Of what was sent: tells a repeat from another use of the same id.
    content_mac bytea not null,
    added_by uuid not null references account,
    added_at timestamptz not null default clock_timestamp()
);
create index attachment_of_owner on attachment (owner_kind, owner, added_at, id);
create table attachment_part (
    attachment uuid not null references attachment,
    part int not null,
    sealed bytea not null,
    primary key (attachment, part)
);
-- What is sealed does not get shorter.
alter table attachment_part alter column sealed set storage external;
grant select, insert on attachment, attachment_part to renrakucho_app;
