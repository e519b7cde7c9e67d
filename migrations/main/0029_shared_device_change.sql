-- What was said of a shared device is stated anew when it moves, or gets other security software: by whom, and when. Read by the
-- facility's list of its devices.
alter table device
    add column changed_by uuid references account,
    add column changed_at timestamptz,
    add check ((changed_by is null) = (changed_at is null));
