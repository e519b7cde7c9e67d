import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useSession } from '../../app/session-context';
import { formatMoment } from '../../i18n/dates';
import type { NewLoginIdBody, StaffLine } from '../../protocol';
import { Button } from '../../ui/Button';
import { Card } from '../../ui/Card';
import { LoginIdDialog } from './LoginIdDialog';

type LoginIdCardProps = {
  line: StaffLine;
  /** What to say in the dialog if it failed; undefined when that is said elsewhere. */
  replace(body: NewLoginIdBody): Promise<string | undefined>;
};

/** The ID that someone has, those that they had before, and another one if theirs is unknown or was seen (article 10). */
export function LoginIdCard({ line, replace }: LoginIdCardProps) {
  const { t } = useTranslation();
  const { session } = useSession();
  const [asking, setAsking] = useState(false);
  const isCitys = line.standing !== 'active' && session.role !== 'city_moderator';
  const again = line.disqualification !== null;
  const stopped = again ? 'loginId.citys.disqualified' : 'loginId.citys.suspended';
  const offered = again ? 'loginId.againLead' : 'loginId.lead';
  return (
    <Card title={t('staff.loginId')}>
      <p className="text-std-17N-170">
        <span className="font-mono">{line.login_id}</span>
      </p>
      {line.earlier.length > 0 && (
        <div className="grid gap-2">
          <h3 className="text-std-16B-170">{t('loginId.earlier')}</h3>
          <ul className="grid gap-2">
            {line.earlier.map((one) => (
              <li key={one.account} className="border-l-4 border-line pl-3 text-std-16N-170">
                <span className="font-mono">{one.login_id}</span>
                <span className="block text-[0.9375rem] leading-150 text-ink-soft">
                  {t('loginId.fromUntil', { from: formatMoment(one.from), until: formatMoment(one.until) })}
                  <span className="block">
                    {t('loginId.why', { ground: t(`loginId.grounds.${one.ground}`), by: one.by })}
                  </span>
                </span>
              </li>
            ))}
          </ul>
        </div>
      )}
      {!line.is_self && (
        <>
          <p className="text-std-16N-170">{t(isCitys ? stopped : offered)}</p>
          {!isCitys && (
            <Button
              look="outline"
              aria-haspopup="dialog"
              onClick={() => setAsking(true)}
              className="justify-self-start border-error-2! text-error-2! hover:bg-red-50!"
            >
              {t(again ? 'loginId.again' : 'loginId.act')}
            </Button>
          )}
        </>
      )}
      {asking && <LoginIdDialog line={line} onClose={() => setAsking(false)} replace={replace} />}
    </Card>
  );
}
