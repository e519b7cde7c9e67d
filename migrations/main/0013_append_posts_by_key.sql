-- append_posts once more, so that it is as quick when the planner knows nothing of the tables. Without statistics (a database
-- that was just filled or restored) PostgreSQL takes it that hardly any membership stands, and joins all that do, once per
-- batch: seen at 0.6 s for four posts in a city of 1,000 staff. OFFSET 0 is PostgreSQL's fence: each author is looked up by
-- the keys of their post, whatever is believed about the rest.

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
        select m.affiliation, p.name, f.name as facility, q.name as profession,
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
            author.id_is_taken, true);
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
                   s.ended_at is not null or s.expires_at <= moment, m.account is not null, e.id is not null,
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
            select m.account, m.affiliation, p.name, f.name as facility_name, q.name as profession_name
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
