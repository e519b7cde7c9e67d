-- 同意書の写し (article 16): files of the signed consent form are attachments whose owner is the room (`owner_kind` = 'consent_form'), sealed
-- with the room's key. Whoever adds one holds the room's row locked.
--
-- Where the room is erased, or its proposal has lapsed, they go with everything else; the serving role may delete no row of a file.
create function forget_consent_form(over uuid) returns void
    language sql security definer set search_path = pg_catalog, public, pg_temp as $$
    delete from public.attachment_part p using public.attachment t, public.care_room r
    where p.attachment = t.id and t.owner_kind = 'consent_form' and t.owner = over and r.id = over and r.state in ('erased', 'lapsed');
    delete from public.attachment t using public.care_room r
    where t.owner_kind = 'consent_form' and t.owner = over and r.id = over and r.state in ('erased', 'lapsed')
$$;
revoke all on function forget_consent_form(uuid) from public;
grant execute on function forget_consent_form(uuid) to renrakucho_app;
