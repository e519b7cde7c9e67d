-- 消去 (article 18): a room that is over is erased by two people of the city. A moderator proposes it as a case, an approver decides. With
-- the decision the room is `erased` and nobody reads it; then its key is destroyed in its own database, and then what was sealed with
-- it, and whatever else tells of the person, is removed here. The room's row, its log without bodies, the audit log and the
-- certificate stay, and name nobody.
alter table care_room drop constraint care_room_state_check;
alter table care_room add constraint care_room_state_check
    check (state in ('awaiting_consent', 'active', 'discontinued', 'ended', 'lapsed', 'erased'));

alter table entry
    drop constraint entry_is_whole,
    add constraint entry_is_whole check (
        seq > 0 and case
            when kind = 'post' then
                sealed is not null and content_mac is not null and subject is null and subject_affiliation is null
                and priority is not null and priority in ('normal', 'important', 'urgent')
            when kind in ('opened', 'discontinued', 'ended', 'lapsed', 'erased') then
                num_nonnulls(sealed, content_mac, priority, subject, subject_affiliation) = 0
            when kind in ('member_joined', 'member_left') then
                num_nonnulls(sealed, content_mac, priority) = 0 and num_nonnulls(subject, subject_affiliation) = 2
            else false
        end);
alter table revocation drop constraint revocation_why_check;
alter table revocation add constraint revocation_why_check
    check (why in ('signed_out', 'suspended', 'revoked', 'replaced', 'expired', 'discontinued', 'removed', 'admitted', 'lapsed',
                   'erased'));

create or replace function post_verdict(
    in_doubt boolean, is_repeat boolean, room_state text, account_standing text, account_role text, device_standing text,
    session_is_over boolean, is_member boolean, id_is_taken boolean, reply_is_good boolean
) returns text language sql immutable as $$
    select case
        when in_doubt and is_repeat then 'duplicate'
        when room_state is null then 'not_found'
        when account_standing is distinct from 'active' or device_standing is distinct from 'active' then 'suspended'
        when session_is_over is distinct from false then 'session_ended'
        when account_role not in ('staff', 'facility_admin', 'city_moderator') then 'not_found'
        when not is_member then 'not_found'
        when room_state in ('discontinued', 'lapsed', 'erased') then 'room_closed'
        when room_state = 'awaiting_consent' then 'consent_missing'
        when room_state = 'ended' then 'read_only'
        when is_repeat then 'duplicate'
        when id_is_taken then 'id_reused'
        when not reply_is_good then 'invalid_reply_to'
        else 'accepted'
    end
$$;

-- What is proposed, beside its case. Read by the city's inbox and by whoever decides.
create table erasure_proposal (
    city_case uuid primary key references city_case,
    room uuid not null references care_room,
    ground text not null check (ground in ('kept_long_enough', 'asked_for', 'entered_by_mistake', 'other')),
    proposed_by uuid not null references account,
    -- As they were called at that time.
    proposed_name text not null,
    proposed_facility text not null
);
create index erasure_proposal_of_room on erasure_proposal (room);

-- 消去の証明書, numbered by the city's year: fixed with the decision. The serving role can change none of it.
create table erasure_count (
    fiscal_year int primary key,
    last int not null
);
create table erasure (
    room uuid primary key references care_room,
    fiscal_year int not null,
    number int not null,
    at timestamptz not null,
    state_before text not null check (state_before in ('discontinued', 'ended')),
    ground text not null check (ground in ('kept_long_enough', 'asked_for', 'entered_by_mistake', 'other')),
    proposed_name text not null,
    proposed_facility text not null,
    decided_name text not null,
    decided_facility text not null,
    -- How much there was.
    posts bigint not null,
    read_marks bigint not null,
    memberships bigint not null,
    unique (fiscal_year, number)
);
-- That it is done: when the key was gone, and when what it had sealed was removed here.
create table erasure_done (
    room uuid primary key references erasure,
    key_destroyed_at timestamptz not null,
    at timestamptz not null default clock_timestamp()
);
grant select, insert on erasure_proposal, erasure, erasure_done to renrakucho_app;
grant select, insert, update on erasure_count to renrakucho_app;

-- Entries are never changed, but for this: of a room that is erased, and of no other, the owner's function empties the bodies. Their
-- key is gone already; that they go too means that even a forgotten copy of the key opens nothing here. Some at a time, so that no
-- statement takes long. How many it emptied.
create function erase_bodies(erased uuid, most int) returns bigint
    language sql security definer set search_path = pg_catalog, public, pg_temp as $$
    with full_ones as (
        select e.room, e.seq from public.entry e join public.care_room r on r.id = e.room
        where e.room = erased and r.state = 'erased' and e.kind = 'post' and octet_length(e.sealed) > 0
        order by e.seq limit most
    ), emptied as (
        update public.entry e set sealed = '', content_mac = '' from full_ones f where e.room = f.room and e.seq = f.seq returning 1
    )
    select count(*) from emptied
$$;
revoke all on function erase_bodies(uuid, int) from public;
grant execute on function erase_bodies(uuid, int) to renrakucho_app;

-- The rest of what tells of the person or of who took part. The digest that finds the same person twice goes too, unless another room
-- of theirs needs it.
create function forget_room(erased uuid) returns void
    language sql security definer set search_path = pg_catalog, public, pg_temp as $$
    delete from public.room_profile t using public.care_room r where t.room = erased and r.id = erased and r.state = 'erased';
    delete from public.consent_receipt t using public.care_room r where t.room = erased and r.id = erased and r.state = 'erased';
    delete from public.support_end t using public.care_room r where t.room = erased and r.id = erased and r.state = 'erased';
    delete from public.access_report t using public.care_room r where t.room = erased and r.id = erased and r.state = 'erased';
    delete from public.read_mark t using public.care_room r where t.room = erased and r.id = erased and r.state = 'erased';
    delete from public.membership t using public.care_room r where t.room = erased and r.id = erased and r.state = 'erased';
    update public.supported_person p set identity_mac = null from public.care_room r
    where r.id = erased and r.state = 'erased' and p.id = r.supported_person and not exists (
        select from public.care_room o where o.supported_person = p.id and o.state not in ('erased', 'lapsed'))
$$;
revoke all on function forget_room(uuid) from public;
grant execute on function forget_room(uuid) to renrakucho_app;
