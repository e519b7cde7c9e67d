import { useTranslation } from 'react-i18next';
import type { ErasedCounts, KeptCounts } from '../../protocol';

/** What an erasure takes and what stays, in numbers. */
export function WhatGoes({ goes, stays }: { goes: ErasedCounts; stays: KeptCounts }) {
  const { t } = useTranslation();
  return (
    <div className="grid gap-4 sm:grid-cols-2">
      <section className="grid content-start gap-2 rounded-8 border border-error-2 p-4">
        <h3 className="text-std-17B-170">{t('erasure.goes')}</h3>
        <ul className="grid list-disc gap-1 pl-5 text-std-16N-170">
          <li>{t('erasure.profile')}</li>
          <li>{t('erasure.posts', { posts: goes.posts })}</li>
          <li>{t('erasure.members', { members: goes.memberships, marks: goes.read_marks })}</li>
          {goes.others.map(({ kind, number }) => (
            <li key={kind}>{t(`erasure.other.${kind}`, { number })}</li>
          ))}
          <li>{t('erasure.key')}</li>
        </ul>
      </section>
      <section className="grid content-start gap-2 rounded-8 border border-line bg-paper p-4">
        <h3 className="text-std-17B-170">{t('erasure.stays')}</h3>
        <ul className="grid list-disc gap-1 pl-5 text-std-16N-170">
          <li>{t('erasure.events', { events: stays.events })}</li>
          <li>{t('erasure.entries', { entries: stays.entries })}</li>
          <li>{t('erasure.reasons')}</li>
          <li>{t(stays.certificate ? 'erasure.certificates' : 'erasure.certificate')}</li>
        </ul>
      </section>
    </div>
  );
}
