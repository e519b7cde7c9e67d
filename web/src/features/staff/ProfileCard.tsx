import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { formatMoment } from '../../i18n/dates';
import type { Profession, StaffLine, Standing } from '../../protocol';
import { Button } from '../../ui/Button';
import { Card } from '../../ui/Card';
import { Term, Terms } from '../../ui/Terms';
import { ProfileForm } from './ProfileForm';
import { ProgressMark } from './ProgressMark';

type ProfileCardProps = {
  facility: { facility: string; name: string; standing: Standing };
  line: StaffLine;
  professions: Profession[];
  onChanged(line: StaffLine): void;
  onStale(): void;
};

/** What is registered of a member of staff, and the form that changes it. */
export function ProfileCard({ facility, line, professions, onChanged, onStale }: ProfileCardProps) {
  const { t } = useTranslation();
  const [editing, setEditing] = useState(false);

  if (editing) {
    return (
      <Card title={t('staffChange.title')}>
        <ProfileForm
          facility={facility.facility}
          line={line}
          professions={professions}
          onSaved={(saved) => {
            setEditing(false);
            onChanged(saved);
          }}
          onCancel={() => setEditing(false)}
          onStale={onStale}
        />
      </Card>
    );
  }
  return (
    <Card title={t('staff.profile')}>
      <Terms>
        <Term name={t('staff.progress')}>
          <ProgressMark line={line} facility={facility.standing} />
        </Term>
        <Term name={t('staff.kana')}>{line.kana}</Term>
        <Term name={t('staff.facility')}>{facility.name}</Term>
        <Term name={t('staff.profession')}>{line.profession}</Term>
        <Term name={t('staff.role')}>{t(`role.${line.role}`)}</Term>
        <Term name={t('staff.loginId')}>
          <span className="font-mono">{line.login_id}</span>
        </Term>
        <Term name={t('staff.mail')}>{line.mail ?? t('staff.mailNone')}</Term>
        <Term name={t('settings.alerts')}>{t(line.alert_mail ? 'staff.alertOn' : 'staff.alertOff')}</Term>
        <Term name={t('staff.rooms')}>{t('staff.roomsCount', { rooms: line.rooms })}</Term>
        <Term name={t('staff.lastSignIn')}>
          {line.last_sign_in ? formatMoment(line.last_sign_in) : t('staff.neverSignedIn')}
        </Term>
      </Terms>
      {!line.is_self && line.standing !== 'ended' && (
        <Button look="outline" onClick={() => setEditing(true)} className="justify-self-start">
          {t('staffChange.act')}
        </Button>
      )}
    </Card>
  );
}
