-- 消去の控え: how many lines each deletion journal had when a node last wrote it, so that one that has lost its end is not served with. A
-- machine keeps a journal of its own, which its nodes share: named by the machine and the file. Written after the lines are on the
-- disk, so that a crash in between leaves a journal that is longer, never one that is shorter. Asked at a start.
create table deletion_journal (
    machine text not null,
    file text not null,
    lines bigint not null check (lines >= 0),
    at timestamptz not null default clock_timestamp(),
    primary key (machine, file)
);
grant select, insert, update (lines, at) on deletion_journal to renrakucho_app;
