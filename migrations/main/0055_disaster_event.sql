-- 災害の宣言 (article 20): the city declares a disaster once and permits a batch of rooms for named people, for a time. A moderator asks, as
-- a case; an approver, who is another person, permits. The permit of each room is a row of exceptional_use as ever, with a name of its
-- own, so that every check, page and poll that there is holds for it. Read by the city's list of events, and by whoever decides. What the
-- city says of the event stands sealed with its case, and is about nobody; the same under each room's key is that room's.
create table disaster_event (
    city_case uuid primary key references city_case,
    until timestamptz not null,
    asked_at timestamptz not null,
    asked_by uuid not null references account,
    -- As they were called at that time.
    asked_name text not null,
    asked_facility text not null,
    -- The permit, if it was given: as whom each room's log says it was.
    permitted_at timestamptz,
    permitted_by uuid references account,
    permitted_affiliation uuid references affiliation,
    permitted_name text,
    permitted_facility text,
    review_case uuid unique references city_case,
    -- Before its time, by the city.
    ended_at timestamptz,
    ended_by uuid references account,
    check (num_nonnulls(permitted_at, permitted_by, permitted_affiliation, permitted_name, permitted_facility, review_case) in (0, 6)),
    check (permitted_by <> asked_by),
    check (permitted_at < until),
    check ((ended_at is null) = (ended_by is null)),
    check (ended_at is null or permitted_at is not null)
);
create table disaster_event_person (
    city_case uuid not null references disaster_event,
    account uuid not null references account,
    primary key (city_case, account)
);
grant select, insert on disaster_event, disaster_event_person to renrakucho_app;
-- What was asked for never changes.
grant update (permitted_at, permitted_by, permitted_affiliation, permitted_name, permitted_facility, review_case, ended_at, ended_by)
    on disaster_event to renrakucho_app;

-- A permit of a room by an event has no case of its own: it is asked for, decided and reviewed with the event.
alter table exceptional_use
    add column disaster uuid references disaster_event,
    -- The room was over when its turn came.
    add column skipped_at timestamptz,
    drop constraint exceptional_use_city_case_fkey,
    drop constraint exceptional_use_check;
alter table exceptional_use
    add column own_case uuid generated always as (case when disaster is null then city_case end) stored references city_case,
    add constraint exceptional_use_permit_is_whole check (
        num_nonnulls(permitted_at, permitted_by, permitted_name, permitted_facility) in (0, 4)
        and (review_case is not null) = (permitted_at is not null and disaster is null)),
    add constraint exceptional_use_skipped_by_event check (skipped_at is null or disaster is not null and permitted_at is null);
create unique index exceptional_use_of_disaster on exceptional_use (disaster, room) where disaster is not null;
grant update (skipped_at) on exceptional_use to renrakucho_app;

-- Nobody declares an event for themselves, with whatever accounts; none is permitted twice, and none that ended goes on.
create function event_is_of_two() returns trigger language plpgsql as $$
begin
    if new.permitted_at is not null and exists (
        select from account a join account b on b.staff_member = a.staff_member
        where a.id = new.asked_by and b.id = new.permitted_by) and (tg_op = 'INSERT' or old.permitted_at is null) then
        raise exception 'whoever asks for an event does not permit it' using errcode = 'integrity_constraint_violation';
    end if;
    if tg_op = 'INSERT' and new.permitted_at is not null then
        raise exception 'an event is asked for before it is permitted' using errcode = 'integrity_constraint_violation';
    end if;
    if tg_op = 'UPDATE' and (old.permitted_at is not null and (new.permitted_at, new.permitted_by, new.review_case)
        is distinct from (old.permitted_at, old.permitted_by, old.review_case)
        or old.ended_at is not null and new.ended_at is distinct from old.ended_at) then
        raise exception 'an event does not change' using errcode = 'integrity_constraint_violation';
    end if;
    return new;
end $$;
create trigger event_is_of_two before insert or update on disaster_event for each row execute function event_is_of_two();

-- No permit begins as one, and none rests on an event that was not permitted by the same person, has ended, or ends before it.
create function permit_follows_its_event() returns trigger language plpgsql as $$
begin
    if tg_op = 'INSERT' and new.permitted_at is not null then
        raise exception 'a permit is asked for before it is given' using errcode = 'integrity_constraint_violation';
    end if;
    if tg_op = 'UPDATE' and new.disaster is not null and old.permitted_at is null and new.permitted_at is not null and not exists (
        select from disaster_event d where d.city_case = new.disaster and d.permitted_at is not null and d.ended_at is null
        and d.permitted_by = new.permitted_by and new.until <= d.until) then
        raise exception 'the event was not permitted' using errcode = 'integrity_constraint_violation';
    end if;
    if tg_op = 'UPDATE' and old.skipped_at is not null and new.skipped_at is distinct from old.skipped_at then
        raise exception 'a room that was skipped stays so' using errcode = 'integrity_constraint_violation';
    end if;
    return new;
end $$;
create trigger permit_follows_its_event before insert or update on exceptional_use
    for each row execute function permit_follows_its_event();
