-- 書き込みの消去 (article 18, a part): one post of a room is erased by two people of the city. A member of the room asks for it, as a case; a
-- moderator proposes it, which opens a case for the approver; the approver, who is another person, decides. With the decision the body is
-- gone: from the log, from what is read of it, and, on the day that the certificate names, from the last backup. The entry's row stays,
-- with its position, its id and who wrote it. Read by the city's inbox, by its certificate, and by every node's poll.
create table entry_erasure_request (
    -- In which it is asked for.
    city_case uuid primary key references city_case,
    room uuid not null references care_room,
    entry uuid not null,
    seq bigint not null,
    ground text not null check (ground in ('wrong_person', 'third_party', 'asked_for', 'illegal', 'other')),
    -- What was said about it: under the room's key. It goes with the body, which it may repeat.
    sealed bytea not null,
    asked_by uuid not null references account,
    -- As they were called at that time.
    asked_name text not null,
    asked_facility text not null,
    -- What the moderator proposed, and the case in which the approver decides.
    proposed_by uuid references account,
    proposed_name text,
    proposed_facility text,
    decision_case uuid unique references city_case,
    decided_by uuid references account,
    foreign key (room, entry) references entry (room, id),
    check (num_nonnulls(proposed_by, proposed_name, proposed_facility, decision_case) in (0, 4)),
    check (decided_by is null or proposed_by is not null)
);
create index entry_erasure_request_of_entry on entry_erasure_request (room, entry);
create index entry_erasure_request_asked_by on entry_erasure_request (asked_by);
grant select, insert on entry_erasure_request to renrakucho_app;
-- What was asked for never changes.
grant update (proposed_by, proposed_name, proposed_facility, decision_case, decided_by) on entry_erasure_request to renrakucho_app;

-- Nobody decides what they asked for or proposed, with whatever accounts; what is asked for is not proposed and decided with the same row,
-- and what was decided does not change.
create function entry_erasure_is_of_two() returns trigger language plpgsql as $$
begin
    if tg_op = 'INSERT' then
        if num_nonnulls(new.proposed_by, new.decision_case, new.decided_by) > 0 then
            raise exception 'what is asked for is not decided yet' using errcode = 'integrity_constraint_violation';
        end if;
        return new;
    end if;
    if old.decided_by is not null and (new.decided_by, new.proposed_by) is distinct from (old.decided_by, old.proposed_by)
        or old.proposed_by is not null and (new.proposed_by, new.decision_case)
            is distinct from (old.proposed_by, old.decision_case) then
        raise exception 'what was decided about an entry does not change' using errcode = 'integrity_constraint_violation';
    end if;
    if new.decided_by is not null and exists (
        select from account a join account b on b.staff_member = a.staff_member
        where a.id in (new.asked_by, new.proposed_by) and b.id = new.decided_by) then
        raise exception 'whoever asks for or proposes an erasure does not decide it'
            using errcode = 'integrity_constraint_violation';
    end if;
    return new;
end $$;
create trigger entry_erasure_is_of_two before insert or update on entry_erasure_request
    for each row execute function entry_erasure_is_of_two();

-- 消去の証明書 of an entry, numbered by the city's year: fixed with the decision. The serving role can change none of it.
create table entry_erasure_count (
    fiscal_year int primary key,
    last int not null
);
create table entry_erasure (
    room uuid not null references care_room,
    entry uuid not null,
    seq bigint not null,
    fiscal_year int not null,
    number int not null,
    at timestamptz not null,
    ground text not null check (ground in ('wrong_person', 'third_party', 'asked_for', 'illegal', 'other')),
    asked_name text not null,
    asked_facility text not null,
    proposed_name text not null,
    proposed_facility text not null,
    decided_name text not null,
    decided_facility text not null,
    -- Mails about it that were still to be sent; documents of disclosure requests from which it was taken; and how often a part of the
    -- record that holds it had left the system before.
    alerts bigint not null,
    documents bigint not null,
    exports bigint not null,
    -- The day on which the last backup that holds it expires.
    backups_until date not null,
    -- Not decided in this database, but read in the deletion journal after a restore.
    replayed boolean not null default false,
    primary key (room, entry),
    foreign key (room, entry) references entry (room, id),
    unique (fiscal_year, number)
);
grant select, insert on entry_erasure to renrakucho_app;
grant select, insert, update on entry_erasure_count to renrakucho_app;

create function entry_erasure_needs_its_decision() returns trigger language plpgsql as $$
begin
    if not exists (select from entry_erasure_request q where q.room = new.room and q.entry = new.entry and q.decided_by is not null) then
        raise exception 'nobody decided this' using errcode = 'integrity_constraint_violation';
    end if;
    return new;
end $$;
create trigger entry_erasure_needs_its_decision before insert on entry_erasure
    for each row when (not new.replayed) execute function entry_erasure_needs_its_decision();

