import { useTranslation } from 'react-i18next';
import { Button } from '../../ui/Button';

type LossButtonProps = {
  /** What is called so was lost: several such buttons stand on one screen. */
  what: string;
  onClick(): void;
};

/** 紛失の届出 of one device or passkey, wherever these are listed. */
export function LossButton({ what, onClick }: LossButtonProps) {
  const { t } = useTranslation();
  return (
    <Button
      size="sm"
      look="outline"
      aria-haspopup="dialog"
      aria-label={t('loss.reportFor', { what })}
      onClick={onClick}
      className="border-error-2! text-error-2! hover:bg-red-50!"
    >
      {t('loss.report')}
    </Button>
  );
}
