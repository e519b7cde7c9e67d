-- A certificate that was copied. Read by sign-in, and by whoever renews a certificate.

-- By which certificate the device was proved: one that waits takes another's place when the passkey completes the sign-in, and
-- not before. Whoever has a copy of a certificate can renew it and prove the device, but has no passkey.
alter table sign_in_attempt add column certificate bytea;

-- A device in two places at once: a case of the city's (article 28: somebody may have copied its certificate). Read with
-- every proof of a session, and by the city's queue.

-- From where a session was proved last, and since when all its proofs have come from that network without a gap.
alter table session
    add column seen_from text,
    add column seen_network text,
    add column seen_with text,
    add column seen_since timestamptz;
-- Asked with every proof for the others of a device that count. When a session ends by itself never changes, so that a proof
-- writes into no index.
create index session_of_device_by_end on session (device, expires_at) where ended_at is null;
drop index session_of_device;

-- When a certificate was presented last in a TLS handshake, and from where.
alter table device_certificate
    add column presented_at timestamptz,
    add column presented_from text,
    add column presented_with text;

-- What a case is about: two sessions, or a session and a certificate that was presented elsewhere. What was decided about is not
-- asked again.
create table device_in_two_places (
    city_case uuid primary key references city_case,
    device uuid not null references device,
    session uuid not null references session,
    other_session uuid references session
);
create index device_in_two_places_of_device on device_in_two_places (device);
grant select, insert on device_in_two_places to renrakucho_app;
