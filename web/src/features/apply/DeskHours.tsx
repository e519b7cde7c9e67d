import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { readDesk } from '../../api/cases';
import { formatMoment } from '../../i18n/dates';
import type { DeskView } from '../../protocol';

/** When the city's desk is open, and when next. Nothing while that is not known: the page works without it. */
export function DeskHours() {
  const { t } = useTranslation();
  const [desk, setDesk] = useState<DeskView>();
  useEffect(() => {
    readDesk().then(setDesk, () => undefined);
  }, []);
  if (!desk) return null;
  const word = (day: number) => t(`weekday.${day as 1 | 2 | 3 | 4 | 5 | 6 | 7}`);
  const [first = 1, ...rest] = desk.days;
  const inARow = rest.length > 1 && rest.every((day, index) => day === first + index + 1);
  const days = inARow
    ? t('desk.fromTo', { first: word(first), last: word(first + rest.length) })
    : desk.days.map(word).join('・');
  return (
    <section className="grid gap-2">
      <h2 className="text-std-17B-170">{t('desk.title')}</h2>
      <p className="text-std-16N-170 text-ink-soft">
        {t('desk.hours', { days, opens: desk.opens.replace(/^0/, ''), closes: desk.closes })}
      </p>
      <p className="text-std-16N-170">
        {desk.is_open ? t('desk.open') : t('desk.closed', { at: formatMoment(desk.opens_next) })}
      </p>
    </section>
  );
}
