import { type AnchorHTMLAttributes, type MouseEvent, useMemo, useSyncExternalStore } from 'react';

/** What is written for whom; the files of docs/ja. */
export const GUIDES = ['hajimete', 'shisetsu-kanri', 'shi-tantou'] as const;
export type Guide = (typeof GUIDES)[number];

export type Route =
  | {
      screen:
        | 'home'
        | 'sign-in'
        | 'enrolment'
        | 'rooms'
        | 'settings'
        | 'account'
        | 'city'
        | 'facilities'
        | 'not-found';
    }
  | {
      screen:
        | 'apply'
        | 'propose'
        | 'consent-form'
        | 'application-status'
        | 'cases'
        | 'key-in'
        | 'report-loss'
        | 'leak'
        | 'proxy';
    }
  | { screen: 'audit' | 'audit-reviews' | 'city-people' | 'city-search' | 'device-kinds' | 'import-persons' }
  | { screen: 'disasters' | 'declare-disaster' }
  | { screen: 'use-applications' }
  | { screen: 'disaster'; id: string }
  | { screen: 'audit-review'; month: string }
  | { screen: 'case'; id: string }
  | { screen: 'help'; guide: Guide | undefined }
  | {
      screen:
        | 'room'
        | 'export'
        | 'consent-files'
        | 'apply-for-use'
        | 'particulars'
        | 'identity'
        | 'receipt'
        | 'consents'
        | 'take-consent'
        | 'team'
        | 'certificate'
        | 'reports'
        | 'erase'
        | 'erasure'
        | 'exceptional-use'
        | 'disclosures';
      room: string;
    }
  | { screen: 'report' | 'disclosure'; id: string }
  | { screen: 'entry-erasure'; room: string; entry: string }
  | {
      screen:
        | 'staff'
        | 'add-staff'
        | 'import-staff'
        | 'facility-profile'
        | 'facility-end'
        | 'review'
        | 'devices'
        | 'inventory';
      facility: string;
    }
  | { screen: 'member'; facility: string; account: string };

const FIXED = {
  '/': 'home',
  '/sign-in': 'sign-in',
  '/enrolment': 'enrolment',
  // The printed link, with its code in the fragment.
  '/enrol': 'enrolment',
  '/rooms': 'rooms',
  '/settings': 'settings',
  '/settings/account': 'account',
  '/city': 'city',
  '/city/disasters': 'disasters',
  '/city/disasters/new': 'declare-disaster',
  '/city/audit': 'audit',
  '/city/audit/reviews': 'audit-reviews',
  '/city/people': 'city-people',
  '/city/search': 'city-search',
  '/city/device-kinds': 'device-kinds',
  '/city/import': 'import-persons',
  '/propose': 'propose',
  '/consent-form': 'consent-form',
  '/apply': 'apply',
  '/apply/status': 'application-status',
  '/cases': 'cases',
  '/cases/paper': 'key-in',
  '/cases/loss': 'report-loss',
  '/cases/leak': 'leak',
  '/facilities': 'facilities',
  '/proxy': 'proxy',
} as const;

const AUDIT_REVIEW = /^\/city\/audit\/reviews\/(\d{4}-\d{2})$/;
const ROOM = /^\/rooms\/([0-9a-f-]{36})$/;
const CONSENT_FILES = /^\/rooms\/([0-9a-f-]{36})\/consent-form$/;
const APPLY_FOR_USE = /^\/rooms\/([0-9a-f-]{36})\/exceptional-use$/;
const EXPORT = /^\/rooms\/([0-9a-f-]{36})\/export$/;
const PARTICULARS = /^\/city\/([0-9a-f-]{36})\/particulars$/;
const IDENTITY = /^\/city\/([0-9a-f-]{36})\/identity$/;
const RECEIPT = /^\/city\/([0-9a-f-]{36})\/consent-receipt$/;
const CONSENTS = /^\/city\/([0-9a-f-]{36})\/consents(\/new)?$/;
const TEAM = /^\/city\/([0-9a-f-]{36})\/team$/;
const CERTIFICATE = /^\/city\/([0-9a-f-]{36})\/certificate$/;
const REPORTS = /^\/city\/([0-9a-f-]{36})\/access-reports$/;
const REPORT = /^\/city\/access-reports\/([0-9a-f-]{36})$/;
const ERASURE = /^\/city\/([0-9a-f-]{36})\/(erase|erasure)$/;
const ENTRY_ERASURE = /^\/city\/([0-9a-f-]{36})\/entry-erasures\/([0-9a-f-]{36})$/;
const EXCEPTIONAL_USE = /^\/city\/([0-9a-f-]{36})\/exceptional-use$/;
const DISASTER = /^\/city\/disasters\/([0-9a-f-]{36})$/;
const DISCLOSURES = /^\/city\/([0-9a-f-]{36})\/disclosures$/;
const DISCLOSURE = /^\/city\/disclosures\/([0-9a-f-]{36})$/;
const CASE = /^\/cases\/([0-9a-f-]{36})$/;
const FACILITY =
  /^\/facilities\/([0-9a-f-]{36})(\/add|\/import|\/profile|\/end|\/review|\/devices|\/inventory)?$/;
