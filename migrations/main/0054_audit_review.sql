-- 月次の確認: that someone of the city looked at what was done in a month, on the log as it was. Read by the review's own page.
create table audit_review (
    -- What its words are sealed for.
    id uuid primary key,
    -- Its first day.
    month date not null unique check (extract(day from month) = 1),
    -- The last link of the chain that was looked at, how many events of the month stand in it up to there, and the digest of their
    -- links: whoever looks later sees whether it is the same log.
    chain_position bigint not null,
    events bigint not null,
    digest bytea not null check (octet_length(digest) = 32),
    sealed_words bytea not null,
    signed_by uuid not null references account,
    signed_at timestamptz not null default clock_timestamp()
);
grant select, insert on audit_review to renrakucho_app;
