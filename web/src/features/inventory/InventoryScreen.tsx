import { useCallback, useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { copyInventory, readInventory, stateDevice } from '../../api/inventory';
import { isProblemOf } from '../../api/request';
import { paths } from '../../app/route';
import { ScreenTitle } from '../../app/ScreenTitle';
import { TextLink } from '../../app/TextLink';
import { Waiting } from '../../app/Waiting';
import { problemWords } from '../../i18n/problem-words';
import type { Inventory, InventoryLine } from '../../protocol';
import { Button } from '../../ui/Button';
import { BackIcon } from '../../ui/icons';
import { LiveRegion } from '../../ui/LiveRegion';
import { Notice } from '../../ui/Notice';
import { usePrintedSheet } from '../../ui/use-printed-sheet';
import { InventoryCard } from './InventoryCard';
import { InventoryPaper } from './InventoryPaper';
import type { StatementForm } from './statement-form';

/** 端末台帳: all devices of a facility, what is stated of each, and copies of it for outside. */
export default function InventoryScreen({ facility }: { facility: string }) {
  const { t } = useTranslation();
  const [found, setFound] = useState<Inventory>();
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<string>();
  const [done, setDone] = useState<string>();
  const { print, printed } = usePrintedSheet(found && <InventoryPaper inventory={found} />, 'inventory');

  const load = useCallback(async () => {
    try {
      setFound(await readInventory(facility));
    } catch (error) {
      setProblem(problemWords(t, error));
    }
  }, [facility, t]);

  useEffect(() => {
    void load();
  }, [load]);

  const during = async (work: () => Promise<string | undefined>) => {
    setBusy(true);
    setProblem(undefined);
    setDone(undefined);
    try {
      setDone(await work());
    } catch (error) {
      if (isProblemOf(error, 'stale')) await load();
      setProblem(problemWords(t, error));
    }
    setBusy(false);
  };

  const state = (line: InventoryLine, form: StatementForm) =>
    during(async () => {
      if (!form.owner) return undefined;
      await stateDevice(facility, line.device, {
        version: line.version,
        owner: form.owner,
        asset_number: form.assetNumber.trim(),
        security_software: form.securitySoftware.trim(),
      });
      await load();
      return t('inventory.stated', { label: line.label });
    });

  const save = () =>
    during(async () => {
      const { csv } = await copyInventory(facility, { is_printed: false });
      if (csv) download(csv, `${t('inventory.file')}.csv`);
      return t('inventory.saved');
    });

  const toPaper = () =>
    during(async () => {
      await copyInventory(facility, { is_printed: true });
      print();
      return undefined;
    });

  if (!found && !problem) return <Waiting />;
  const missing = found?.devices.filter(({ statements }) => statements.length === 0).length ?? 0;
  return (
    <div className="mx-auto grid max-w-3xl gap-5 px-4 py-6 sm:px-6 lg:py-8">
      <TextLink href={paths.facility(facility)}>
        <BackIcon className="size-5" />
        {t('device.back')}
      </TextLink>
      <div className="grid gap-2">
        <ScreenTitle screen={t('inventory.title')} className="text-std-28B-150" />
        <p className="text-std-16N-170 text-ink-soft">{t('inventory.lead')}</p>
      </div>
      <LiveRegion className="grid gap-3">
        {done && <Notice tone="success">{done}</Notice>}
        {problem && <Notice tone="error">{problem}</Notice>}
      </LiveRegion>
      {found && (
        <>
          <p className="text-std-17B-170">
            {t('inventory.count', { facility: found.facility, devices: found.devices.length, missing })}
          </p>
          <div className="grid gap-2">
            <div className="flex flex-wrap gap-3">
              <Button look="outline" busy={busy} onClick={() => void save()}>
                {t('inventory.toFile')}
              </Button>
              <Button look="outline" busy={busy} onClick={() => void toPaper()}>
                {t('inventory.print')}
              </Button>
            </div>
            <p className="text-[0.9375rem] leading-170 text-ink-soft">{t('inventory.copied')}</p>
          </div>
          {found.devices.map((line) => (
            <InventoryCard
              // What was stated anew is shown, and its form is gone.
              key={`${line.device} ${line.version}`}
              facility={facility}
              line={line}
              busy={busy}
              onState={(form) => void state(line, form)}
            />
          ))}
          {printed}
        </>
      )}
    </div>
  );
}

function download(text: string, name: string): void {
  const address = URL.createObjectURL(new Blob([text], { type: 'text/csv;charset=utf-8' }));
  const link = document.createElement('a');
  link.href = address;
  link.download = name;
  link.click();
  URL.revokeObjectURL(address);
}
