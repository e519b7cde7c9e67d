-- One post as PostgreSQL alone would keep it: a position from the room's row and an entry of about the same bytes, in one
-- commit. No checks, no audit, no alerts. The whole in one statement: the least that a commit per post can cost.
\set room random(1, 125)
with place as (update bench_room set last_seq = last_seq + 1 where id = :room returning id, last_seq)
insert into bench_entry (room, seq, id, at, sealed)
select id, last_seq, gen_random_uuid(), clock_timestamp(), decode(repeat('5a', 480), 'hex') from place;
