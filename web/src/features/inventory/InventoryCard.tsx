import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { paths } from '../../app/route';
import { TextLink } from '../../app/TextLink';
import { formatMoment } from '../../i18n/dates';
import type { InventoryLine } from '../../protocol';
import { Button } from '../../ui/Button';
import { Card } from '../../ui/Card';
import { Notice } from '../../ui/Notice';
import { Term, Terms } from '../../ui/Terms';
import { endWords } from '../staff/CertificatesCard';
import { StatementFields } from './StatementFields';
import type { StatementForm } from './statement-form';

type InventoryCardProps = {
  facility: string;
  line: InventoryLine;
  busy: boolean;
  onState(form: StatementForm): void;
};

/** A device of the inventory, with what was stated of it and what is missing. */
export function InventoryCard({ facility, line, busy, onState }: InventoryCardProps) {
  const { t } = useTranslation();
  const [stating, setStating] = useState(false);
  const [last, ...before] = line.statements;
  return (
    <Card title={line.label}>
      {!last && <Notice tone="warning">{t('inventory.missing')}</Notice>}
      <Terms>
        <Term name={t('inventory.kind')}>
          {t(line.is_shared ? 'account.kind.shared' : 'account.kind.personal')}・
          {line.kind ? t(`deviceKinds.${line.kind}`) : t('inventory.noCertificate')}
        </Term>
        {line.people.length > 0 && <Term name={t('inventory.people')}>{line.people.join('、')}</Term>}
        {last && (
          <>
            <Term name={t('inventory.owner')}>{t(`inventory.owners.${last.owner}`)}</Term>
            {!line.is_shared && (
              <Term name={t('inventory.assetNumber')}>{last.asset_number ?? t('inventory.none')}</Term>
            )}
            {last.place && <Term name={t('device.place')}>{last.place}</Term>}
            <Term name={t('device.securitySoftware')}>
              {last.security_software}
              <span className="block text-[0.9375rem] leading-150 text-ink-soft">
                {t('inventory.statedBy', { name: last.by, at: formatMoment(last.at) })}
              </span>
            </Term>
          </>
        )}
        {line.certificate_ends && (
          <Term name={t('inventory.certificate')}>{endWords(line.certificate_ends, t)}</Term>
        )}
        {line.standing !== 'active' && <Term name={t('device.state')}>{t('inventory.stopped')}</Term>}
      </Terms>
      {before.length > 0 && (
        <details className="text-[0.9375rem] leading-170">
          <summary className="flex min-h-11 cursor-pointer items-center text-key-900 underline underline-offset-4">
            {t('inventory.before', { statements: before.length })}
          </summary>
          <ol className="grid gap-2 pt-1">
            {before.map((one) => (
              <li key={one.at} className="border-t border-line pt-2">
                {t('inventory.statedBy', { name: one.by, at: formatMoment(one.at) })}
                <span className="block">
                  {[t(`inventory.owners.${one.owner}`), one.asset_number, one.place, one.security_software]
                    .filter(Boolean)
                    .join('・')}
                </span>
              </li>
            ))}
          </ol>
        </details>
      )}
      {line.is_shared && <TextLink href={paths.devices(facility)}>{t('inventory.toShared')}</TextLink>}
      {!line.is_shared && !stating && (
        <Button
          look={last ? 'outline' : 'solid'}
          aria-label={t(last ? 'inventory.stateAnewOf' : 'inventory.stateOf', { label: line.label })}
          onClick={() => setStating(true)}
          className="justify-self-start"
        >
          {t(last ? 'inventory.stateAnew' : 'inventory.state')}
        </Button>
      )}
      {stating && (
        <StatementFields line={line} busy={busy} onCancel={() => setStating(false)} onState={onState} />
      )}
    </Card>
  );
}
