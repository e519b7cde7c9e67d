import type { TFunction } from 'i18next';
import { paths } from '../../app/route';
import type { CityRoom } from '../../protocol';
import { type CityListProps, isOpen, roomName } from './list';

/** Something that is done with a room. */
type Named = {
  words: string;
  /** With whose room it is. */
  label: string;
};

/** It has a screen of its own. */
export type Act = Named & { href: string };

/** It ends the support: a dialog asks. */
export type GraveAct = Named & { onPress(): void };

export type Acts = {
  /** What is done most often with a room in this state comes first. */
  acts: Act[];
  grave: GraveAct[];
};

type Decide = Pick<CityListProps, 'onDiscontinue' | 'onEnd'>;

/** What the city does with a room, by the room's state. */
export function actsOf(t: TFunction, room: CityRoom, { onDiscontinue, onEnd }: Decide): Acts {
  const { state } = room;
  // Of a proposal that was deleted nobody knows whom it was about; that it was discontinued before is written down.
  if (state === 'lapsed' && !room.has_certificate) return { acts: [], grave: [] };
  const name = room.label;
  const to = (words: string, label: string, href: string): Act => ({ words, label, href });
  const open = isOpen(room);
  const team = to(t('team.act'), t('team.actFor', { name }), paths.team(room.room));
  const exceptional = to(
    t('exceptionalUse.act'),
    t('exceptionalUse.actFor', { name }),
    paths.exceptionalUse(room.room),
  );
  const all: (Act | false)[] = [
    state === 'awaiting_consent' &&
      to(t('city.receive'), t('city.receiveFor', { name }), paths.receipt(room.room)),
    (open || state === 'permit_only') && team,
    (state === 'active' || state === 'ended') &&
      to(t('consents.title'), t('consents.actFor', { name }), paths.consents(room.room)),
    state === 'active' &&
      to(t('particulars.title'), t('particulars.actFor', { name }), paths.particulars(room.room)),
    open && to(t('identity.act'), t('identity.actFor', { name }), paths.identity(room.room)),
    (open || state === 'permit_only') && exceptional,
    room.has_certificate &&
      to(
        t('discontinuation.act'),
        t('discontinuation.actFor', { name: roomName(t, room) }),
        paths.certificate(room.room),
      ),
    // Who looked at a record is asked of a room that is closed, too; not of one whose key is gone.
    ...(state === 'erased' || state === 'lapsed'
      ? []
      : [
          to(t('report.act'), t('report.actFor', { name }), paths.reports(room.room)),
          to(t('disclosure.act'), t('disclosure.actFor', { name }), paths.disclosures(room.room)),
        ]),
    erasureOf(t, room),
  ];
  const grave = [
    state === 'active' && {
      words: t('supportEnd.act'),
      label: t('supportEnd.actFor', { name }),
      onPress: () => onEnd(room),
    },
    // A withdrawal must be accepted whatever state the room is in (article 16).
    open && {
      words: t('city.discontinue'),
      label: t('city.discontinueFor', { name }),
      onPress: () => onDiscontinue(room),
    },
  ].filter((act) => act !== false);
  return { acts: all.filter((act) => act !== false), grave };
}

/** What is over may be erased; what was erased has a certificate of it. */
function erasureOf(t: TFunction, room: CityRoom): Act | false {
  const name = roomName(t, room);
  if (room.erased) {
    const words = t('erasure.certificateTitle');
    return { words, label: words, href: paths.erasure(room.room) };
  }
  if (room.erasure_case) {
    return {
      words: t('erasure.waitsShort'),
      label: t('erasure.waitsFor', { name }),
      href: paths.case(room.erasure_case),
    };
  }
  if (room.state !== 'ended' && room.state !== 'discontinued') return false;
  return {
    words: t('erasure.act'),
    label: t('erasure.actFor', { name }),
    href: paths.erase(room.room),
  };
}
