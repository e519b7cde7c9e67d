-- 支援対象者の提案 (article 16): a person is proposed by whoever wants to support them, or by the city. Until the city has the consent
-- form nothing but this is kept.
alter table supported_person add column proposed_by uuid references account;
-- A keyed digest of the reading of the name and the date of birth: tells the city that there may be a room for the person already.
-- Names are sealed and cannot be compared.
alter table supported_person add column identity_mac bytea;
create index supported_person_identity on supported_person (identity_mac);
create index supported_person_proposed on supported_person (proposed_by) where proposed_by is not null;
