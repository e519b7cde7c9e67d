-- 例外利用 (article 20): the city permits that named people use a room without consent, for a time. A moderator asks, as a case; an approver,
-- who is another person, permits. Whom it names are members of the room until its end, by this database's clock, as every membership
-- with an end is: what cuts them off is what cuts those. Read by the city's list, by the room's page, and by whoever decides.
create table exceptional_use (
    city_case uuid primary key references city_case,
    room uuid not null references care_room,
    ground text not null check (ground in ('disaster', 'abuse_or_dv', 'impaired_capacity_no_kin', 'other_emergency')),
    -- What happened, why no consent can be had, and for what: under the room's key, so that it goes with it.
    sealed bytea not null,
    until timestamptz not null,
    asked_by uuid not null references account,
    -- As they were called at that time.
    asked_name text not null,
    asked_facility text not null,
    -- The permit, if it was given.
    permitted_at timestamptz,
    permitted_by uuid references account,
    permitted_name text,
    permitted_facility text,
    review_case uuid unique references city_case,
    -- Before its time, by the city.
    ended_at timestamptz,
    ended_by uuid references account,
    check (num_nonnulls(permitted_at, permitted_by, permitted_name, permitted_facility, review_case) in (0, 5)),
    check (permitted_by <> asked_by),
    check (permitted_at < until),
    check ((ended_at is null) = (ended_by is null)),
    check (ended_at is null or permitted_at is not null)
);
create index exceptional_use_of_room on exceptional_use (room);
create table exceptional_use_person (
    city_case uuid not null references exceptional_use,
    account uuid not null references account,
    primary key (city_case, account)
);
grant select, insert on exceptional_use, exceptional_use_person to renrakucho_app;
-- What was asked for never changes.
grant update (permitted_at, permitted_by, permitted_name, permitted_facility, review_case, ended_at, ended_by)
    on exceptional_use to renrakucho_app;

-- Nobody gives themselves a permit, with whatever accounts; none is given twice, and none that ended goes on.
create function permit_is_of_two() returns trigger language plpgsql as $$
begin
    if old.permitted_at is null and new.permitted_at is not null and exists (
        select from account a join account b on b.staff_member = a.staff_member
        where a.id = new.asked_by and b.id = new.permitted_by) then
        raise exception 'whoever asks for a permit does not give it' using errcode = 'integrity_constraint_violation';
    end if;
    if old.permitted_at is not null and (new.permitted_at, new.permitted_by, new.review_case)
        is distinct from (old.permitted_at, old.permitted_by, old.review_case)
        or old.ended_at is not null and new.ended_at is distinct from old.ended_at then
        raise exception 'a permit does not change' using errcode = 'integrity_constraint_violation';
    end if;
    return new;
end $$;
create trigger permit_is_of_two before update on exceptional_use for each row execute function permit_is_of_two();

-- A membership by a permit. It has an end, and there is none without a permit that was given.
alter table membership add column permit uuid references exceptional_use;
alter table membership add constraint membership_by_permit_ends check (permit is null or until is not null);
create index membership_by_permit on membership (permit) where permit is not null and left_seq is null;
create function membership_needs_its_permit() returns trigger language plpgsql as $$
begin
    if not exists (select from exceptional_use u where u.city_case = new.permit and u.room = new.room
                   and u.permitted_at is not null and u.ended_at is null and new.until <= u.until) then
        raise exception 'no permit was given for this' using errcode = 'integrity_constraint_violation';
    end if;
    return new;
end $$;
create trigger membership_needs_its_permit before insert or update of permit, until on membership
    for each row when (new.permit is not null) execute function membership_needs_its_permit();

create or replace view standing_membership as
    select m.room, m.account, m.affiliation, x.staff_member, x.profession, x.facility, m.permit
    from membership m
    join affiliation x on x.id = m.affiliation
    join standing_facility f on f.id = x.facility
    where m.left_seq is null
      and (m.until is null or m.until > clock_timestamp())
      and x.ended_at is null;

