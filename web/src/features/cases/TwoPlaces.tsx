import { useTranslation } from 'react-i18next';
import { dayKey, formatDate, formatMoment, formatTime } from '../../i18n/dates';
import type { CaseLine, DeviceInTwoPlaces, PlaceOfDevice } from '../../protocol';
import { Card } from '../../ui/Card';
import { Term, Terms } from '../../ui/Terms';
import { holderWords } from './CaseList';
import { StoppedDevice } from './StoppedDevice';

type TwoPlacesProps = { line: CaseLine; noticed: DeviceInTwoPlaces };

/** Where a device was at the same time: who, from when to when, at which address, with which browser. */
export function TwoPlaces({ line, noticed }: TwoPlacesProps) {
  const { t } = useTranslation();
  return (
    <Card title={t('twoPlaces.sent')}>
      <p className="text-std-16N-170">{t('twoPlaces.lead')}</p>
      <Terms>
        <Term name={t('twoPlaces.device')}>
          {noticed.label}
          {noticed.is_shared && t('twoPlaces.shared')}
        </Term>
        <Term name={t('staff.facility')}>{noticed.facility}</Term>
      </Terms>
      <div className="grid gap-4 sm:grid-cols-2">
        {noticed.places.map((place, index) => (
          <Place key={`${place.address} ${place.since}`} place={place} number={index + 1} />
        ))}
      </div>
      <Terms>
        <Term name={t('twoPlaces.noticedAt')}>{formatMoment(line.opened_at)}</Term>
        <Term name={t('cases.due')}>{formatDate(line.due)}</Term>
        {line.state === 'open' && <Term name={t('cases.holder')}>{holderWords(t, line)}</Term>}
        <Term name={t('apply.receipt')}>
          <span className="font-mono">{line.receipt}</span>
        </Term>
      </Terms>
      {line.state === 'open' && <p className="text-std-16N-170 text-ink-soft">{t('twoPlaces.ask')}</p>}
      {line.state === 'accepted' && <StoppedDevice device={noticed.device} />}
    </Card>
  );
}

/** Two moments; of one day, the second by its time alone. */
const spanOf = (since: string, until: string) => ({
  since: formatMoment(since),
  until: dayKey(since) === dayKey(until) ? formatTime(until) : formatMoment(until),
});

function Place({ place, number }: { place: PlaceOfDevice; number: number }) {
  const { t } = useTranslation();
  const { person, since, until } = place;
  return (
    <section
      aria-label={t('twoPlaces.place', { number })}
      className="grid content-start gap-2 rounded-8 bg-paper p-4"
    >
      <h3 className="text-std-17B-170">{t('twoPlaces.place', { number })}</h3>
      <Terms>
        <Term name={t('twoPlaces.person')}>
          {person
            ? t('twoPlaces.personIs', { name: person.name, login: person.login_id })
            : t('twoPlaces.nobody')}
        </Term>
        <Term name={t('twoPlaces.time')}>
          {since === until ? formatMoment(since) : t('twoPlaces.fromTo', spanOf(since, until))}
        </Term>
        <Term name={t('twoPlaces.address')}>
          <span className="font-mono break-all">{place.address}</span>
        </Term>
        <Term name={t('twoPlaces.agent')}>
          <span className="text-[0.875rem] break-words">{place.agent || t('twoPlaces.noAgent')}</span>
        </Term>
      </Terms>
    </section>
  );
}
