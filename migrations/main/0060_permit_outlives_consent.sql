-- 虐待・DVの疑いと同意の取り下げ (article 20): a proxy's withdrawal ends the consent, but not a permit on the ground of abuse that stands. The
-- room is discontinued as ever: no statement that asks for its state lets anyone in who does not ask for a permit beside it. Whom such
-- a permit names go on until its end, by this database's clock; from then on the room is discontinued and nothing else. Read wherever a
-- membership's right is asked for, by the city's list, and by the deletion journal.
alter table exceptional_use
    -- Since when the permit has stood without the consent beside which it was given.
    add column outlived_at timestamptz,
    add constraint exceptional_use_outlives_by_abuse check (
        outlived_at is null or ground = 'abuse_or_dv' and permitted_at is not null and disaster is null and outlived_at < until);
grant update (outlived_at) on exceptional_use to renrakucho_app;
create index exceptional_use_outlived on exceptional_use (room) where outlived_at is not null;

-- It stands at that moment, and it is said once.
create function permit_outlives_once() returns trigger language plpgsql as $$
begin
    if tg_op = 'INSERT' or old.outlived_at is not null or new.ended_at is not null or new.until <= clock_timestamp() then
        raise exception 'a permit outlives the consent once, and while it stands' using errcode = 'integrity_constraint_violation';
    end if;
    return new;
end $$;
create trigger permit_outlives_once before insert or update of outlived_at on exceptional_use
    for each row when (new.outlived_at is not null) execute function permit_outlives_once();

-- In a room that is over there is no membership by any other permit. So whoever asks needs to know only whether there is one.
create function closing_ends_permits() returns trigger language plpgsql as $$
begin
    update membership m set permit = null
    where m.room = new.id and m.permit is not null and (new.state <> 'discontinued' or not exists (
        select from exceptional_use u where u.city_case = m.permit and u.outlived_at is not null));
    return new;
end $$;
create trigger closing_ends_permits before update of state on care_room
    for each row when (new.state in ('discontinued', 'lapsed', 'erased')) execute function closing_ends_permits();
update membership m set permit = null
    from care_room r where r.id = m.room and m.permit is not null and r.state in ('discontinued', 'lapsed', 'erased');

create or replace function membership_needs_its_permit() returns trigger language plpgsql as $$
begin
    if not exists (select from exceptional_use u join care_room r on r.id = u.room
                   where u.city_case = new.permit and u.room = new.room
                   and u.permitted_at is not null and u.ended_at is null and new.until <= u.until
                   and (r.state not in ('discontinued', 'lapsed', 'erased')
                        or r.state = 'discontinued' and u.outlived_at is not null)) then
        raise exception 'no permit was given for this' using errcode = 'integrity_constraint_violation';
    end if;
    return new;
end $$;

alter table entry
    drop constraint entry_is_whole,
    add constraint entry_is_whole check (
        seq > 0 and case
            when kind = 'post' then
                sealed is not null and content_mac is not null and subject is null and subject_affiliation is null
                and priority is not null and priority in ('normal', 'important', 'urgent')
            when kind in ('opened', 'discontinued', 'consent_ended', 'ended', 'lapsed', 'erased', 'permitted') then
                num_nonnulls(sealed, content_mac, priority, subject, subject_affiliation) = 0
            when kind in ('member_joined', 'member_left') then
                num_nonnulls(sealed, content_mac, priority) = 0 and num_nonnulls(subject, subject_affiliation) = 2
            else false
        end);

-- The rule once more (0045): in a discontinued room whoever is in it by a permit posts.
create or replace function post_verdict(
    in_doubt boolean, is_repeat boolean, room_state text, account_standing text, account_role text, device_standing text,
    session_is_over boolean, is_member boolean, is_permitted boolean, id_is_taken boolean, reply_is_good boolean
) returns text language sql immutable as $$
    select case
        when in_doubt and is_repeat then 'duplicate'
        when room_state is null then 'not_found'
        when account_standing is distinct from 'active' or device_standing is distinct from 'active' then 'suspended'
        when session_is_over is distinct from false then 'session_ended'
        when account_role not in ('staff', 'facility_admin', 'city_moderator') then 'not_found'
        when not is_member then 'not_found'
        when room_state in ('lapsed', 'erased') or room_state = 'discontinued' and not is_permitted then 'room_closed'
        when room_state = 'awaiting_consent' and not is_permitted then 'consent_missing'
        when room_state = 'ended' then 'read_only'
        when is_repeat then 'duplicate'
        when id_is_taken then 'id_reused'
        when not reply_is_good then 'invalid_reply_to'
        else 'accepted'
    end
$$;
