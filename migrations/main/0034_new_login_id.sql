-- 新しいユーザーID (article 10): which ID took another's place, why, and by whom. Read by the page of whoever looks after the person,
-- and by the person's own session, whose earlier posts are shown as theirs. Which grounds there are stands in
-- `renrakucho_domain::new_login_id`.
create table login_id_replacement (
    old_account uuid primary key references account,
    new_account uuid not null unique references account,
    ground text not null,
    replaced_by uuid not null references account,
    replaced_at timestamptz not null default clock_timestamp(),
    check (old_account <> new_account)
);
grant select, insert on login_id_replacement to renrakucho_app;

-- The accounts that a person has had: asked for whenever one of them is shown, or a code is made.
create index account_of_staff_member on account (staff_member);
