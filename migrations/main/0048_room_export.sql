-- 印刷・書き出し (articles 32 to 36): which part of which room left the system, by whom, when, and what for. Read when one is made, for the
-- day's limit and so that what is asked again is the same one; its number stands on the paper and in the file.
create table room_export (
    id uuid primary key,
    -- Of all of the city, one after the other.
    number bigint not null unique,
    room uuid not null references care_room,
    account uuid not null references account,
    at timestamptz not null default clock_timestamp(),
    form text not null check (form in ('print', 'file')),
    purpose text not null check (purpose in ('own_record', 'meeting', 'successor', 'told_to_person', 'other')),
    -- What was said about the purpose: people write about people there.
    sealed_words bytea not null,
    from_day date not null,
    upto_day date not null,
    first_seq bigint not null,
    last_seq bigint not null,
    check (from_day <= upto_day),
    check (first_seq <= last_seq)
);
create index room_export_of_account on room_export (account, at);
-- What was taken out stays written down.
grant select, insert on room_export to renrakucho_app;

-- With a room that is erased go the words: what was taken out stays known, and names nobody.
create function forget_export_words(erased uuid) returns void
    language sql security definer set search_path = pg_catalog, public, pg_temp as $$
    update public.room_export t set sealed_words = '' from public.care_room r
    where t.room = erased and r.id = erased and r.state = 'erased'
$$;
revoke all on function forget_export_words(uuid) from public;
grant execute on function forget_export_words(uuid) to renrakucho_app;
