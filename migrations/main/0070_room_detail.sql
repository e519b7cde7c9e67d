-- What is told of a room beside its entries changes without one: its consent, where the person lives, a permit that ends. Each node reads of
-- it in the log that it follows anyway, and has those who look at the room read its page again. Nothing is revoked by it.
alter table revocation
    drop constraint revocation_kind_check,
    add constraint revocation_kind_check check (kind in ('account', 'device', 'session', 'membership', 'room', 'entry', 'detail')),
    drop constraint revocation_why_check,
    add constraint revocation_why_check
        check (why in ('signed_out', 'suspended', 'revoked', 'replaced', 'expired', 'discontinued', 'removed', 'admitted', 'lapsed',
                       'erased', 'changed'));
