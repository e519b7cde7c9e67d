-- 資格停止 (article 39): on account of which prohibited act the city ended an ID for good, and who decided it. A word from a list, no free
-- text. Read by the city's lists and by the page of whoever looks after the person, who sees that it is so, and not why. Which acts
-- there are stands in `renrakucho_domain::disqualification`.
create table disqualification (
    account uuid primary key references account,
    prohibited_act text not null,
    decided_by uuid not null references account,
    decided_at timestamptz not null default clock_timestamp()
);
grant select, insert on disqualification to renrakucho_app;
