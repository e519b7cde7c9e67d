import type { ReactNode } from 'react';
import { CheckIcon, ImportantIcon, InfoIcon, UrgentIcon } from './icons';

type Tone = 'info' | 'success' | 'warning' | 'error';

const TONES: Record<Tone, { box: string; icon: ReactNode }> = {
  info: { box: 'border-key-900 text-key-1000', icon: <InfoIcon /> },
  success: { box: 'border-success-2 text-success-2', icon: <CheckIcon /> },
  warning: { box: 'border-warning-yellow-2 text-yellow-1200', icon: <ImportantIcon /> },
  error: { box: 'border-error-2 text-error-2', icon: <UrgentIcon /> },
};

type NoticeProps = {
  tone: Tone;
  children: ReactNode;
  /** `status` and `alert` are read out when they appear. */
  role?: 'status' | 'alert';
  action?: ReactNode;
};

/** A framed message; tone is shown by shape and colour, said by its words. */
export function Notice({ tone, children, role, action }: NoticeProps) {
  const { box, icon } = TONES[tone];
  return (
    <div role={role} className={`flex items-start gap-3 rounded-12 border-2 bg-white px-4 py-3 ${box}`}>
      <span className="mt-0.5">{icon}</span>
      <div className="min-w-0 grow text-std-16N-170 text-ink">
        {children}
        {action && <div className="pt-2 pb-1">{action}</div>}
      </div>
    </div>
  );
}
