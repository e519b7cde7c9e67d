-- A link of the audit chain no longer has its event looked up, and locked, by a foreign key: that was most of what linking cost (4.7 ms
-- for five hundred events, beside the posts). Links are made in the transaction that read the events, and the serving role can delete
-- none of them. Whoever can, could drop a foreign key too: it is the walk along the chain that finds a missing event (`Walk::go_on`).
alter table audit_link drop constraint audit_link_event_fkey;
