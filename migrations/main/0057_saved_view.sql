-- 保存した表示: how someone of the city looks at their inbox of cases. Read by the inbox of whoever saved it, and by nobody else's.
create table saved_view (
    -- Made by whoever saves it.
    id uuid primary key,
    account uuid not null references account,
    -- What its person calls it: free words, so they are sealed.
    sealed_name bytea not null,
    -- Which cases: how they stand, of which kinds (none: of all), whether their day is over, and about which facility.
    show text not null check (show in ('open', 'to_decide', 'mine', 'others', 'unclaimed', 'decided')),
    kinds text[] not null,
    overdue boolean not null,
    facility uuid references facility,
    -- Whether the inbox opens with it.
    is_default boolean not null,
    saved_at timestamptz not null default clock_timestamp()
);
create index saved_view_of_account on saved_view (account);
create unique index saved_view_default on saved_view (account) where is_default;
-- Nothing rests on a view: whoever saved it may forget it.
grant select, insert, update, delete on saved_view to renrakucho_app;
