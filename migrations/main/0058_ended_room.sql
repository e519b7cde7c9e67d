-- 支援終了: members of a room whose support has ended read on for a time (`people.ended_room_days`), and from then on nobody does. What ends
-- is their membership, by this database's clock, so every check, page, mail and poll that knows of a membership's end knows of this
-- one. Read by the pages of the room and of the city, which say until when.
alter table care_room add column readable_until timestamptz;

-- Whoever comes to be a member afterwards (a new ID or affiliation takes memberships along) is one no longer than the others.
create function membership_ends_with_its_room() returns trigger language plpgsql as $$
begin
    select least(new.until, r.readable_until) into new.until from care_room r where r.id = new.room;
    return new;
end $$;
create trigger membership_ends_with_its_room before insert on membership
    for each row execute function membership_ends_with_its_room();

-- Rooms that ended before nobody had been told of this: the time begins now.
update care_room set readable_until = clock_timestamp() + interval '90 days' where state = 'ended';
update membership m set until = least(m.until, r.readable_until)
    from care_room r where r.id = m.room and r.state = 'ended' and m.left_seq is null;