-- Entries are never changed, but for this and `erase_bodies`: of an entry whose erasure was decided, and of no other, the owner's function
-- replaces the body by when it was erased (a version byte that no sealed body has, and the microsecond). The digest that tells a
-- repeat goes too: a post that is sent again with this id is a repeat, whatever it says. Whether it was there to be replaced.
create function erase_entry(of_room uuid, erased uuid) returns boolean
    language sql security definer set search_path = pg_catalog, public, pg_temp as $$
    with kept as (
        select x.room, x.entry, x.at from public.entry_erasure x where x.room = of_room and x.entry = erased
    ), unsaid as (
        update public.entry_erasure_request q set sealed = '' from kept k where q.room = k.room and q.entry = k.entry
    ), emptied as (
        update public.entry e
        set sealed = '\x00'::bytea || int8send((extract(epoch from k.at) * 1000000)::bigint), content_mac = ''
        from kept k
        where e.room = k.room and e.id = k.entry and e.kind = 'post' and octet_length(e.sealed) > 0 and get_byte(e.sealed, 0) <> 0
        returning 1
    )
    select exists (select from emptied)
$$;
revoke all on function erase_entry(uuid, uuid) from public;
grant execute on function erase_entry(uuid, uuid) to renrakucho_app;

-- With a room that is erased go the words that were said about its entries.
create function forget_entry_erasures(over uuid) returns void
    language sql security definer set search_path = pg_catalog, public, pg_temp as $$
    update public.entry_erasure_request q set sealed = '' from public.care_room r
    where q.room = over and r.id = over and r.state in ('erased', 'lapsed')
$$;
revoke all on function forget_entry_erasures(uuid) from public;
grant execute on function forget_entry_erasures(uuid) to renrakucho_app;

-- A document that was released for a disclosure request holds the entry once more. It is fixed, but for this too: the owner's function puts
-- the same document without it in its place. That it was told, to whom and when, stays.
create or replace function disclosure_is_fixed() returns trigger language plpgsql as $$
begin
    if current_user = (select tableowner from pg_tables where schemaname = 'public' and tablename = 'disclosure_request')
        and to_jsonb(new) - 'sealed_document' = to_jsonb(old) - 'sealed_document' and exists (
            select from public.entry_erasure x where x.room = old.room and x.seq between old.first_seq and old.last_seq) then
        return new;
    end if;
    if exists (select from public.care_room where id = old.room and state in ('erased', 'lapsed')) and octet_length(new.sealed) = 0 then
        return new;
    end if;
    if old.released_at is not null or old.withdrawn_at is not null then
        raise exception 'a disclosure that was released or withdrawn is never changed' using errcode = 'integrity_constraint_violation';
    end if;
    if new.released_at is not null and (
        not exists (select from public.standing_unsealing u where u.request = new.id and u.unsealed_by = new.released_by)
        or exists (select from public.disclosure_unsealing u join public.account a on a.id = u.asked_by
                   join public.account b on b.staff_member = a.staff_member
                   where u.request = new.id and b.id = new.released_by)) then
        raise exception 'whoever blackens does not release' using errcode = 'integrity_constraint_violation';
    end if;
    return new;
end $$;
create function take_from_document(of_request uuid, erased uuid, document bytea) returns void
    language sql security definer set search_path = pg_catalog, public, pg_temp as $$
    update public.disclosure_request q set sealed_document = document
    where q.id = of_request and q.released_at is not null and octet_length(q.sealed_document) > 0 and exists (
        select from public.entry_erasure x
        where x.room = q.room and x.entry = erased and x.seq between q.first_seq and q.last_seq)
$$;
revoke all on function take_from_document(uuid, uuid, bytea) from public;
grant execute on function take_from_document(uuid, uuid, bytea) to renrakucho_app;

-- The log says that it was done: `reply_to` names the post.
alter table entry
    drop constraint entry_is_whole,
    add constraint entry_is_whole check (
        seq > 0 and case
            when kind = 'post' then
                sealed is not null and content_mac is not null and subject is null and subject_affiliation is null
                and priority is not null and priority in ('normal', 'important', 'urgent')
            when kind in ('opened', 'discontinued', 'consent_ended', 'ended', 'lapsed', 'erased', 'permitted') then
                num_nonnulls(sealed, content_mac, priority, subject, subject_affiliation) = 0
            when kind = 'entry_erased' then
                num_nonnulls(sealed, content_mac, priority, subject, subject_affiliation) = 0 and reply_to is not null
            when kind in ('member_joined', 'member_left') then
                num_nonnulls(sealed, content_mac, priority) = 0 and num_nonnulls(subject, subject_affiliation) = 2
            else false
        end);

-- The subject is the case in which it was decided. Each node drops what it has of the entry in memory.
alter table revocation
    drop constraint revocation_kind_check,
    add constraint revocation_kind_check check (kind in ('account', 'device', 'session', 'membership', 'room', 'entry'));

-- The statement once more (0045): what comes again under the id of an erased post is its repeat.
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
                   in_doubt, e.author = i.account and (e.content_mac = i.mac or octet_length(e.content_mac) = 0), r.state, a.standing, a.role, d.standing,
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
