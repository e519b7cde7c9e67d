-- 別の方の確認: where other rooms may be about the same person (0027), whoever records a receipt has made sure that they are not, and which
-- rooms those were is kept with it. Read by the city's page of a person's consents.
alter table consent_receipt add column checked_others uuid[] not null default '{}';

-- お名前などの訂正: a person was proposed under a wrong name, reading, date of birth or ground. Which they were before, and why it was
-- corrected, is kept under the room's key. Read by the city's page of a person's identity; a row is kept as it was written.
create table identity_correction (
    room uuid not null references care_room,
    number int not null check (number > 0),
    sealed bytea not null,
    corrected_by uuid not null references account,
    corrected_at timestamptz not null default clock_timestamp(),
    primary key (room, number)
);
grant select, insert on identity_correction to renrakucho_app;
grant update (sealed) on room_profile to renrakucho_app;
grant update (identity_mac) on supported_person to renrakucho_app;

-- It goes with the room's erasure, and with a proposal that is deleted.
create function forget_identity_corrections(over uuid) returns void
    language sql security definer set search_path = pg_catalog, public, pg_temp as $$
    delete from public.identity_correction t using public.care_room r
    where t.room = over and r.id = over and r.state in ('erased', 'lapsed')
$$;
revoke all on function forget_identity_corrections(uuid) from public;
grant execute on function forget_identity_corrections(uuid) to renrakucho_app;
