-- A proposal without a receipt is deleted (article 16: nothing is kept without consent). The room's row and its log stay, since the
-- audit log and other entries refer to them; who it was about does not.
alter table care_room drop constraint care_room_state_check;
alter table care_room add constraint care_room_state_check
    check (state in ('awaiting_consent', 'active', 'discontinued', 'ended', 'lapsed'));
-- Asked for by the job, every second: it looks at no others.
create index care_room_awaiting on care_room (state_since) where state = 'awaiting_consent';
create index care_room_lapsed on care_room (id) where state = 'lapsed';

alter table entry
    drop constraint entry_is_whole,
    add constraint entry_is_whole check (
        seq > 0 and case
            when kind = 'post' then
                sealed is not null and content_mac is not null and subject is null and subject_affiliation is null
                and priority is not null and priority in ('normal', 'important', 'urgent')
            when kind in ('opened', 'discontinued', 'ended', 'lapsed') then
                num_nonnulls(sealed, content_mac, priority, subject, subject_affiliation) = 0
            when kind in ('member_joined', 'member_left') then
                num_nonnulls(sealed, content_mac, priority) = 0 and num_nonnulls(subject, subject_affiliation) = 2
            else false
        end);
alter table revocation drop constraint revocation_why_check;
alter table revocation add constraint revocation_why_check
    check (why in ('signed_out', 'suspended', 'revoked', 'replaced', 'expired', 'discontinued', 'removed', 'admitted', 'lapsed'));

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
        when room_state in ('discontinued', 'lapsed') then 'room_closed'
        when room_state = 'awaiting_consent' then 'consent_missing'
        when room_state = 'ended' then 'read_only'
        when is_repeat then 'duplicate'
        when id_is_taken then 'id_reused'
        when not reply_is_good then 'invalid_reply_to'
        else 'accepted'
    end
$$;

-- Removes who a proposal was about, of one that has lapsed and of nothing else: the serving role may not delete a profile by itself.
-- Whether there was something left to remove.
create function forget_proposal(lapsed uuid) returns boolean
    language sql security definer set search_path = pg_catalog, public, pg_temp as $$
    with gone as (
        delete from public.room_profile p using public.care_room r
        where p.room = lapsed and r.id = p.room and r.state = 'lapsed' returning r.supported_person
    ), nameless as (
        update public.supported_person s set identity_mac = null from gone where s.id = gone.supported_person
    )
    select exists (select from gone)
$$;
revoke all on function forget_proposal(uuid) from public;
grant execute on function forget_proposal(uuid) to renrakucho_app;
