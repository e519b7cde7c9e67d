-- Many posts of many rooms in one statement: called by the writer (group commit) with all that waits. One statement is
-- one transaction, so that no lock is ever held over a round trip: a node that is stopped here stops nobody else.
--
-- Each statement of a VOLATILE function sees what was committed before that statement began. Locks come first, in the
-- order that everyone keeps (rooms by id, accounts, devices, sessions); what is checked under them is read by the
-- statement after. The rule is `renrakucho_domain::permission` and `session`; a test holds both against each other.
--
-- A post that the writer could not learn the outcome of comes again `in_doubt`: then its own repeat counts before
-- anything else, because it may have been accepted and its author removed since.
--
-- Verdicts: accepted, duplicate (accepted before: same author, same content), again (depends on an earlier one of this
-- very batch, or follows one that does: comes with the next batch, so that a room's order is kept), and refusals.

-- A post whose alerts are not yet looked at. One row for a post, not one for each member: when it is due most members
-- have read it. Read by the mail job.
create table post_awaiting_alert (
    room uuid not null,
    seq bigint not null,
    due_at timestamptz not null,
    primary key (room, seq)
);
create index post_awaiting_alert_by_time on post_awaiting_alert (due_at);
-- `update` is what FOR UPDATE asks for.
grant select, insert, update, delete on post_awaiting_alert to renrakucho_app;

create function append_posts(
    in_doubt boolean, alert_hold_seconds double precision,
    rooms uuid[], ids uuid[], accounts uuid[], devices uuid[], sessions uuid[],
    priorities text[], reply_tos uuid[], bodies bytea[], macs bytea[], hashes bytea[], requests text[]
) returns table (
    verdict text, seq bigint, at timestamptz, name text, facility text, profession text
) language plpgsql volatile
-- Someone who holds a room for longer delays that room alone: the writer comes again without it.
set lock_timeout = '300ms'
-- Plans are made once per connection; without these they would be made for the sizes of that day.
set enable_seqscan = off set enable_hashjoin = off set enable_mergejoin = off set plan_cache_mode = force_generic_plan
as $$
#variable_conflict use_column
declare
    moment timestamptz;
begin
    perform from care_room r where r.id = any (rooms) order by r.id for no key update;
    perform from account a where a.id = any (accounts) order by a.id for share;
    perform from device d where d.id = any (devices) order by d.id for share;
    perform from session s where s.id = any (sessions) order by s.id for share;
    moment := clock_timestamp();

    return query
    with input as (
        select t.*
        from unnest(rooms, ids, accounts, devices, sessions, priorities, reply_tos, bodies, macs, hashes, requests)
            with ordinality
            as t (room, id, account, device, session, priority, reply_to, body, mac, hash, request, place)
    ), judged as (
        select i.*, r.last_seq, greatest(r.last_at, moment) as at, m.affiliation, p.name, f.name as facility_name,
               q.name as profession_name, e.seq as earlier_seq, e.at as earlier_at,
               case
                   when in_doubt and e.author = i.account and e.content_mac = i.mac then 'duplicate'
                   when r.id is null then 'not_found'
                   when a.standing is distinct from 'active' or d.standing is distinct from 'active' then 'suspended'
                   when s.id is null or s.ended_at is not null or s.expires_at <= moment then 'session_ended'
                   when a.role not in ('staff', 'facility_admin', 'city_moderator') then 'not_found'
                   when m.account is null then 'not_found'
                   when r.state = 'discontinued' then 'room_closed'
                   when r.state = 'awaiting_consent' then 'consent_missing'
                   when r.state = 'ended' then 'read_only'
                   when e.author = i.account and e.content_mac = i.mac then 'duplicate'
                   when e.id is not null then 'id_reused'
                   when exists (select from input o where o.room = i.room and o.place < i.place and o.id = i.id)
                       then 'again'
                   when i.reply_to is not null and not exists (
                       select from entry o where o.room = i.room and o.id = i.reply_to and o.kind = 'post') then
                       case when exists (
                           select from input o where o.room = i.room and o.place < i.place and o.id = i.reply_to)
                       then 'again' else 'invalid_reply_to' end
                   else 'accepted'
               end as word
        from input i
        left join account a on a.id = i.account
        left join device d on d.id = i.device
        left join session s on s.id = i.session
        left join care_room r on r.id = i.room
        left join standing_membership m on m.room = i.room and m.account = i.account
        left join staff_member p on p.id = m.staff_member
        left join facility f on f.id = m.facility
        left join profession q on q.code = m.profession
        left join entry e on e.room = i.room and e.id = i.id
    ), ordered as (
        select j.*, bool_or(j.word = 'again') over (partition by j.room order by j.place) as waits
        from judged j
    ), placed as (
        select o.*, case when o.word = 'accepted' and not o.waits
            then o.last_seq + count(*) filter (where o.word = 'accepted' and not o.waits)
                              over (partition by o.room order by o.place) end as new_seq
        from ordered o
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
    select case when p.waits and p.word in ('accepted', 'again') then 'again' else p.word end,
           coalesce(p.new_seq, p.earlier_seq), case when p.word = 'duplicate' then p.earlier_at else p.at end,
           p.name, p.facility_name, p.profession_name
    from placed p order by p.place;
end $$;
revoke all on function append_posts from public;
grant execute on function append_posts to renrakucho_app;
