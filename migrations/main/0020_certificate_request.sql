-- Devices whose key and certificate some management program keeps (an MDM, openssl): it sends a request for a certificate
-- (PKCS#10) with an enrolment code. Read by sign-in, which asks whether the city allows devices of this kind, and by the
-- enrolment itself.

-- A certificate that is presented in a TLS handshake, issued for such a request; the others of these lie in files (PKCS#12)
-- whose key the city's authority made.
alter table device_certificate add column is_managed boolean not null default false;
alter table device_certificate add check (not (is_managed and key_public is not null));

-- A code gives one certificate, and afterwards, on the device that presents it, one passkey (`used_at`).
alter table enrolment_code add column certified_at timestamptz;
