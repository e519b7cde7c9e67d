import type { PermitLine, WithdrawalGround } from '../../protocol';

/**
 * What becomes of the permits that stand when the consent is withdrawn (article 20): a proxy ends the consent, and no permit on the ground
 * of abuse. All others end with it.
 */
export function afterWithdrawal(permits: readonly PermitLine[], ground: WithdrawalGround | undefined) {
  const onAbuse = permits.filter((permit) => permit.ground === 'abuse_or_dv');
  const goOn = ground === 'asked_by_proxy' ? onAbuse : [];
  return { onAbuse, goOn, end: permits.filter((permit) => !goOn.includes(permit)) };
}
