-- A proposal whose time is over takes its key along: what was sealed with it can be read by nobody any more.
grant delete on room_key to renrakucho_app;
