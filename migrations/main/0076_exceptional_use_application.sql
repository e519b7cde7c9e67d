-- 例外利用の申請 by a facility (article 20): whoever proposed a person applies, as a case, as long as the consent form is awaited; a moderator
-- recommends it, which opens the case that an approver decides (exceptional_use), and whoever applied is neither of the two. What is said of
-- the person stands under the room's key, and goes with the proposal's lapse or the room's erasure. Read by whoever applied, by the city's
-- inbox, and wherever it is asked what of a use on the ground of abuse reaches the family.
create table exceptional_use_application (
    city_case uuid primary key references city_case,
    room uuid not null references care_room,
    -- Through which it was made.
    facility uuid not null references facility,
    ground text not null check (ground in ('disaster', 'abuse_or_dv', 'impaired_capacity_no_kin', 'other_emergency')),
    sealed bytea not null,
    until timestamptz not null,
    applied_by uuid not null references account,
    -- As they were called at that time.
    applied_name text not null,
    applied_facility text not null,
    -- What a moderator asked for on the strength of it.
    recommended_case uuid unique references exceptional_use,
    -- By whoever applied; without an account: it went with the proposal.
    withdrawn_at timestamptz,
    withdrawn_by uuid references account,
    check (recommended_case is null or withdrawn_at is null),
    check (withdrawn_by is null or withdrawn_by = applied_by and withdrawn_at is not null)
);
create index exceptional_use_application_of_room on exceptional_use_application (room);
create index exceptional_use_application_applied_by on exceptional_use_application (applied_by);
create table exceptional_use_application_person (
    city_case uuid not null references exceptional_use_application,
    account uuid not null references account,
    primary key (city_case, account)
);
grant select, insert on exceptional_use_application, exceptional_use_application_person to renrakucho_app;
-- What was applied for never changes.
grant update (recommended_case, withdrawn_at, withdrawn_by) on exceptional_use_application to renrakucho_app;

-- Nobody recommends what they applied for, with whatever accounts; what was recommended or taken back does not change; and what rests on an
-- application is about its room, and is not given yet.
create function application_is_of_others() returns trigger language plpgsql as $$
begin
    if tg_op = 'INSERT' then
        if num_nonnulls(new.recommended_case, new.withdrawn_at) > 0 then
            raise exception 'what is applied for is not decided yet' using errcode = 'integrity_constraint_violation';
        end if;
        return new;
    end if;
    if old.recommended_case is not null and new.recommended_case is distinct from old.recommended_case
        or old.withdrawn_at is not null and new.withdrawn_at is distinct from old.withdrawn_at then
        raise exception 'what became of an application does not change' using errcode = 'integrity_constraint_violation';
    end if;
    if old.recommended_case is null and new.recommended_case is not null then
        if exists (
            select from exceptional_use u join account a on a.id = u.asked_by join account b on b.staff_member = a.staff_member
            where u.city_case = new.recommended_case and b.id = new.applied_by) then
            raise exception 'whoever applies for a permit does not recommend it' using errcode = 'integrity_constraint_violation';
        end if;
        if not exists (
            select from exceptional_use u
            where u.city_case = new.recommended_case and u.room = new.room and u.permitted_at is null) then
            raise exception 'nothing is asked for on the strength of this' using errcode = 'integrity_constraint_violation';
        end if;
    end if;
    return new;
end $$;
create trigger application_is_of_others before insert or update on exceptional_use_application
    for each row execute function application_is_of_others();

-- The rule once more (0045): nor does whoever applied give the permit.
create or replace function permit_is_of_two() returns trigger language plpgsql as $$
begin
    if old.permitted_at is null and new.permitted_at is not null and exists (
        select from account a join account b on b.staff_member = a.staff_member
        where a.id = new.asked_by and b.id = new.permitted_by) then
        raise exception 'whoever asks for a permit does not give it' using errcode = 'integrity_constraint_violation';
    end if;
    if old.permitted_at is null and new.permitted_at is not null and exists (
        select from exceptional_use_application q join account a on a.id = q.applied_by
        join account b on b.staff_member = a.staff_member
        where q.recommended_case = new.city_case and b.id = new.permitted_by) then
        raise exception 'whoever applies for a permit does not give it' using errcode = 'integrity_constraint_violation';
    end if;
    if old.permitted_at is not null and (new.permitted_at, new.permitted_by, new.review_case)
        is distinct from (old.permitted_at, old.permitted_by, old.review_case)
        or old.ended_at is not null and new.ended_at is distinct from old.ended_at then
        raise exception 'a permit does not change' using errcode = 'integrity_constraint_violation';
    end if;
    return new;
end $$;

-- With a room that is over goes what was said when it was applied for, and for whom; that it was, and what became of it, stays.
create function forget_use_applications(over uuid) returns void
    language sql security definer set search_path = pg_catalog, public, pg_temp as $$
    with emptied as (
        update public.exceptional_use_application q set sealed = '' from public.care_room r
        where q.room = over and r.id = over and r.state in ('erased', 'lapsed') returning q.city_case
    )
    delete from public.exceptional_use_application_person p using emptied e where p.city_case = e.city_case
$$;
revoke all on function forget_use_applications(uuid) from public;
grant execute on function forget_use_applications(uuid) to renrakucho_app;
