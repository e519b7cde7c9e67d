import { type FormEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { changeDeviceKinds, readDeviceKinds } from '../../api/device-kinds';
import { isProblemOf, ProblemError } from '../../api/request';
import { paths } from '../../app/route';
import { ScreenTitle } from '../../app/ScreenTitle';
import { TextLink } from '../../app/TextLink';
import { Waiting } from '../../app/Waiting';
import { problemWords } from '../../i18n/problem-words';
import type { DeviceKindsView } from '../../protocol';
import { Button } from '../../ui/Button';
import { Card } from '../../ui/Card';
import { BackIcon } from '../../ui/icons';
import { LiveRegion } from '../../ui/LiveRegion';
import { Notice } from '../../ui/Notice';
import { TextArea } from '../../ui/TextArea';
import { useOwn } from '../account/use-own';
import { type Allowed, isSame, KINDS } from './allowed';
import { ChangeDialog } from './ChangeDialog';
import { ChangesCard } from './ChangesCard';
import { KindChoice } from './KindChoice';

/** 端末の種類: which kinds of device the city allows, of those that the installation can do. */
export default function DeviceKindsScreen() {
  const { t } = useTranslation();
  const { found, said, setSaid, load } = useOwn(readDeviceKinds);
  const [changed, setChanged] = useState<DeviceKindsView>();
  const view = changed ?? found;
  return (
    <div className="mx-auto grid max-w-3xl gap-5 px-4 py-6 sm:px-6 lg:py-8">
      <TextLink href={paths.facilities}>
        <BackIcon className="size-5" />
        {t('deviceKinds.back')}
      </TextLink>
      <div className="grid gap-2">
        <ScreenTitle screen={t('deviceKinds.title')} className="text-std-28B-150" />
        <p className="text-std-16N-170 text-ink-soft">{t('deviceKinds.lead')}</p>
      </div>
      <LiveRegion>{said && <Notice tone={said.tone}>{said.text}</Notice>}</LiveRegion>
      {view ? (
        <>
          <ChangeForm
            key={view.version}
            view={view}
            onChanged={(next) => {
              setChanged(next);
              setSaid({
                tone: 'success',
                text: t('deviceKinds.changed', { ended: next.changes[0]?.ended ?? 0 }),
              });
            }}
            onStale={async (text) => {
              setChanged(undefined);
              await load();
              setSaid({ tone: 'error', text });
            }}
          />
          <ChangesCard changes={view.changes} />
        </>
      ) : (
        !said && <Waiting />
      )}
    </div>
  );
}

type ChangeFormProps = {
  view: DeviceKindsView;
  onChanged(next: DeviceKindsView): void;
  onStale(text: string): Promise<void>;
};

function ChangeForm({ view, onChanged, onStale }: ChangeFormProps) {
  const { t } = useTranslation();
  const [next, setNext] = useState<Allowed>({ kinds: view.kinds, shared: view.shared });
  const [reason, setReason] = useState('');
  const [wrong, setWrong] = useState<'none' | 'same' | 'reason'>();
  const [asking, setAsking] = useState(false);

  const ask = (event: FormEvent) => {
    event.preventDefault();
    const fault =
      (next.kinds.length === 0 && 'none') || (isSame(view, next) && 'same') || (!reason.trim() && 'reason');
    setWrong(fault || undefined);
    setAsking(!fault);
  };

  const confirm = async (): Promise<string | undefined> => {
    try {
      onChanged(await changeDeviceKinds({ version: view.version, ...next, reason: reason.trim() }));
      return undefined;
    } catch (error) {
      if (isProblemOf(error, 'stale')) await onStale(problemWords(t, error));
      if (error instanceof ProblemError && error.problem.code === 'validation') {
        return t(error.problem.field === 'own_device' ? 'deviceKinds.ownDevice' : 'deviceKinds.reasonWrong');
      }
      return problemWords(t, error);
    }
  };

  return (
    <Card title={t('deviceKinds.allow')}>
      <form onSubmit={ask} noValidate className="grid gap-5">
        <fieldset className="grid gap-4">
          <legend className="sr-only">{t('deviceKinds.allow')}</legend>
          {KINDS.map((kind) => (
            <KindChoice
              key={kind}
              kind={kind}
              view={view}
              checked={next.kinds.includes(kind)}
              onChange={(is) =>
                setNext({
                  ...next,
                  kinds: KINDS.filter((one) => (one === kind ? is : next.kinds.includes(one))),
                })
              }
            />
          ))}
          <KindChoice
            kind="shared"
            view={view}
            checked={next.shared}
            onChange={(shared) => setNext({ ...next, shared })}
          />
        </fieldset>
        <TextArea
          label={t('deviceKinds.reason')}
          requiredWord={t('receipt.required')}
          hint={t('deviceKinds.reasonHint')}
          rows={2}
          value={reason}
          onChange={(event) => setReason(event.target.value.replace(/[\r\n]+/g, ' '))}
          error={wrong === 'reason' ? t('deviceKinds.reasonWrong') : undefined}
        />
        <div role="alert" className="empty:absolute">
          {(wrong === 'none' || wrong === 'same') && (
            <Notice tone="error">{t(`deviceKinds.${wrong}`)}</Notice>
          )}
        </div>
        <Button type="submit" className="justify-self-start">
          {t('deviceKinds.ask')}
        </Button>
      </form>
      {asking && <ChangeDialog view={view} next={next} onClose={() => setAsking(false)} confirm={confirm} />}
    </Card>
  );
}
