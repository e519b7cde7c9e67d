import { useCallback, useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { readCityPeople } from '../../api/city-people';
import { isProblemOf } from '../../api/request';
import { paths } from '../../app/route';
import { ScreenTitle } from '../../app/ScreenTitle';
import { useSession } from '../../app/session-context';
import { TextLink } from '../../app/TextLink';
import { Waiting } from '../../app/Waiting';
import { problemWords } from '../../i18n/problem-words';
import type { CityPeople, IssuedCode } from '../../protocol';
import { Card } from '../../ui/Card';
import { BackIcon } from '../../ui/icons';
import { LiveRegion } from '../../ui/LiveRegion';
import { Notice } from '../../ui/Notice';
import { SearchField } from '../../ui/SearchField';
import { IssuedScreen } from '../staff/IssuedScreen';
import { AskDialog, type Asked } from './AskDialog';
import { parted } from './appointment';
import { PastAppointments } from './PastAppointments';
import { PersonItem } from './PersonItem';
import { WaitingAppointment } from './WaitingAppointment';

type Said = { tone: 'success' | 'warning' | 'error'; text: string };

/** 市の担当者・承認者: who acts for the city, and the second person's yes to each change of it. */
export default function CityPeopleScreen() {
  const { t } = useTranslation();
  const { session } = useSession();
  const [found, setFound] = useState<CityPeople>();
  const [said, setSaid] = useState<Said>();
  const [query, setQuery] = useState('');
  const [asked, setAsked] = useState<Asked>();
  const [issued, setIssued] = useState<IssuedCode>();
  const region = useRef<HTMLDivElement>(null);

  const load = useCallback(async () => {
    try {
      setFound(await readCityPeople());
    } catch (error) {
      setSaid({ tone: 'error', text: problemWords(t, error) });
    }
  }, [t]);

  useEffect(() => {
    void load();
  }, [load]);

  useEffect(() => {
    if (!said) return;
    region.current?.scrollIntoView({ block: 'center' });
    region.current?.focus({ preventScroll: true });
  }, [said]);

  /** What to say in the dialog; undefined when the page behind it says more. */
  const failed = (error: unknown): string | undefined => {
    if (!isProblemOf(error, 'stale')) return undefined;
    setAsked(undefined);
    setSaid({ tone: 'warning', text: t('problem.stale') });
    void load();
    return '';
  };

  if (issued) {
    return (
      <IssuedScreen
        issued={[issued]}
        awaitsWords={t('cityPeople.codeAwaits')}
        onDone={() => {
          setIssued(undefined);
          void load();
        }}
      />
    );
  }
  if (!found && !said) return <Waiting />;
  const waiting = found?.appointments.filter(({ state }) => state === 'waiting') ?? [];
  const past = found?.appointments.filter(({ state }) => state !== 'waiting') ?? [];
  const { acting, others } = parted(found?.people ?? [], query);
  const isAlone = acting.length === 1 && acting[0]?.account === session.account;

  return (
    <div className="mx-auto grid max-w-3xl gap-5 px-4 py-6 sm:px-6 lg:py-8">
      {/* Whoever approves has it as a tab. */}
      {session.role === 'city_moderator' && (
        <TextLink href={paths.city}>
          <BackIcon className="size-5" />
          {t('team.back')}
        </TextLink>
      )}
      <div className="grid gap-1">
        <ScreenTitle screen={t('cityPeople.title')} className="text-std-28B-150" />
        <p className="text-ink-soft">{t('cityPeople.lead')}</p>
      </div>
      <LiveRegion ref={region}>{said && <Notice tone={said.tone}>{said.text}</Notice>}</LiveRegion>
      {isAlone && <Notice tone="warning">{t('cityPeople.alone')}</Notice>}
      {waiting.length > 0 && (
        <Card title={t('cityPeople.waiting')}>
          <ul className="grid gap-4">
            {waiting.map((one) => (
              <li key={one.id}>
                <WaitingAppointment appointment={one} onAsk={setAsked} />
              </li>
            ))}
          </ul>
        </Card>
      )}
      {found && (
        <Card title={t('cityPeople.acting')}>
          <ul className="grid gap-0 divide-y divide-line">
            {acting.map((one) => (
              <PersonItem key={one.account} person={one} appointments={waiting} onAsk={setAsked} />
            ))}
          </ul>
        </Card>
      )}
      {found && (
        <Card title={t('cityPeople.others')}>
          <p className="text-std-16N-170">{t('cityPeople.othersLead')}</p>
          <SearchField label={t('cityPeople.filter')} value={query} onChange={setQuery} />
          {others.length === 0 && <p className="py-4 text-ink-soft">{t('cityPeople.nobody')}</p>}
          <ul className="grid gap-0 divide-y divide-line">
            {others.map((one) => (
              <PersonItem key={one.account} person={one} appointments={waiting} onAsk={setAsked} />
            ))}
          </ul>
        </Card>
      )}
      {past.length > 0 && <PastAppointments appointments={past} />}
      {asked && (
        <AskDialog
          key={asked.person.account}
          asked={asked}
          isAlone={isAlone}
          failed={failed}
          onClose={() => setAsked(undefined)}
          onIssued={(code) => {
            setAsked(undefined);
            setSaid(undefined);
            setIssued(code);
          }}
          onDone={(people, text) => {
            setAsked(undefined);
            setFound(people);
            setSaid({ tone: 'success', text });
          }}
        />
      )}
    </div>
  );
}
