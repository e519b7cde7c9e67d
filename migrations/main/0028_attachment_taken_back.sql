-- 添付の取消し: a file that was attached by mistake is erased, and that it was there stays: who took it back, when and why. Read by the
-- city's queue. The reason is sealed: people write about people there. Its parts are deleted, its digest is emptied.
alter table attachment
    add column taken_back_by uuid references account,
    add column taken_back_at timestamptz,
    add column sealed_reason bytea,
    add check (num_nonnulls(taken_back_by, taken_back_at, sealed_reason) in (0, 3));
grant update (content_mac, taken_back_by, taken_back_at, sealed_reason) on attachment to renrakucho_app;
grant delete on attachment_part to renrakucho_app;
