-- Keys that a browser made and gives to nobody: their certificates, the steps in which one is enrolled, and the proof that a
-- session is still held by who holds its key. Read by sign-in, enrolment, and the gate.

-- A certificate in a file has its key in the file and is presented in a TLS handshake. One that is held by a browser has its
-- public key here, against which the browser's signature is checked. A device has one of them: of two enrolments that race
-- one wins.
alter table device_certificate add column key_public bytea check (octet_length(key_public) = 65);
create unique index device_certificate_in_browser on device_certificate (device)
    where key_public is not null and standing <> 'ended';

-- With which key the device was proved, if with one; the session is then bound to it.
alter table sign_in_attempt add column proven_key bytea;

-- What was issued to a browser that is enrolling. It stands in `device_certificate` only once the passkey is kept: the
-- certificate of an enrolment that was broken off never counts.
alter table ceremony
    add column device uuid references device,
    add column key_public bytea,
    add column fingerprint bytea,
    add column not_before timestamptz,
    add column not_after timestamptz,
    add check (num_nulls(device, key_public, fingerprint, not_before, not_after) in (0, 5));

-- When it was last proved that the session's key is still where the session is. A cookie alone is worth nothing for longer
-- than `sign_in.proof_seconds` after it. Without a key there is nothing to prove: such sessions are load data of a demo.
alter table session add column proved_at timestamptz not null default clock_timestamp();

-- What a session is asked to sign. Each is taken, in whichever way it is answered, before the answer is verified.
create table session_challenge (
    nonce_hash bytea primary key,
    session uuid not null references session,
    expires_at timestamptz not null
);
create index session_challenge_of_session on session_challenge (session);
grant select, insert, delete on session_challenge to renrakucho_app;
