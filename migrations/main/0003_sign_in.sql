-- Devices (端末), their certificates, passkeys, sign-in attempts and sessions. Read by sign-in and by the extractor that
-- turns a cookie into an actor.
create table device (
    id uuid primary key,
    facility uuid not null references facility,
    kind text not null check (kind in ('personal', 'shared')),
    label text not null,
    standing text not null default 'active' check (standing in ('active', 'suspended', 'ended')),
    created_at timestamptz not null default clock_timestamp()
);

-- Which accounts may sign in on a device: one for a personal device, those listed for a shared one.
create table device_account (
    device uuid not null references device,
    account uuid not null references account,
    primary key (device, account)
);

-- Judged by fingerprint: a certificate that our authority issued but that does not stand here opens nothing.
create table device_certificate (
    fingerprint bytea primary key check (octet_length(fingerprint) = 32),
    device uuid not null references device,
    standing text not null default 'active' check (standing in ('active', 'suspended', 'ended')),
    not_before timestamptz not null,
    not_after timestamptz not null,
    created_at timestamptz not null default clock_timestamp()
);

create table passkey (
    credential_id bytea primary key,
    account uuid not null references account,
    passkey jsonb not null,
    created_at timestamptz not null default clock_timestamp(),
    last_used_at timestamptz
);
create index passkey_of_account on passkey (account);

-- A one-time code that the facility hands over (article 10). Only its hash is kept.
create table enrolment_code (
    code_hash bytea primary key,
    account uuid not null references account,
    device uuid not null references device,
    expires_at timestamptz not null,
    used_at timestamptz,
    created_at timestamptz not null default clock_timestamp()
);

-- A sign-in under way. The browser holds the secret in a cookie; the nonce travels to the device host, the code back.
create table sign_in_attempt (
    secret_hash bytea primary key,
    nonce_hash bytea not null unique,
    origin text not null,
    code_hash bytea unique,
    presented_device uuid references device,
    proven_device uuid references device,
    expires_at timestamptz not null
);
create index sign_in_attempt_by_expiry on sign_in_attempt (expires_at);

-- A passkey ceremony under way. Taken (deleted) before it is verified: a challenge answers once.
create table ceremony (
    attempt bytea primary key references sign_in_attempt on delete cascade,
    kind text not null check (kind in ('sign_in', 'enrolment')),
    state jsonb not null,
    enrolment_code bytea references enrolment_code
);

-- `key_public` is for the proof of possession of a browser-held key.
create table session (
    id uuid primary key,
    token_hash bytea not null unique,
    account uuid not null references account,
    device uuid not null references device,
    key_public bytea,
    created_at timestamptz not null default clock_timestamp(),
    verified_at timestamptz not null default clock_timestamp(),
    expires_at timestamptz not null,
    ended_at timestamptz,
    end_reason text check (end_reason in ('signed_out', 'suspended', 'revoked', 'replaced', 'expired'))
);
create index session_of_account on session (account) where ended_at is null;
create index session_of_device on session (device) where ended_at is null;

grant select, insert, update on device, device_certificate, passkey, enrolment_code, session to renrakucho_app;
grant select, insert, delete on device_account to renrakucho_app;
grant select, insert, update, delete on sign_in_attempt, ceremony to renrakucho_app;
