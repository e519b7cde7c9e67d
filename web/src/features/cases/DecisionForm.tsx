import { type FormEvent, type ReactNode, useId, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useKeptDraft } from '../../app/kept-drafts';
import type { ReasonTemplates, ResidenceBasis, Verdict } from '../../protocol';
import { Button } from '../../ui/Button';
import { Card } from '../../ui/Card';
import { ChoiceChip } from '../../ui/ChoiceChip';
import { Dialog } from '../../ui/Dialog';
import { TextArea } from '../../ui/TextArea';
import { BasisChoice } from '../propose/BasisChoice';
import { isDoorWords, type OwnWords } from './kind';

const MAX_REASON = 500;
const VERDICTS: readonly Verdict[] = ['accepted', 'refused'];
const CHOSEN: Record<Verdict, string> = {
  accepted: 'border-success-2 bg-success-2 text-white',
  refused: 'border-solid-gray-700 bg-solid-gray-700 text-white',
};

/** What is decided. What is only told has one answer: that it was seen. */
export type DecisionWords =
  | 'application'
  | 'change'
  | 'told'
  | 'end'
  | 'review'
  | 'loss'
  | 'twoPlaces'
  | 'proxy'
  | 'erasure'
  | 'leak'
  | 'useApplication'
  | 'exceptionalUse'
  | 'permitReview'
  | 'residence'
  | 'ownConsent'
  | 'disaster'
  | 'disasterReview'
  | 'disclosure'
  | 'entryErasureRequest'
  | 'entryErasure';

/** Where the words are of a decision that has its own. */
const OWN: Partial<Record<DecisionWords, OwnWords>> = {
  loss: 'lossCase',
  twoPlaces: 'twoPlaces',
  proxy: 'proxyCase',
  erasure: 'erasureCase',
  leak: 'leakCase',
  useApplication: 'useApplicationCase',
  exceptionalUse: 'exceptionalUseCase',
  permitReview: 'permitReview',
  residence: 'residenceCase',
  ownConsent: 'ownConsentCase',
  disaster: 'disasterCase',
  disasterReview: 'disasterReview',
  disclosure: 'disclosureCase',
  entryErasureRequest: 'entryErasureRequest',
  entryErasure: 'entryErasureCase',
};

/** What is not done but found: its button says that it is written down. */
const RECORDED: Partial<Record<DecisionWords, readonly Verdict[]>> = {
  residence: ['accepted', 'refused'],
  ownConsent: ['accepted'],
  leak: ['refused'],
  permitReview: ['accepted'],
  disasterReview: ['accepted'],
};

type Draft = { verdict: Verdict | undefined; reasons: Record<Verdict, string>; basis: ResidenceBasis | '' };

type DecisionFormProps = {
  /** Of which case: what was begun is found again. */
  of: string;
  words: DecisionWords;
  templates: ReasonTemplates;
  /** Whether the ground is chosen on which somebody is supported still who has moved. */
  asksBasis?: boolean;
  /** What else is filled in where the answer is yes, and whether that may be sent as it stands. */
  onAccept?: ReactNode;
  mayAccept?(): boolean;
  decide(verdict: Verdict, reason: string, basis: ResidenceBasis | undefined): Promise<boolean>;
};

