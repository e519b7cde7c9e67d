import { useTranslation } from 'react-i18next';
import { Link } from '../../app/route';
import type { CityRoom } from '../../protocol';
import { buttonClass } from '../../ui/Button';
import { Menu, MenuLine } from '../../ui/Menu';
import { actsOf } from './acts';
import { type CityListProps, roomName } from './list';

type CityActionsProps = Omit<CityListProps, 'rooms'> & { room: CityRoom };

/** So many buttons stand in a line; of more than that, all but the first are behind one. */
const BESIDE = 2;

/** What the city does with a room. The most usual has its button; what ends the support stands last, below a line. */
export function CityActions({ room, ...decide }: CityActionsProps) {
  const { t } = useTranslation();
  const { acts, grave } = actsOf(t, room, decide);
  const shown = acts.length + grave.length <= BESIDE ? acts : acts.slice(0, 1);
  const more = acts.slice(shown.length);
  if (acts.length === 0) return null;
  return (
    <div className="relative flex flex-wrap gap-3 lg:w-max lg:flex-nowrap lg:whitespace-nowrap">
      {shown.map(({ words, label, href }) => (
        <Link
          key={words}
          href={href}
          aria-label={label}
          className={buttonClass(room.state === 'awaiting_consent' ? 'solid' : 'outline', 'sm')}
        >
          {words}
        </Link>
      ))}
      {more.length + grave.length > 0 && (
        <Menu words={t('city.actions')} label={t('city.actionsFor', { name: roomName(t, room) })}>
          {more.map((act) => (
            <MenuLine key={act.words} {...act} />
          ))}
          {grave.map((act, place) => (
            <MenuLine key={act.words} {...act} grave apart={place === 0} />
          ))}
        </Menu>
      )}
    </div>
  );
}
