-- The outbox of alert mails, written in the transaction of the post; read by the mail job.
create table alert_mail (
    id uuid primary key,
    account uuid not null references account,
    state text not null check (state in ('claimed', 'sent', 'failed')),
    attempts integer not null default 0,
    lease_until timestamptz not null,
    created_at timestamptz not null default clock_timestamp(),
    sent_at timestamptz
);
create index alert_mail_claimed on alert_mail (lease_until) where state = 'claimed';

create table alert (
    room uuid not null,
    seq bigint not null,
    account uuid not null references account,
    due_at timestamptz not null,
    state text not null default 'waiting' check (state in ('waiting', 'claimed', 'sent', 'cancelled')),
    mail uuid references alert_mail,
    primary key (room, seq, account),
    foreign key (room, seq) references entry (room, seq)
);
create index alert_waiting on alert (due_at) where state = 'waiting';
create index alert_waiting_of_account on alert (account) where state = 'waiting';
create index alert_of_mail on alert (mail) where mail is not null;

grant select, insert, update on alert, alert_mail to renrakucho_app;
