import { useTranslation } from 'react-i18next';
import type { TeamMember } from '../../protocol';
import { Button } from '../../ui/Button';
import { Dialog } from '../../ui/Dialog';

type LeavingDialogProps = { leaving: readonly TeamMember[]; answer(isSure: boolean): void };

/** Who leaves with the new consent, said before it is recorded; the careful answer has the focus. */
export function LeavingDialog({ leaving, answer }: LeavingDialogProps) {
  const { t } = useTranslation();
  const someone = leaving.length > 0;
  return (
    <Dialog title={t('consents.confirmTitle')} onClose={() => answer(false)}>
      <div className="grid gap-4 pt-4">
        <p className="text-std-17N-170">
          {t(someone ? 'consents.leaving' : 'consents.nobodyLeaves', { count: leaving.length })}
        </p>
        {someone && (
          <ul aria-label={t('consents.leavingList')} className="grid gap-2">
            {leaving.map((member) => (
              <li key={member.account} className="rounded-8 bg-paper px-4 py-3 text-std-17B-170 leading-150">
                {member.name}
                <span className="block text-[0.9375rem] leading-150 font-400 text-ink-soft">
                  {member.profession}・{member.facility}
                </span>
              </li>
            ))}
          </ul>
        )}
        <p className="text-std-17N-170">{t('consents.kept')}</p>
      </div>
      <div className="flex flex-wrap justify-end gap-3 pt-4">
        <Button look="outline" autoFocus onClick={() => answer(false)}>
          {t('city.confirmNo')}
        </Button>
        <Button look={someone ? 'danger' : 'solid'} onClick={() => answer(true)}>
          {t(someone ? 'consents.confirmLeaving' : 'consents.confirm')}
        </Button>
      </div>
    </Dialog>
  );
}
