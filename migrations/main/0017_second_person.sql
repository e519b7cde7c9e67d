-- Who was in before and asks for another device may be whoever found the old one. While the city's desk is closed nobody there can
-- be asked, so such a code, made by a facility's admin, is dead until a second person has confirmed it: another admin, or the
-- city. Read by whoever uses a code (`sign_in`) and by the pages of those who look after staff.
alter table enrolment_code
    add column awaits_second boolean not null default false,
    add column confirmed_at timestamptz,
    add column confirmed_by uuid references account,
    add check ((confirmed_at is null) = (confirmed_by is null)),
    add check (confirmed_by is null or (awaits_second and confirmed_by <> issued_by));