const HELP = /^\/help(?:\/([a-z-]+))?$/;
const MEMBER = /^\/facilities\/([0-9a-f-]{36})\/staff\/([0-9a-f-]{36})$/;

const AT_FACILITY: Record<
  string,
  'add-staff' | 'import-staff' | 'facility-profile' | 'facility-end' | 'review' | 'devices' | 'inventory'
> = {
  '/add': 'add-staff',
  '/import': 'import-staff',
  '/profile': 'facility-profile',
  '/end': 'facility-end',
  '/review': 'review',
  '/devices': 'devices',
  '/inventory': 'inventory',
};

export const paths = {
  signIn: '/sign-in',
  enrolment: '/enrolment',
  rooms: '/rooms',
  room: (room: string) => `/rooms/${room}`,
  consentFiles: (room: string) => `/rooms/${room}/consent-form`,
  applyForUse: (room: string) => `/rooms/${room}/exceptional-use`,
  useApplications: '/exceptional-use',
  export: (room: string) => `/rooms/${room}/export`,
  settings: '/settings',
  account: '/settings/account',
  city: '/city',
  /** The city's list with one room in it. */
  cityRoom: (room: string) => `/city?room=${room}`,
  citySearch: '/city/search',
  receipt: (room: string) => `/city/${room}/consent-receipt`,
  consents: (room: string) => `/city/${room}/consents`,
  takeConsent: (room: string) => `/city/${room}/consents/new`,
  team: (room: string) => `/city/${room}/team`,
  certificate: (room: string) => `/city/${room}/certificate`,
  erase: (room: string) => `/city/${room}/erase`,
  erasure: (room: string) => `/city/${room}/erasure`,
  entryErasure: (room: string, entry: string) => `/city/${room}/entry-erasures/${entry}`,
  exceptionalUse: (room: string) => `/city/${room}/exceptional-use`,
  disasters: '/city/disasters',
  declareDisaster: '/city/disasters/new',
  disaster: (event: string) => `/city/disasters/${event}`,
  disclosures: (room: string) => `/city/${room}/disclosures`,
  disclosure: (request: string) => `/city/disclosures/${request}`,
  audit: '/city/audit',
  auditReviews: '/city/audit/reviews',
  auditReview: (month: string) => `/city/audit/reviews/${month}`,
  cityPeople: '/city/people',
  importPersons: '/city/import',
  particulars: (room: string) => `/city/${room}/particulars`,
  identity: (room: string) => `/city/${room}/identity`,
  reports: (room: string) => `/city/${room}/access-reports`,
  report: (report: string) => `/city/access-reports/${report}`,
  deviceKinds: '/city/device-kinds',
  propose: '/propose',
  consentForm: '/consent-form',
  apply: '/apply',
  applicationStatus: '/apply/status',
  cases: '/cases',
  keyIn: '/cases/paper',
  reportLoss: '/cases/loss',
  leak: '/cases/leak',
  case: (id: string) => `/cases/${id}`,
  help: '/help',
  proxy: '/proxy',
  guide: (guide: Guide, chapter?: string) =>
    chapter ? `/help/${guide}#${encodeURIComponent(chapter)}` : `/help/${guide}`,
  facilities: '/facilities',
  facility: (facility: string) => `/facilities/${facility}`,
  facilityProfile: (facility: string) => `/facilities/${facility}/profile`,
  facilityEnd: (facility: string) => `/facilities/${facility}/end`,
  review: (facility: string) => `/facilities/${facility}/review`,
  devices: (facility: string) => `/facilities/${facility}/devices`,
  inventory: (facility: string) => `/facilities/${facility}/inventory`,
  importStaff: (facility: string) => `/facilities/${facility}/import`,
  addStaff: (facility: string) => `/facilities/${facility}/add`,
  member: (facility: string, account: string) => `/facilities/${facility}/staff/${account}`,
};

