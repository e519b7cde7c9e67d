-- 開示請求: somebody asks by law to be told what a room says. A moderator records it, as a case; an approver, who is another person, unseals
-- the room for it, for hours by this database's clock; the moderator says what is not disclosed; the approver releases what is left.
-- Read by the city's pages of it, and by whoever decides the case.
create table disclosure_request (
    id uuid primary key,
    room uuid not null references care_room,
    -- Who asks, by which law, for what, and how it was made sure: under the room's key, so that it goes with it.
    sealed bytea not null,
    due date not null,
    -- What is asked for, as far as it was written when the request was recorded.
    first_seq bigint not null,
    last_seq bigint not null,
    -- Whether staff are named, or shown by facility and profession.
    names_staff boolean not null default false,
    version bigint not null default 1,
    withdrawn_at timestamptz,
    withdrawn_by uuid references account,
    -- What was released, under the next number of the city's year.
    fiscal_year int,
    number int,
    sealed_document bytea,
    released_at timestamptz,
    released_by uuid references account,
    check (first_seq <= last_seq),
    check ((withdrawn_at is null) = (withdrawn_by is null)),
    check (num_nonnulls(fiscal_year, number, sealed_document, released_at, released_by) in (0, 5)),
    check (withdrawn_at is null or released_at is null),
    unique (fiscal_year, number)
);
create index disclosure_request_of_room on disclosure_request (room);

-- Each time it is asked that the room is unsealed for it: a case, and what came of it.
create table disclosure_unsealing (
    city_case uuid primary key references city_case,
    request uuid not null references disclosure_request,
    asked_at timestamptz not null default clock_timestamp(),
    asked_by uuid not null references account,
    -- As they were called at that time.
    asked_name text not null,
    asked_facility text not null,
    unsealed_at timestamptz,
    unsealed_until timestamptz,
    unsealed_by uuid references account,
    unsealed_name text,
    unsealed_facility text,
    check (num_nonnulls(unsealed_at, unsealed_until, unsealed_by, unsealed_name, unsealed_facility) in (0, 5)),
    check (unsealed_by <> asked_by)
);
create index disclosure_unsealing_of_request on disclosure_unsealing (request, asked_at);

-- What of an entry is not disclosed, and why: under the room's key.
create table disclosure_redaction (
    request uuid not null references disclosure_request,
    entry uuid not null,
    sealed bytea not null,
    marked_by uuid not null references account,
    at timestamptz not null default clock_timestamp(),
    primary key (request, entry)
);
create table disclosure_count (
    fiscal_year int primary key,
    last int not null
);

grant select, insert on disclosure_request, disclosure_unsealing, disclosure_redaction to renrakucho_app;
-- What was asked for never changes.
grant update (names_staff, version, withdrawn_at, withdrawn_by, fiscal_year, number, sealed_document, released_at, released_by)
    on disclosure_request to renrakucho_app;
grant update (unsealed_at, unsealed_until, unsealed_by, unsealed_name, unsealed_facility) on disclosure_unsealing to renrakucho_app;
grant update (sealed, marked_by, at) on disclosure_redaction to renrakucho_app;
grant select, insert, update on disclosure_count to renrakucho_app;

-- The one definition of who reads a room now for a request: nobody but these two accounts, until its hours are over, and not once the
-- request was withdrawn or answered, nor from a room that has no key.
create view standing_unsealing as
    select u.city_case, u.request, q.room, q.first_seq, q.last_seq, u.asked_by, u.unsealed_by, u.unsealed_until
    from disclosure_unsealing u
    join disclosure_request q on q.id = u.request
    join care_room r on r.id = q.room
    where u.unsealed_until > clock_timestamp()
      and q.withdrawn_at is null and q.released_at is null
      and r.state not in ('lapsed', 'erased');
grant select on standing_unsealing to renrakucho_app;

-- Nobody unseals what they asked for, with whatever accounts; and an unsealing does not change.
create function unsealing_is_of_two() returns trigger language plpgsql as $$
begin
    if tg_op = 'INSERT' then
        if new.unsealed_at is not null then
            raise exception 'an unsealing is asked for first' using errcode = 'integrity_constraint_violation';
        end if;
        return new;
    end if;
    if old.unsealed_at is not null then
        raise exception 'an unsealing does not change' using errcode = 'integrity_constraint_violation';
    end if;
    if exists (select from account a join account b on b.staff_member = a.staff_member
               where a.id = new.asked_by and b.id = new.unsealed_by) then
        raise exception 'whoever asks for an unsealing does not give it' using errcode = 'integrity_constraint_violation';
    end if;
    return new;
end $$;
create trigger unsealing_is_of_two before insert or update on disclosure_unsealing
    for each row execute function unsealing_is_of_two();

-- What is not disclosed is said by whoever asked, while the room is unsealed.
create function redaction_needs_its_unsealing() returns trigger language plpgsql as $$
begin
    if not exists (select from standing_unsealing u where u.request = new.request and u.asked_by = new.marked_by) then
        raise exception 'the room is not unsealed for this' using errcode = 'integrity_constraint_violation';
    end if;
    return new;
end $$;
create trigger redaction_needs_its_unsealing before insert or update on disclosure_redaction
    for each row execute function redaction_needs_its_unsealing();

-- Released by whoever unsealed, while it is: never by a person who had a part in what is blackened. Then it is fixed, but for one thing:
-- with a room that is erased it goes.
create function disclosure_is_fixed() returns trigger language plpgsql as $$
begin
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
create trigger disclosure_is_fixed before update on disclosure_request for each row execute function disclosure_is_fixed();

-- With a room's erasure goes what was asked about it and what was told; that it was, and by whom, stays.
create function forget_disclosures(over uuid) returns void
    language sql security definer set search_path = pg_catalog, public, pg_temp as $$
    delete from public.disclosure_redaction d using public.disclosure_request q, public.care_room r
    where d.request = q.id and q.room = over and r.id = over and r.state in ('erased', 'lapsed');
    update public.disclosure_request q
    set sealed = '', sealed_document = case when q.sealed_document is null then null else ''::bytea end
    from public.care_room r where q.room = over and r.id = over and r.state in ('erased', 'lapsed')
$$;
revoke all on function forget_disclosures(uuid) from public;
grant execute on function forget_disclosures(uuid) to renrakucho_app;