alter table entry
    drop constraint entry_is_whole,
    add constraint entry_is_whole check (
        seq > 0 and case
            when kind = 'post' then
                sealed is not null and content_mac is not null and subject is null and subject_affiliation is null
                and priority is not null and priority in ('normal', 'important', 'urgent')
            when kind in ('opened', 'discontinued', 'ended', 'lapsed', 'erased', 'permitted') then
                num_nonnulls(sealed, content_mac, priority, subject, subject_affiliation) = 0
            when kind in ('member_joined', 'member_left') then
                num_nonnulls(sealed, content_mac, priority) = 0 and num_nonnulls(subject, subject_affiliation) = 2
            else false
        end);

-- The rule and the statement once more (0041, 0013): whoever is in the room by a permit that stands posts before there is consent.
create function post_verdict(
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
        when room_state in ('discontinued', 'lapsed', 'erased') then 'room_closed'
        when room_state = 'awaiting_consent' and not is_permitted then 'consent_missing'
        when room_state = 'ended' then 'read_only'
        when is_repeat then 'duplicate'
        when id_is_taken then 'id_reused'
        when not reply_is_good then 'invalid_reply_to'
        else 'accepted'
    end
$$;

create or replace function append_posts(
    in_doubt boolean, alert_hold_seconds double precision,
    rooms uuid[], ids uuid[], accounts uuid[], devices uuid[], sessions uuid[],
    priorities text[], reply_tos uuid[], bodies bytea[], macs bytea[], hashes bytea[], requests text[]
) returns table (
    verdict text, seq bigint, at timestamptz, name text, facility text, profession text
) language plpgsql volatile as $$
#variable_conflict use_column
declare
    moment timestamptz;
    held record;
    author record;
begin
    if cardinality(ids) = 1 and reply_tos[1] is null then
        -- Locked in the order in which they are named.
        select r.state, r.last_seq, r.last_at, a.standing as account_standing, a.role, d.standing as device_standing,
               s.ended_at, s.expires_at
        into held
        from care_room r, account a, device d, session s
        where r.id = rooms[1] and a.id = accounts[1] and d.id = devices[1] and s.id = sessions[1]
        for no key update of r for share of a for share of d for share of s;
        moment := clock_timestamp();
        select m.affiliation, m.permit, p.name, f.name as facility, q.name as profession,
               exists (select from entry e where e.room = rooms[1] and e.id = ids[1]) as id_is_taken
        into author
        from standing_membership m
        join staff_member p on p.id = m.staff_member
        join facility f on f.id = m.facility
        join profession q on q.code = m.profession
        where m.room = rooms[1] and m.account = accounts[1];
        verdict := post_verdict(
            in_doubt, false, held.state, held.account_standing, held.role, held.device_standing,
            held.ended_at is not null or held.expires_at <= moment, author.affiliation is not null,
            author.permit is not null, author.id_is_taken, true);
        if verdict = 'accepted' then
            seq := held.last_seq + 1;
            at := greatest(held.last_at, moment);
            name := author.name;
            facility := author.facility;
            profession := author.profession;
            with appended as (
                insert into entry (room, seq, id, kind, at, author, author_affiliation, priority, sealed, content_mac)
                values (rooms[1], append_posts.seq, ids[1], 'post', append_posts.at, accounts[1], author.affiliation,
                        priorities[1], bodies[1], macs[1])
            ), moved as (
                update care_room r set last_seq = append_posts.seq, last_at = append_posts.at where r.id = rooms[1]
            ), awaiting as (
                insert into post_awaiting_alert (room, seq, due_at)
                values (rooms[1], append_posts.seq, moment + make_interval(secs => alert_hold_seconds))
            )
            insert into audit_event
                (event, account, device, session, room, subject, from_seq, upto_seq, row_hash, request_id)
            values ('entry_added', accounts[1], devices[1], sessions[1], rooms[1], ids[1], append_posts.seq,
                    append_posts.seq, hashes[1], requests[1]);
            return next;
            return;
        end if;
    end if;

    perform from care_room r where r.id = any (rooms) order by r.id for no key update;
    perform from account a where a.id = any (accounts) order by a.id for share;
    perform from device d where d.id = any (devices) order by d.id for share;
    perform from session s where s.id = any (sessions) order by s.id for share;
    moment := clock_timestamp();

    return query
    with judged as (
        select i.*, r.last_seq, greatest(r.last_at, moment) as at, m.affiliation, m.name, m.facility_name,
               m.profession_name, e.seq as earlier_seq, e.at as earlier_at,
               post_verdict(
                   in_doubt, e.author = i.account and e.content_mac = i.mac, r.state, a.standing, a.role, d.standing,
                   s.ended_at is not null or s.expires_at <= moment, m.account is not null, m.permit is not null, e.id is not null,
                   i.reply_to is null or exists (
                       select from entry o where o.room = i.room and o.id = i.reply_to and o.kind = 'post')) as word
        from unnest(rooms, ids, accounts, devices, sessions, priorities, reply_tos, bodies, macs, hashes, requests)
            with ordinality
            as i (room, id, account, device, session, priority, reply_to, body, mac, hash, request, place)
        left join account a on a.id = i.account
        left join device d on d.id = i.device
        left join session s on s.id = i.session
        left join care_room r on r.id = i.room
        left join lateral (
            select m.account, m.affiliation, m.permit, p.name, f.name as facility_name, q.name as profession_name
            from standing_membership m
            join staff_member p on p.id = m.staff_member
            join facility f on f.id = m.facility
            join profession q on q.code = m.profession
            where m.room = i.room and m.account = i.account
            offset 0
        ) m on true
        left join entry e on e.room = i.room and e.id = i.id
    ), placed as (
        select j.*, case when j.word = 'accepted' then j.last_seq
            + count(*) filter (where j.word = 'accepted') over (partition by j.room order by j.place) end as new_seq
        from judged j
    ), appended as (
        insert into entry (room, seq, id, kind, at, author, author_affiliation, priority, reply_to, sealed, content_mac)
        select room, new_seq, id, 'post', at, account, affiliation, priority, reply_to, body, mac
        from placed where new_seq is not null
    ), moved as (
        update care_room r set last_seq = c.last_seq, last_at = c.at
        from (select room, max(new_seq) as last_seq, max(at) as at from placed where new_seq is not null group by room) c
        where r.id = c.room
    ), awaiting as (
        insert into post_awaiting_alert (room, seq, due_at)
        select room, new_seq, moment + make_interval(secs => alert_hold_seconds) from placed where new_seq is not null
    ), audited as (
        insert into audit_event (event, account, device, session, room, subject, from_seq, upto_seq, row_hash, request_id)
        select 'entry_added', account, device, session, room, id, new_seq, new_seq, hash, request
        from placed where new_seq is not null order by place
    )
    select p.word, coalesce(p.new_seq, p.earlier_seq), case when p.word = 'duplicate' then p.earlier_at else p.at end,
           p.name, p.facility_name, p.profession_name
    from placed p order by p.place;
end $$;
drop function post_verdict(boolean, boolean, text, text, text, text, boolean, boolean, boolean, boolean);

-- With a room's erasure goes what was asked for about it, and for whom; that it was, and who decided, stays.
create function forget_exceptional_use(erased uuid) returns void
    language sql security definer set search_path = pg_catalog, public, pg_temp as $$
    with emptied as (
        update public.exceptional_use u set sealed = '' from public.care_room r
        where u.room = erased and r.id = erased and r.state = 'erased' returning u.city_case
    )
    delete from public.exceptional_use_person p using emptied e where p.city_case = e.city_case
$$;
revoke all on function forget_exceptional_use(uuid) from public;
grant execute on function forget_exceptional_use(uuid) to renrakucho_app;
