-- 止められたもの: whoever and whatever was let in and is so no more, or is so again: IDs, what an ID was for, devices, passkeys, who may sign
-- in on a shared device, facilities, memberships. One row for each that was ever stopped, with its last state and since when. It follows
-- these tables by triggers, so that no act can forget it. Read by the deletion journal, which keeps it outside the databases, and by each
-- start: what a restored backup has forgotten is stopped again before anyone is served.
create table access_standing (
    kind text not null check (kind in ('account', 'facility_admin', 'city_moderator', 'city_approver', 'operator', 'device', 'passkey',
                                       'shared_device', 'facility', 'membership')),
    -- The account, device, passkey or facility. Of a shared device and of a membership the account.
    subject uuid not null,
    -- The shared device, or the room; the nil UUID elsewhere.
    scope uuid not null,
    stands boolean not null,
    -- Later than the last one of the same, whatever the clock says: the last state counts.
    at timestamptz not null,
    primary key (kind, subject, scope)
);
create index access_standing_by_time on access_standing (at);
grant select, insert, update on access_standing to renrakucho_app;

-- Called while the row that changes is held, so that of one thing the states have an order. What has never been stopped has no row.
create function access_changed(what text, about uuid, in_scope uuid, does_stand boolean) returns void language plpgsql as $$
begin
    if does_stand then
        update access_standing a set stands = true, at = greatest(clock_timestamp(), a.at + interval '1 microsecond')
        where a.kind = what and a.subject = about and a.scope = in_scope and not a.stands;
    else
        insert into access_standing as a (kind, subject, scope, stands, at)
        values (what, about, in_scope, false, clock_timestamp())
        on conflict (kind, subject, scope) do update
            set stands = false, at = greatest(clock_timestamp(), a.at + interval '1 microsecond')
            where a.stands;
    end if;
end $$;
grant execute on function access_changed(text, uuid, uuid, boolean) to renrakucho_app;

-- The kind stands in the trigger: account, device, passkey, facility.
create function access_follows_standing() returns trigger language plpgsql as $$
begin
    perform access_changed(tg_argv[0], new.id, '00000000-0000-0000-0000-000000000000', new.standing = 'active');
    return null;
end $$;
create trigger access_follows_standing after update of standing on account
    for each row when ((old.standing = 'active') <> (new.standing = 'active')) execute function access_follows_standing('account');
create trigger access_follows_standing after update of standing on device
    for each row when ((old.standing = 'active') <> (new.standing = 'active')) execute function access_follows_standing('device');
create trigger access_follows_standing after update of standing on passkey
    for each row when ((old.standing = 'active') <> (new.standing = 'active')) execute function access_follows_standing('passkey');
create trigger access_follows_standing after update of standing on facility
    for each row when ((old.standing = 'active') <> (new.standing = 'active')) execute function access_follows_standing('facility');

create function access_ends_with_passkey() returns trigger language plpgsql as $$
begin
    perform access_changed('passkey', old.id, '00000000-0000-0000-0000-000000000000', false);
    return null;
end $$;
create trigger access_ends_with_passkey after delete on passkey for each row execute function access_ends_with_passkey();

-- What an ID was for: whoever was an admin, acts for the city or operates it.
create function access_follows_role() returns trigger language plpgsql as $$
begin
    if old.role <> 'staff' then
        perform access_changed(old.role, old.id, '00000000-0000-0000-0000-000000000000', false);
    end if;
    if new.role <> 'staff' then
        perform access_changed(new.role, new.id, '00000000-0000-0000-0000-000000000000', true);
    end if;
    return null;
end $$;
create trigger access_follows_role after update of role on account
    for each row when (old.role <> new.role) execute function access_follows_role();

create function access_follows_shared_device() returns trigger language plpgsql as $$
begin
    if tg_op = 'DELETE' then
        perform access_changed('shared_device', old.account, old.device, false);
    else
        perform access_changed('shared_device', new.account, new.device, true);
    end if;
    return null;
end $$;
create trigger access_follows_shared_device after insert or delete on device_account
    for each row execute function access_follows_shared_device();

create function access_follows_membership() returns trigger language plpgsql as $$
begin
    perform access_changed('membership', new.account, new.room, new.left_seq is null);
    return null;
end $$;
create trigger access_begins_with_membership after insert on membership
    for each row execute function access_follows_membership();
create trigger access_ends_with_membership after update of left_seq on membership
    for each row when (old.left_seq is null and new.left_seq is not null) execute function access_follows_membership();

-- What was stopped before. What an ID was for before, and passkeys that were removed, are not known any more.
insert into access_standing (kind, subject, scope, stands, at)
    select 'account', id, '00000000-0000-0000-0000-000000000000'::uuid, false, clock_timestamp() from account where standing <> 'active'
    union all select 'device', id, '00000000-0000-0000-0000-000000000000', false, clock_timestamp() from device where standing <> 'active'
    union all select 'passkey', id, '00000000-0000-0000-0000-000000000000', false, clock_timestamp() from passkey where standing <> 'active'
    union all select 'facility', id, '00000000-0000-0000-0000-000000000000', false, clock_timestamp() from facility where standing <> 'active'
    union all select 'membership', account, room, false, clock_timestamp() from membership
              group by account, room having bool_and(left_seq is not null);
