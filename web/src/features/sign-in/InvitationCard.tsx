import { useTranslation } from 'react-i18next';
import type { Invitation } from '../../protocol';

/** Whom the code is for: nobody should register a colleague's. Or which shared device. */
export function InvitationCard({ invitation }: { invitation: Invitation }) {
  const { t } = useTranslation();
  return (
    <section aria-labelledby="invited" className="grid gap-1 rounded-12 border border-line p-5">
      <h2 id="invited" className="text-std-16N-170 text-ink-soft">
        {t(invitation.device ? 'enrolment.which' : 'enrolment.whose')}
      </h2>
      <p className="text-std-24B-150">
        {invitation.device ?? t('enrolment.name', { name: invitation.name })}
      </p>
      <p className="text-std-17N-170">{invitation.facility}</p>
      <p className="pt-2 text-std-16N-170 text-ink-soft">
        {t(invitation.device ? 'enrolment.notHere' : 'enrolment.notYou')}
      </p>
    </section>
  );
}