/** 決定: how, and why. The reason begins as one that the city keeps ready, and is the applicant's to read. */
export function DecisionForm({
  of,
  words,
  templates,
  asksBasis = false,
  onAccept,
  mayAccept,
  decide,
}: DecisionFormProps) {
  const { t } = useTranslation();
  const name = useId();
  const own = OWN[words];
  const isDoor = isDoorWords(own);
  /** What closes a door, and what cannot be undone. */
  const gravest: Verdict = isDoor ? 'accepted' : 'refused';
  /** What is proposed another person decides: until then nothing is final, and what is not proposed can be asked for again. */
  const isProposal = words === 'entryErasureRequest' || words === 'useApplication';
  const isTold = words === 'told' || words === 'end' || words === 'review';
  const { draft, write: keep } = useKeptDraft<Draft>(of, () => ({
    verdict: isTold ? 'accepted' : undefined,
    reasons: {
      accepted: templates.accepted[0] ?? '',
      // One alone is the usual one; among several one chooses.
      refused: templates.refused.length === 1 ? (templates.refused[0] ?? '') : '',
    },
    basis: '',
  }));
  const { verdict, reasons, basis } = draft;
  const [wrong, setWrong] = useState(false);
  const [basisWrong, setBasisWrong] = useState(false);
  const [asking, setAsking] = useState(false);
  const [working, setWorking] = useState(false);
  const reason = verdict ? reasons[verdict] : '';
  const statesBasis = asksBasis && verdict === 'accepted';
  const titleOf = (one: Verdict) => {
    if (own && RECORDED[words]?.includes(one)) {
      return t('cases.record', { verdict: t(`${own}.verdict.${one}`) });
    }
    if (own) return t(`${own}.verdict.${one}`);
    return t(isTold ? 'cases.decide.told' : `cases.decide.${one}`);
  };
  const title = titleOf(verdict ?? 'accepted');

  const write = (text: string) => {
    setWrong(false);
    if (verdict) keep({ reasons: { ...reasons, [verdict]: text } });
  };

  const ask = (event: FormEvent) => {
    event.preventDefault();
    const fits = reason.trim() !== '' && [...reason.trim()].length <= MAX_REASON;
    const basisFits = !statesBasis || basis !== '';
    setWrong(!fits);
    setBasisWrong(!basisFits);
    const rest = verdict !== 'accepted' || !mayAccept || mayAccept();
    setAsking(fits && basisFits && rest);
  };

  const confirm = async () => {
    if (!verdict) return;
    setAsking(false);
    setWorking(true);
    await decide(verdict, reason.trim(), statesBasis && basis !== '' ? basis : undefined);
    setWorking(false);
  };

  return (
    <Card title={t('cases.decision')}>
      <form noValidate onSubmit={ask} className="grid gap-5">
        {words === 'told' || words === 'end' || words === 'review' ? (
          <p className="text-std-16N-170">{t(`cases.toldLead.${words}`)}</p>
        ) : (
          <fieldset className="flex flex-wrap gap-2">
            <legend className="pb-2 text-std-16N-170">
              {t(own ? `${own}.decisionLead` : 'cases.decisionLead')}
            </legend>
            {VERDICTS.map((one) => (
              <ChoiceChip
                key={one}
                name={name}
                value={one}
                chosen={one === verdict}
                onChoose={() => {
                  setWrong(false);
                  keep({ verdict: one });
                }}
                chosenLook={CHOSEN[one === gravest ? 'refused' : 'accepted']}
              >
                {t(own ? `${own}.verdict.${one}` : `verdict.${one}`)}
              </ChoiceChip>
            ))}
          </fieldset>
        )}
        {verdict && (
          <>
            {statesBasis && (
              <BasisChoice
                value={basis}
                error={basisWrong ? t('propose.wrong.basis') : undefined}
                onChange={(chosen) => {
                  setBasisWrong(false);
                  keep({ basis: chosen });
                }}
              />
            )}
            {verdict === 'accepted' && onAccept}
            {templates[verdict].length > 1 && (
              <fieldset className="grid gap-2">
                <legend className="pb-2 text-std-16N-170">{t('cases.templates')}</legend>
                {templates[verdict].map((text) => (
                  <button
                    key={text}
                    type="button"
                    aria-pressed={reason === text}
                    onClick={() => write(text)}
                    className={`min-h-11 rounded-8 border px-3 py-2 text-left text-[0.9375rem] leading-150 hover:bg-key-50 ${
                      reason === text ? 'border-2 border-key-900 bg-key-50' : 'border-solid-gray-500 bg-white'
                    }`}
                  >
                    {text}
                  </button>
                ))}
              </fieldset>
            )}
            <TextArea
              name="reason"
              label={t('cases.reason')}
              requiredWord={t('receipt.required')}
              hint={t(own ? `${own}.reasonHint` : 'cases.reasonHint')}
              error={wrong ? t('cases.reasonWrong') : undefined}
              value={reason}
              onChange={(event) => write(event.target.value)}
            />
            <Button type="submit" look={verdict === gravest ? 'danger' : 'solid'} busy={working}>
              {title}
            </Button>
          </>
        )}
      </form>
      {asking && verdict && (
        <Dialog title={title} onClose={() => setAsking(false)}>
          <div className="grid gap-4 pt-4">
            <p className="text-std-17N-170">{t(`cases.decideText.${words}.${verdict}`)}</p>
            {statesBasis && basis !== '' && (
              <p className="text-std-17B-170">
                {t('residenceCase.basisIs', { basis: t(`propose.${basis}`) })}
              </p>
            )}
            <p className="rounded-8 bg-paper px-4 py-3 text-std-16N-170 whitespace-pre-line">
              {reason.trim()}
            </p>
            {((!isDoor && !isProposal) ||
              ((words === 'loss' || words === 'erasure' || words === 'entryErasure') &&
                verdict === gravest)) && (
              <p className="text-std-17B-170 text-error-2">{t('city.confirmFinal')}</p>
            )}
          </div>
          <div className="flex flex-wrap justify-end gap-3 pt-4">
            <Button look="outline" autoFocus onClick={() => setAsking(false)}>
              {t('city.confirmNo')}
            </Button>
            <Button look={verdict === gravest ? 'danger' : 'solid'} onClick={() => void confirm()}>
              {title}
            </Button>
          </div>
        </Dialog>
      )}
    </Card>
  );
}
