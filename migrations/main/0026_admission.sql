-- 参加の許可: whoever is let into a room sees it in their list at once, also where they are connected already. Each node asks then
-- which memberships of the account stand: the log that says what ended says this too, in the same order.
alter table revocation drop constraint revocation_why_check;
alter table revocation add constraint revocation_why_check
    check (why in ('signed_out', 'suspended', 'revoked', 'replaced', 'expired', 'discontinued', 'removed', 'admitted'));
