-- 登録内容の変更 (article 12): what a facility changes about itself is a case of the city's. Read by the city's queue and by the
-- page of the facility.

-- Which kinds of cases there are stands in `renrakucho_domain::case`; a list here too would have to be widened for each.
alter table city_case drop constraint if exists city_case_kind_check;

-- What was told or asked about a facility, beside its data.
create index city_case_of_facility on city_case (subject, kind, opened_at) where subject is not null;
