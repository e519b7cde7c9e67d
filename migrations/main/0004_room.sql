-- Care rooms (ルーム): one append-only, gapless log of entries each.
create table supported_person (
    id uuid primary key,
    residence_basis text not null check (residence_basis in ('resident', 'lives_here')),
    created_at timestamptz not null default clock_timestamp()
);

-- The row that every post locks and updates: kept narrow. `last_seq` is the only source of positions, under this row's
-- lock; never a sequence object (those commit out of order), a clock or Redis.
create table care_room (
    id uuid primary key,
    supported_person uuid not null references supported_person,
    state text not null check (state in ('awaiting_consent', 'active', 'discontinued', 'ended')),
    state_since timestamptz not null default clock_timestamp(),
    last_seq bigint not null default 0,
    last_at timestamptz,
    version bigint not null default 1
) with (fillfactor = 70);
-- A person has at most one room that is awaited or active; a new consent after a withdrawal opens a new room.
create unique index care_room_open_per_person on care_room (supported_person)
    where state in ('awaiting_consent', 'active');

-- Who the room is about, sealed with the room's key: name, kana, birth date.
create table room_profile (
    room uuid primary key references care_room,
    sealed bytea not null
);

-- The log. The key is (room, seq); the client's id is unique per room only, so that nobody can learn of another room's
-- ids. `sealed` is the body under the room's key, bound to room, id and author; `content_mac` is a keyed digest that
-- tells a repeat from a reuse without opening anything.
create table entry (
    room uuid not null references care_room,
    seq bigint not null check (seq > 0),
    id uuid not null,
    kind text not null check (kind in ('post', 'opened', 'member_joined', 'member_left', 'discontinued')),
    at timestamptz not null,
    author uuid not null references account,
    author_affiliation uuid not null references affiliation,
    subject uuid references account,
    subject_affiliation uuid references affiliation,
    priority text check (priority in ('normal', 'important', 'urgent')),
    reply_to uuid,
    sealed bytea,
    content_mac bytea,
    primary key (room, seq),
    unique (room, id),
    foreign key (room, reply_to) references entry (room, id),
    check ((kind = 'post') = (sealed is not null)),
    check ((kind = 'post') = (priority is not null)),
    check ((kind = 'post') = (content_mac is not null)),
    check ((kind in ('member_joined', 'member_left')) = (subject is not null)),
    check ((subject is null) = (subject_affiliation is null))
);
-- Counting unread posts of others.
create index entry_posts on entry (room, seq, author) where kind = 'post';

-- Who takes part (支援チーム), derived from the log in the same transaction. Each names the affiliation it is held
-- through and ends with it.
create table membership (
    room uuid not null references care_room,
    account uuid not null references account,
    affiliation uuid not null references affiliation,
    joined_seq bigint not null,
    left_seq bigint,
    until timestamptz,
    primary key (room, account, joined_seq)
);
create unique index membership_current on membership (room, account) where left_seq is null;
create index membership_of_account on membership (account) where left_seq is null;

-- Who stands as a member at this moment: the one definition, for every read, count, alert and mark. A membership ends
-- with its entry, with its time, with its affiliation, and with its facility (article 6).
create view standing_membership as
    select m.room, m.account, m.affiliation, x.staff_member, x.profession, x.facility
    from membership m
    join affiliation x on x.id = m.affiliation
    join facility f on f.id = x.facility
    where m.left_seq is null
      and (m.until is null or m.until > clock_timestamp())
      and x.ended_at is null
      and f.standing = 'active';

-- How far an account has read (既読). State, not history.
create table read_mark (
    room uuid not null references care_room,
    account uuid not null references account,
    upto bigint not null,
    at timestamptz not null default clock_timestamp(),
    primary key (room, account)
) with (fillfactor = 70);

-- The city has the signed form (article 16). Who the proxy is and why the person could not sign tells of health and
-- family: sealed with the room's key.
create table consent_receipt (
    room uuid primary key references care_room,
    signed_by text not null check (signed_by in ('person', 'proxy')),
    sealed_proxy bytea,
    form_version text not null,
    signed_on date not null,
    received_on date not null,
    recorded_by uuid not null references account,
    recorded_at timestamptz not null default clock_timestamp(),
    check ((signed_by = 'proxy') = (sealed_proxy is not null)),
    check (received_on >= signed_on)
);

grant select, insert on supported_person, room_profile, consent_receipt to renrakucho_app;
grant select on standing_membership to renrakucho_app;
grant select, insert, update on care_room, membership, read_mark to renrakucho_app;
-- Append-only: the serving role cannot change or remove an entry.
grant select, insert on entry to renrakucho_app;
