-- The city's own key: everything that is sealed and belongs to no room (cases, attachments, the bus, checkpoints of the audit log) is
-- sealed by keys that are derived from it. It is random and wrapped by the master key, as rooms' keys are, so that changing the
-- master key changes none of them. Read by every node at its start.
create table city_key (
    id smallint primary key check (id = 1),
    wrapped bytea not null,
    created_at timestamptz not null default clock_timestamp()
);
-- Nobody who serves can change what is wrapped: `renrakucho keys rewrap` comes as the owner.
grant select, insert on city_key to renrakucho_app;