export function parseRoute(path: string): Route {
  const trimmed = path.length > 1 ? path.replace(/\/$/, '') : path;
  if (trimmed in FIXED) return { screen: FIXED[trimmed as keyof typeof FIXED] };
  if (trimmed === paths.useApplications) return { screen: 'use-applications' };
  const month = AUDIT_REVIEW.exec(trimmed)?.[1];
  if (month) return { screen: 'audit-review', month };
  const room = ROOM.exec(trimmed)?.[1];
  if (room) return { screen: 'room', room };
  const files = CONSENT_FILES.exec(trimmed)?.[1];
  if (files) return { screen: 'consent-files', room: files };
  const applied = APPLY_FOR_USE.exec(trimmed)?.[1];
  if (applied) return { screen: 'apply-for-use', room: applied };
  const exported = EXPORT.exec(trimmed)?.[1];
  if (exported) return { screen: 'export', room: exported };
  const particulars = PARTICULARS.exec(trimmed)?.[1];
  if (particulars) return { screen: 'particulars', room: particulars };
  const identity = IDENTITY.exec(trimmed)?.[1];
  if (identity) return { screen: 'identity', room: identity };
  const receipt = RECEIPT.exec(trimmed)?.[1];
  if (receipt) return { screen: 'receipt', room: receipt };
  const consents = CONSENTS.exec(trimmed);
  if (consents?.[1]) return { screen: consents[2] ? 'take-consent' : 'consents', room: consents[1] };
  const team = TEAM.exec(trimmed)?.[1];
  if (team) return { screen: 'team', room: team };
  const certificate = CERTIFICATE.exec(trimmed)?.[1];
  if (certificate) return { screen: 'certificate', room: certificate };
  const reports = REPORTS.exec(trimmed)?.[1];
  if (reports) return { screen: 'reports', room: reports };
  const report = REPORT.exec(trimmed)?.[1];
  if (report) return { screen: 'report', id: report };
  const [, erased, page] = ERASURE.exec(trimmed) ?? [];
  if (erased) return { screen: page === 'erase' ? 'erase' : 'erasure', room: erased };
  const [, roomOf, entry] = ENTRY_ERASURE.exec(trimmed) ?? [];
  if (roomOf && entry) return { screen: 'entry-erasure', room: roomOf, entry };
  const used = EXCEPTIONAL_USE.exec(trimmed)?.[1];
  if (used) return { screen: 'exceptional-use', room: used };
  const declared = DISASTER.exec(trimmed)?.[1];
  if (declared) return { screen: 'disaster', id: declared };
  const asked = DISCLOSURES.exec(trimmed)?.[1];
  if (asked) return { screen: 'disclosures', room: asked };
  const disclosure = DISCLOSURE.exec(trimmed)?.[1];
  if (disclosure) return { screen: 'disclosure', id: disclosure };
  const id = CASE.exec(trimmed)?.[1];
  if (id) return { screen: 'case', id };
  const [, facility, rest] = FACILITY.exec(trimmed) ?? [];
  if (facility) {
    return { screen: AT_FACILITY[rest ?? ''] ?? 'staff', facility };
  }
  const [, at, account] = MEMBER.exec(trimmed) ?? [];
  if (at && account) return { screen: 'member', facility: at, account };
  const [helps, named] = HELP.exec(trimmed) ?? [];
  const guide = GUIDES.find((known) => known === named);
  if (helps && (guide || !named)) return { screen: 'help', guide };
  return { screen: 'not-found' };
}

const listeners = new Set<() => void>();
const tell = () => {
  for (const listener of listeners) listener();
};

window.addEventListener('popstate', tell);

export function navigate(path: string, replace = false): void {
  const { pathname, search, hash } = window.location;
  if (path === pathname + search + hash) return;
  if (replace) window.history.replaceState(null, '', path);
  else window.history.pushState(null, '', path);
  tell();
}

const listen = (listener: () => void) => {
  listeners.add(listener);
  return () => listeners.delete(listener);
};

export function usePath(): string {
  return useSyncExternalStore(listen, () => window.location.pathname);
}

/** What stands after the question mark: how a screen is looked at, never a word about a person. */
export function useQuery(): URLSearchParams {
  const query = useSyncExternalStore(listen, () => window.location.search);
  return useMemo(() => new URLSearchParams(query), [query]);
}

type LinkProps = AnchorHTMLAttributes<HTMLAnchorElement> & { href: string };

/** A link that stays within the app, and still opens in a new tab when asked to. */
export function Link({ href, onClick, ...rest }: LinkProps) {
  const follow = (event: MouseEvent<HTMLAnchorElement>) => {
    onClick?.(event);
    const elsewhere = event.metaKey || event.ctrlKey || event.shiftKey || event.altKey || event.button !== 0;
    if (event.defaultPrevented || elsewhere) return;
    event.preventDefault();
    navigate(href);
  };
  return <a {...rest} href={href} onClick={follow} />;
}
