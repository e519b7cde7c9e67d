-- 別の方の確認: where other rooms may be about the same person (0027), whoever records a receipt has made sure that they are not, and which
-- rooms those were is kept with it. Read by the city's page of a person's consents.
alter table consent_receipt add column checked_others uuid[] not null default '{}';
