-- Which proposals are deleted when their time is over: those that wait for their consent form, and those that were discontinued before one
-- came, each from the moment on at which that began. Of neither is there anything but who was proposed, without consent. One that the
-- city permitted to be used holds what people wrote: two people decide about its erasure. What somebody asked to be shown, and what
-- two people are about to erase, is not taken from under them. That it was discontinued before a form came is what its certificate says:
-- of what a restore closed once more there is none, nor the receipt that may have been, and two people decide. Read by the job that
-- deletes them, and by the city's list.
create view lapsing_proposal as
    select r.id as room, r.state_since as since
    from care_room r join supported_person p on p.id = r.supported_person
    where r.state = 'awaiting_consent' and p.proposed_by is not null
        and not exists (select from exceptional_use u where u.room = r.id and u.permitted_at is not null)
    union all
    select r.id, r.state_since
    from care_room r join supported_person p on p.id = r.supported_person
    where r.state = 'discontinued' and p.proposed_by is not null
        and not exists (select from consent_receipt c where c.room = r.id)
        and exists (select from discontinuation d where d.room = r.id and d.state_before = 'awaiting_consent')
        and not exists (select from exceptional_use u where u.room = r.id and u.permitted_at is not null)
        and not exists (select from erasure_proposal e join city_case k on k.id = e.city_case where e.room = r.id and k.state = 'open')
        and not exists (select from disclosure_request q where q.room = r.id and q.released_at is null and q.withdrawn_at is null)
        and not exists (select from access_report a where a.room = r.id and a.state = 'draft');
grant select on lapsing_proposal to renrakucho_app;
