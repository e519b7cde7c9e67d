import { useTranslation } from 'react-i18next';
import { paths } from '../../app/route';
import { TextLink } from '../../app/TextLink';
import type { UnreachedRoom } from '../../protocol';
import { Notice } from '../../ui/Notice';

/** The rooms whose consent does not reach the kind that a facility asks to be: what has to be done before it is accepted. */
export function Unreached({ rooms }: { rooms: readonly UnreachedRoom[] }) {
  const { t } = useTranslation();
  return (
    <Notice tone="warning">
      <div className="grid gap-3">
        <p>{t('unreached.lead')}</p>
        <ul className="grid gap-3">
          {rooms.map(({ room, label, kana, members }) => (
            <li key={room} className="grid justify-items-start gap-0.5">
              <span className="text-std-17B-170">{t('receipt.for', { name: label, kana })}</span>
              <span>
                {members.map(({ name, profession }) => t('unreached.who', { name, profession })).join('、')}
              </span>
              <span className="flex flex-wrap gap-x-4">
                <TextLink href={paths.team(room)}>{t('unreached.toMembers')}</TextLink>
                <TextLink href={paths.consents(room)}>{t('unreached.toConsents')}</TextLink>
              </span>
            </li>
          ))}
        </ul>
      </div>
    </Notice>
  );
}
