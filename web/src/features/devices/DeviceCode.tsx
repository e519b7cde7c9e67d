import { QRCodeSVG } from 'qrcode.react';
import { useTranslation } from 'react-i18next';
import { formatMoment } from '../../i18n/dates';
import type { IssuedDeviceCode } from '../../protocol';
import { Button } from '../../ui/Button';
import { Card } from '../../ui/Card';
import { Notice } from '../../ui/Notice';
import { enrolmentAddress } from '../staff/progress';

/** The code for a device itself, seen this once: typed or scanned at the device. It signs nobody in. */
export function DeviceCode({ issued, onDone }: { issued: IssuedDeviceCode; onDone(): void }) {
  const { t } = useTranslation();
  const steps = [t('device.step1'), t('device.step2'), t('device.step3')];
  return (
    <Card title={t('device.codeTitle', { label: issued.device.label })}>
      <Notice tone="warning">{t('device.codeOnce', { until: formatMoment(issued.expires_at) })}</Notice>
      <div className="flex flex-wrap items-center gap-6">
        <QRCodeSVG
          value={enrolmentAddress(window.location.origin, issued.code)}
          level="M"
          size={176}
          marginSize={4}
          title={t('sheet.qr')}
        />
        <div className="grid min-w-0 flex-1 basis-64 gap-2">
          <p className="text-[0.9375rem] leading-150 break-all">{`${window.location.origin}/enrol`}</p>
          <p data-code className="font-mono text-[1.25rem] leading-170 font-700 tracking-wide break-normal">
            {issued.code.split('-').map((group, index, all) => (
              <span key={group} className="inline-block whitespace-nowrap">
                {index < all.length - 1 ? `${group}-` : group}
              </span>
            ))}
          </p>
        </div>
      </div>
      <ol className="grid list-decimal gap-1 pl-6 text-std-17N-170">
        {steps.map((step) => (
          <li key={step}>{step}</li>
        ))}
      </ol>
      <Button look="outline" onClick={onDone} className="justify-self-start">
        {t('device.codeDone')}
      </Button>
    </Card>
  );
}
