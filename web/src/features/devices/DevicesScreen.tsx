import { useCallback, useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import {
  allowOnDevice,
  changeDevice,
  disallowOnDevice,
  endDeviceSessions,
  issueDeviceCode,
  readSharedDevices,
  reportDeviceLost,
  retireDevice,
} from '../../api/devices';
import { readLossesOf } from '../../api/losses';
import { isProblemOf } from '../../api/request';
import { useCity } from '../../app/city-context';
import { paths } from '../../app/route';
import { ScreenTitle } from '../../app/ScreenTitle';
import { TextLink } from '../../app/TextLink';
import { Waiting } from '../../app/Waiting';
import { problemWords } from '../../i18n/problem-words';
import type { IssuedDeviceCode, LossLine, SharedDevice } from '../../protocol';
import { Button } from '../../ui/Button';
import { BackIcon } from '../../ui/icons';
import { LiveRegion } from '../../ui/LiveRegion';
import { Notice } from '../../ui/Notice';
import { LossesCard } from '../losses/LossesCard';
import { useStaff } from '../staff/use-staff';
import { DeviceCard } from './DeviceCard';
import { DeviceCode } from './DeviceCode';
import { RegisterForm } from './RegisterForm';
import { type Stop, StopDialog } from './StopDialog';

type Asked = { stop: Stop; device: SharedDevice };

/** 共用の端末: those of a facility, and who may sign in on them. */
export default function DevicesScreen({ facility }: { facility: string }) {
  const { t } = useTranslation();
  const { found: staff } = useStaff(facility);
  const city = useCity();
  const areForbidden = city && !(city.shared_devices && city.device_kinds.includes('browser'));
  const [devices, setDevices] = useState<SharedDevice[]>();
  const [losses, setLosses] = useState<LossLine[]>([]);
  const [registering, setRegistering] = useState(false);
  /** Held in memory only: gone with the page. */
  const [issued, setIssued] = useState<IssuedDeviceCode>();
  const [asked, setAsked] = useState<Asked>();
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<string>();
  const [done, setDone] = useState<string>();

  const load = useCallback(async () => {
    try {
      setDevices((await readSharedDevices(facility)).devices);
      setLosses((await readLossesOf(facility)).losses.filter(({ account }) => account === null));
    } catch (error) {
      setProblem(problemWords(t, error));
    }
  }, [facility, t]);

  useEffect(() => {
    void load();
  }, [load]);

  /** What went wrong, in words; what was out of date is read anew. */
  const failed = async (error: unknown) => {
    if (isProblemOf(error, 'stale')) await load();
    return problemWords(t, error);
  };

  const during = async (work: () => Promise<string | undefined>) => {
    setBusy(true);
    setProblem(undefined);
    setDone(undefined);
    try {
      setDone(await work());
      await load();
    } catch (error) {
      setProblem(await failed(error));
    }
    setBusy(false);
  };

  const makeCode = (device: SharedDevice) =>
    during(async () => {
      setIssued(await issueDeviceCode(facility, device));
      return undefined;
    });

  const change = (device: SharedDevice, place: string, software: string) =>
    during(async () => {
      const { label } = await changeDevice(facility, device, place, software);
      return t('device.changed', { label });
    });

  const allow = (device: SharedDevice, account: string) =>
    during(async () => {
      const { people } = await allowOnDevice(facility, device, account);
      const name = people.find((person) => person.account === account)?.name;
      return t('device.added', { name, label: device.label });
    });

  const carryOut = async ({ stop, device }: Asked): Promise<string | undefined> => {
    try {
      setDone(await stopIt(stop, device));
    } catch (error) {
      return await failed(error);
    }
    setAsked(undefined);
    await load();
    return undefined;
  };

  const stopIt = async (stop: Stop, device: SharedDevice): Promise<string> => {
    const { label } = device;
    switch (stop.is) {
      case 'remove':
        await disallowOnDevice(facility, device, stop.account);
        return t('device.removed', { name: stop.name, label });
      case 'sessions': {
        const { ended } = await endDeviceSessions(facility, device);
        return t('device.ended', { label, sessions: ended });
      }
      case 'loss': {
        const { receipt } = await reportDeviceLost(facility, device);
        return t('device.reported', { label, receipt });
      }
      case 'retire':
        await retireDevice(facility, device);
        return t('device.retired', { label });
    }
  };

  if (!devices && !problem) return <Waiting />;
  return (
    <div className="mx-auto grid max-w-3xl gap-5 px-4 py-6 sm:px-6 lg:py-8">
      <TextLink href={paths.facility(facility)}>
        <BackIcon className="size-5" />
        {t('device.back')}
      </TextLink>
      <div className="grid gap-2">
        <ScreenTitle screen={t('device.title')} className="text-std-28B-150" />
        <p className="text-std-16N-170 text-ink-soft">{t('device.lead')}</p>
      </div>
      {areForbidden && <Notice tone="warning">{t('device.forbidden')}</Notice>}
      <LiveRegion className="grid gap-3">
        {done && <Notice tone="success">{done}</Notice>}
        {problem && <Notice tone="error">{problem}</Notice>}
      </LiveRegion>
      {issued && (
        <DeviceCode
          issued={issued}
          onDone={() => {
            setIssued(undefined);
            void load();
          }}
        />
      )}
      {registering ? (
        <RegisterForm
          facility={facility}
          onCancel={() => setRegistering(false)}
          onRegistered={({ label }) => {
            setRegistering(false);
            setDone(t('device.registered', { label }));
            void load();
          }}
        />
      ) : (
        <Button onClick={() => setRegistering(true)} className="justify-self-start">
          {t('device.register')}
        </Button>
      )}
      {devices?.length === 0 && !registering && (
        <p className="py-6 text-center text-ink-soft">{t('device.none')}</p>
      )}
      {devices?.map((device) => (
        <DeviceCard
          key={device.device}
          device={device}
          staff={staff?.staff ?? []}
          busy={busy}
          onCode={() => void makeCode(device)}
          onChange={(place, software) => void change(device, place, software)}
          onAllow={(account) => void allow(device, account)}
          onStop={(stop) => setAsked({ stop, device })}
        />
      ))}
      <LossesCard losses={losses} />
      {asked && (
        <StopDialog
          stop={asked.stop}
          device={asked.device}
          onClose={() => setAsked(undefined)}
          carryOut={() => carryOut(asked)}
        />
      )}
    </div>
  );
}
