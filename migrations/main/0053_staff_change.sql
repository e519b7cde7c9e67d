-- 職員の登録内容の変更 (article 12): what was changed of a member of staff, by whom, from what to what. Read by whoever looks after them,
-- and by the city. A profession ends with its affiliation, so that what was written in it stays written in it; the next one begins
-- where it ended.
create table staff_change (
    account uuid not null references account,
    -- The version that it made of the account.
    version bigint not null,
    field text not null check (field in ('name', 'kana', 'profession', 'mail')),
    -- At which facility: a profession is held at one.
    facility uuid not null references facility,
    was text,
    became text,
    changed_by uuid not null references account,
    changed_at timestamptz not null,
    primary key (account, version, field)
);
grant select, insert on staff_change to renrakucho_app;
create index staff_change_of_facility on staff_change (facility, changed_at desc);
