import { type FormEvent, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { sayEnd } from '../../api/facility';
import { ProblemError } from '../../api/request';
import { Link, paths } from '../../app/route';
import { useSession } from '../../app/session-context';
import { formatDate } from '../../i18n/dates';
import { problemWords } from '../../i18n/problem-words';
import { uuidv7 } from '../../live/uuid';
import type { FacilityEnd } from '../../protocol';
import { Button } from '../../ui/Button';
import { Card } from '../../ui/Card';
import { Checkbox } from '../../ui/Checkbox';
import { Dialog } from '../../ui/Dialog';
import { Field } from '../../ui/Field';
import { Notice } from '../../ui/Notice';

const PARTS = ['staff', 'rooms', 'devices'] as const;
type Part = (typeof PARTS)[number];

type EndFormProps = { found: FacilityEnd; onSaid(after: FacilityEnd): void; onStale(): void };

/** The checklist, each part to be seen by itself, and the day. Once it was said only the list is left. */
export function EndForm({ found, onSaid, onStale }: EndFormProps) {
  const { t } = useTranslation();
  const { session } = useSession();
  const { facility, left } = found;
  const [seen, setSeen] = useState<readonly Part[]>([]);
  const [day, setDay] = useState('');
  const [faulty, setFaulty] = useState<readonly (Part | 'day')[]>([]);
  const [asking, setAsking] = useState(false);
  const [working, setWorking] = useState(false);
  const [problem, setProblem] = useState<string>();
  // The same at every try, so that an answer that was lost says nothing twice.
  const [id] = useState(() => uuidv7());
  const element = useRef<HTMLFormElement>(null);
  const days = { earliest: formatDate(found.earliest), latest: formatDate(found.latest) };
  const title = t(session.role === 'city_moderator' ? 'facilityEnd.sayCity' : 'facilityEnd.say');

  const ask = (event: FormEvent) => {
    event.preventDefault();
    const wrong: (Part | 'day')[] = PARTS.filter((part) => !seen.includes(part));
    if (!(day >= found.earliest && day <= found.latest)) wrong.push('day');
    setFaulty(wrong);
    setProblem(undefined);
    const [first] = wrong;
    if (first) element.current?.querySelector<HTMLElement>(`[name="${first}"]`)?.focus();
    else setAsking(true);
  };

  const say = async () => {
    setWorking(true);
    setProblem(undefined);
    try {
      const body = { id, version: facility.version, effective_on: day, seen: left };
      const after = await sayEnd(facility.facility, body);
      setAsking(false);
      onSaid(after);
    } catch (error) {
      setWorking(false);
      const { code, field } = error instanceof ProblemError ? error.problem : {};
      if (code === 'stale') {
        setAsking(false);
        onStale();
      } else setProblem(field === 'facility' ? t('facilityEnd.own') : problemWords(t, error));
    }
  };

  const box = (part: Part) =>
    !found.said && (
      <Checkbox
        name={part}
        label={t(`facilityEnd.seen.${part}`, left)}
        requiredWord={t('receipt.required')}
        checked={seen.includes(part)}
        error={faulty.includes(part) ? t('facilityEnd.seenMissing') : undefined}
        onChange={(on) => {
          setSeen((before) => (on ? [...before, part] : before.filter((one) => one !== part)));
          setFaulty((before) => before.filter((one) => one !== part));
        }}
      />
    );

  return (
    <form ref={element} noValidate onSubmit={ask} className="grid gap-5">
      <h2 className="text-std-20B-150">{t('facilityEnd.check')}</h2>
      <Card title={t('facilityEnd.staff', left)}>
        <StaffLeft found={found} />
        {box('staff')}
      </Card>
      <Card title={t('facilityEnd.roomsTitle', left)}>
        <p className="text-std-16N-170">{t('facilityEnd.roomsLead')}</p>
        {box('rooms')}
      </Card>
      <Card title={t('facilityEnd.devices', left)}>
        {found.devices.length === 0 && <p className="text-ink-soft">{t('facilityEnd.noDevices')}</p>}
        <ul className="grid list-disc gap-1 pl-6">
          {found.devices.map((device) => (
            <li key={device.device}>
              {device.label}
              {device.is_shared && `　${t('facilityEnd.shared')}`}
              {device.standing === 'suspended' && `　${t('facilityEnd.suspended')}`}
            </li>
          ))}
        </ul>
        {box('devices')}
      </Card>
      {!found.said && (
        <Card title={title}>
          <Field
            type="date"
            name="day"
            label={t('facilityEnd.day')}
            requiredWord={t('receipt.required')}
            hint={t('facilityEnd.dayHint', days)}
            min={found.earliest}
            max={found.latest}
            value={day}
            error={faulty.includes('day') ? t('facilityEnd.dayWrong', days) : undefined}
            onChange={(event) => {
              setDay(event.target.value);
              setFaulty((before) => before.filter((one) => one !== 'day'));
            }}
          />
          <Button type="submit" look="danger" className="justify-self-start">
            {title}
          </Button>
        </Card>
      )}
      {asking && (
        <Dialog title={title} onClose={() => setAsking(false)}>
          <div className="grid gap-4 pt-4">
            <p className="text-std-18B-160">{facility.name}</p>
            <p className="text-std-17N-170">{t('facilityEnd.confirm', { day: formatDate(day) })}</p>
            <p className="text-std-16N-170">{t('facilityEnd.numbers', left)}</p>
            <div role="alert" className="empty:absolute">
              {problem && <Notice tone="error">{problem}</Notice>}
            </div>
          </div>
          <div className="flex flex-wrap justify-end gap-3 pt-4">
            <Button look="outline" autoFocus onClick={() => setAsking(false)}>
              {t('city.confirmNo')}
            </Button>
            <Button look="danger" busy={working} onClick={() => void say()}>
              {title}
            </Button>
          </div>
        </Dialog>
      )}
    </form>
  );
}

/** Who is still there, in which rooms; those are named to the city alone. */
function StaffLeft({ found: { facility, staff } }: { found: FacilityEnd }) {
  const { t } = useTranslation();
  if (staff.length === 0) return <p className="text-ink-soft">{t('facilityEnd.noStaff')}</p>;
  return (
    <ul className="grid gap-2">
      {staff.map((one) => (
        <li key={one.account} className="border-b border-line pb-2 last:border-b-0 last:pb-0">
          <Link
            href={paths.member(facility.facility, one.account)}
            className="inline-flex min-h-11 items-center text-std-17B-170 text-key-900 underline underline-offset-4"
          >
            {one.name}
          </Link>
          <span className="block text-[0.9375rem] leading-150 text-ink-soft">
            {t('facilityEnd.rooms', { rooms: one.rooms })}
            {one.room_labels.length > 0 && `：${one.room_labels.join('・')}`}
            {one.stays && `　${t('facilityEnd.stays')}`}
            {one.standing === 'suspended' && `　${t('facilityEnd.suspended')}`}
          </span>
        </li>
      ))}
    </ul>
  );
}
