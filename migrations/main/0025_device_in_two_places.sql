-- A certificate that was copied. Read by sign-in, and by whoever renews a certificate.

-- By which certificate the device was proved: one that waits takes another's place when the passkey completes the sign-in, and
-- not before. Whoever has a copy of a certificate can renew it and prove the device, but has no passkey.
alter table sign_in_attempt add column certificate bytea;
