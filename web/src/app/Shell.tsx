import { lazy, type ReactNode, Suspense, useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { helpOn } from '../features/help/guides';
import { RoomScreen } from '../features/room/RoomScreen';
import { RoomsPane } from '../features/rooms/RoomsPane';
import type { Role } from '../protocol';
import {
  BadgeIcon,
  DocumentIcon,
  GearIcon,
  HelpIcon,
  ImportantIcon,
  PeopleIcon,
  SearchIcon,
  TrayIcon,
} from '../ui/icons';
import { useThreePanes } from '../ui/media';
import { Banners } from './Banners';
import { Brand, DemoLine } from './Brand';
import { CertificateBanner } from './CertificateBanner';
import { NotFound } from './NotFound';
import { Link, navigate, parseRoute, paths, type Route, usePath } from './route';
import { SharedDeviceBar } from './SharedDeviceBar';
import { ShortcutsDialog } from './ShortcutsDialog';
import { StepUp } from './StepUp';
import { useSession } from './session-context';
import { type Shortcuts, useShortcuts, useShortcutsAreOn } from './shortcuts';
import { Waiting } from './Waiting';

const ExportScreen = lazy(() => import('../features/room-export/ExportScreen'));
const SettingsScreen = lazy(() => import('../features/settings/SettingsScreen'));
const AccountScreen = lazy(() => import('../features/account/AccountScreen'));
const DeviceKindsScreen = lazy(() => import('../features/device-kinds/DeviceKindsScreen'));
const CityScreen = lazy(() => import('../features/city/CityScreen'));
const ConsentFilesScreen = lazy(() => import('../features/consent-form/ConsentFilesScreen'));
const ImportPersonsScreen = lazy(() => import('../features/propose/ImportPersonsScreen'));
const IdentityScreen = lazy(() => import('../features/identity/IdentityScreen'));
const ParticularsScreen = lazy(() => import('../features/particulars/ParticularsScreen'));
const ConsentsScreen = lazy(() => import('../features/consents/ConsentsScreen'));
const TakeConsentScreen = lazy(() => import('../features/consents/TakeConsentScreen'));
const ReceiptScreen = lazy(() => import('../features/city/ReceiptScreen'));
const ProposeScreen = lazy(() => import('../features/propose/ProposeScreen'));
const ConsentFormScreen = lazy(() => import('../features/consent-form/ConsentFormScreen'));
const CertificateScreen = lazy(() => import('../features/city/CertificateScreen'));
const ApplyForUseScreen = lazy(() => import('../features/exceptional-use/ApplyForUseScreen'));
const UseApplicationsScreen = lazy(() => import('../features/exceptional-use/UseApplicationsScreen'));
const EraseScreen = lazy(() => import('../features/erasure/EraseScreen'));
const ExceptionalUseScreen = lazy(() => import('../features/exceptional-use/ExceptionalUseScreen'));
const DisastersScreen = lazy(() => import('../features/disaster/DisastersScreen'));
const DeclareScreen = lazy(() => import('../features/disaster/DeclareScreen'));
const DisasterScreen = lazy(() => import('../features/disaster/DisasterScreen'));
const DisclosureScreen = lazy(() => import('../features/disclosure/DisclosureScreen'));
const DisclosuresScreen = lazy(() => import('../features/disclosure/DisclosuresScreen'));
const EntryErasureScreen = lazy(() => import('../features/entry-erasure/EntryErasureScreen'));
const ErasureScreen = lazy(() => import('../features/erasure/ErasureScreen'));
const AuditScreen = lazy(() => import('../features/audit/AuditScreen'));
const ReviewsScreen = lazy(() => import('../features/audit/ReviewsScreen'));
const AuditReviewScreen = lazy(() => import('../features/audit/ReviewScreen'));
const SearchScreen = lazy(() => import('../features/search/SearchScreen'));
const CityPeopleScreen = lazy(() => import('../features/city-people/CityPeopleScreen'));
const ReportScreen = lazy(() => import('../features/access-report/ReportScreen'));
const ReportsScreen = lazy(() => import('../features/access-report/ReportsScreen'));
const TeamScreen = lazy(() => import('../features/city/TeamScreen'));
const CasesScreen = lazy(() => import('../features/cases/CasesScreen'));
const CaseDesk = lazy(() => import('../features/cases/CaseDesk'));
const KeyInScreen = lazy(() => import('../features/cases/KeyInScreen'));
const ReportLossScreen = lazy(() => import('../features/losses/ReportLossScreen'));
const LeakScreen = lazy(() => import('../features/leak/LeakScreen'));
const FacilitiesScreen = lazy(() => import('../features/staff/FacilitiesScreen'));
const StaffScreen = lazy(() => import('../features/staff/StaffScreen'));
const AddScreen = lazy(() => import('../features/staff/AddScreen'));
const ImportScreen = lazy(() => import('../features/staff/ImportScreen'));
const EndScreen = lazy(() => import('../features/facility/EndScreen'));
const ProfileScreen = lazy(() => import('../features/facility/ProfileScreen'));
const DevicesScreen = lazy(() => import('../features/devices/DevicesScreen'));
const InventoryScreen = lazy(() => import('../features/inventory/InventoryScreen'));
const ReviewScreen = lazy(() => import('../features/staff/ReviewScreen'));
const HelpScreen = lazy(() => import('../features/help/HelpScreen'));
const ProxyScreen = lazy(() => import('../features/proxy/ProxyScreen'));
const MemberScreen = lazy(() => import('../features/staff/MemberScreen'));

type Tab = {
  path: string;
  label: string;
  /** Where many stand beside each other on a phone. */
  short?: string;
  icon: ReactNode;
  screens: Route['screen'][];
};

/** Where a room begins: a member of staff comes there from the rooms, the city from its list. */
const PROPOSING: Route['screen'][] = ['propose', 'consent-form', 'consent-files'];

/** Where someone begins, by what they are. */
function homeOf(role: Role): string {
  if (role === 'city_moderator') return paths.city;
  if (role === 'city_approver') return paths.cases;
  return role === 'operator' ? paths.proxy : paths.rooms;
}

const NO_SHORTCUTS: Shortcuts = {};

const HEADER_LINK =
  'flex min-h-11 shrink-0 items-center gap-1 text-key-900 underline underline-offset-4 hover:decoration-2';

/** The frame around every screen of someone who is signed in. */
export function Shell({ mustReload }: { mustReload: boolean }) {
  const { t } = useTranslation();
  const { session } = useSession();
  const route = parseRoute(usePath());
  const wide = useThreePanes();
  const isModerator = session.role === 'city_moderator';
  const isApprover = session.role === 'city_approver';
  const isOperator = session.role === 'operator';
  const isOfCity = isModerator || isApprover;
  const shortcutsOn = useShortcutsAreOn();
  const [keysShown, setKeysShown] = useState(false);
  const inRoom = route.screen === 'room';
  const ofCity: Shortcuts = {
    // In a room it is the room that is searched.
    '/': () => !inRoom && navigate(paths.citySearch),
    '?': () => setKeysShown(true),
  };
  useShortcuts(isOfCity ? ofCity : NO_SHORTCUTS);

  useEffect(() => {
    const home = homeOf(session.role);
    if (route.screen === 'home' || route.screen === 'sign-in' || route.screen === 'enrolment') {
      navigate(home, true);
    }
  }, [route.screen, session.role]);

  const tabs: Tab[] = [
    {
      path: paths.rooms,
      label: t('nav.rooms'),
      ...(isModerator && { short: t('nav.roomsShort') }),
      icon: <PeopleIcon />,
      screens: ['rooms', 'room', 'export', ...(isModerator ? [] : PROPOSING)],
    },
    { path: paths.settings, label: t('nav.settings'), icon: <GearIcon />, screens: ['settings', 'account'] },
  ];
  if (isModerator || session.role === 'facility_admin') {
    tabs.splice(1, 0, {
      path: paths.facilities,
      label: t('nav.staff'),
      icon: <BadgeIcon />,
      screens: [
        'facilities',
        'staff',
        'add-staff',
        'import-staff',
        'facility-profile',
        'facility-end',
        'review',
        'devices',
        'inventory',
        'device-kinds',
        'member',
      ],
    });
  }
  if (isModerator) {
    tabs.splice(
      1,
      0,
      {
        path: paths.city,
        label: t('nav.city'),
        icon: <DocumentIcon />,
        screens: [
          'city',
          'receipt',
          'consents',
          'take-consent',
          'team',
          'certificate',
          'erase',
          'erasure',
          'entry-erasure',
          'exceptional-use',
          'disasters',
          'declare-disaster',
          'disaster',
          'disclosures',
          'disclosure',
          'audit',
          'audit-reviews',
          'audit-review',
          'city-people',
          'import-persons',
          'particulars',
          'identity',
          'reports',
          'report',
          ...PROPOSING,
        ],
      },
      {
        path: paths.cases,
        label: t('nav.cases'),
        icon: <TrayIcon />,
        screens: ['cases', 'case', 'key-in', 'report-loss', 'leak'],
      },
    );
  }
  if (isApprover) {
    // Nobody whose role it is to approve is ever a member of a room.
    tabs.splice(
      0,
      1,
      {
        path: paths.cases,
        label: t('nav.approvals'),
        icon: <TrayIcon />,
        screens: ['cases', 'case', 'erasure', 'entry-erasure', 'disasters', 'disaster', 'disclosure'],
      },
      {
        path: paths.cityPeople,
        label: t('nav.cityPeople'),
        icon: <BadgeIcon />,
        screens: ['city-people'],
      },
      {
        path: paths.audit,
        label: t('nav.audit'),
        icon: <DocumentIcon />,
        screens: ['audit', 'audit-reviews', 'audit-review'],
      },
    );
  }
  if (isOperator) {
    // Nobody whose role it is to operate is ever a member of a room.
    tabs.splice(0, 1, {
      path: paths.proxy,
      label: t('nav.proxy'),
      icon: <ImportantIcon />,
      screens: ['proxy'],
    });
  }
  // On a phone a room fills the screen: it has its own way back.
  const roomOnly = route.screen === 'room' && !wide;
  const signedInAs = t('app.signedInAs', { name: session.name, facility: session.facility });

  return (
    <div className="flex h-dvh flex-col">
      <a
        href="#main"
        className="absolute top-0 left-0 z-20 -translate-y-full rounded-br-8 bg-white px-4 py-3 text-key-900 underline focus:translate-y-0"
      >
        {t('app.skip')}
      </a>
      <DemoLine />
      {!roomOnly && (
        <header
          className={`min-h-16 shrink-0 items-center gap-3 border-b border-line bg-white px-4 lg:gap-6 lg:px-6 ${
            // On a low screen (a phone on its side, 200 % zoom) the name gives way to the content.
            wide ? 'flex' : 'flex [@media(max-height:28rem)]:hidden'
          }`}
        >
          <Brand />
          {wide && (
            <>
              <nav aria-label={t('app.navigation')} className="shrink-0 self-stretch">
                <ul className="flex h-full gap-1">
                  {tabs.map((tab) => (
                    <li key={tab.path}>
                      <TopTab tab={tab} current={tab.screens.includes(route.screen)} />
                    </li>
                  ))}
                </ul>
              </nav>
              {/* The tabs of the city leave room for the name alone; whoever works there knows where. */}
              <p
                title={signedInAs}
                className={`ml-auto text-[0.9375rem] text-ink-soft ${
                  isOfCity ? 'shrink-0 whitespace-nowrap' : 'min-w-0 shrink-99 truncate'
                }`}
              >
                {isOfCity ? session.name : signedInAs}
              </p>
            </>
          )}
          {isOfCity && (
            <Link
              href={paths.citySearch}
              aria-current={route.screen === 'city-search' ? 'page' : undefined}
              aria-keyshortcuts={shortcutsOn && !inRoom ? '/' : undefined}
              className={`${HEADER_LINK} ml-auto lg:ml-0`}
            >
              <SearchIcon className="size-5" />
              {t('search.title')}
            </Link>
          )}
          {route.screen !== 'help' && (
            <Link
              href={helpOn(route.screen)}
              className={`${HEADER_LINK} ${isOfCity ? '' : 'ml-auto lg:ml-0'}`}
            >
              <HelpIcon className="size-5" />
              {t('help.title')}
            </Link>
          )}
        </header>
      )}
      {session.on_shared_device && <SharedDeviceBar />}
      <StepUp />
      {keysShown && <ShortcutsDialog onClose={() => setKeysShown(false)} />}
      <Banners mustReload={mustReload} />
      <CertificateBanner />
      <main id="main" tabIndex={-1} className="scroll-quiet min-h-0 grow overflow-y-auto focus:outline-none">
        <Suspense fallback={<Waiting />}>
          <Screen route={route} wide={wide} />
        </Suspense>
      </main>
      {!wide && !roomOnly && (
        <nav aria-label={t('app.navigation')} className="safe-bottom shrink-0 border-t border-line bg-white">
          <ul className="flex">
            {tabs.map((tab) => (
              <li key={tab.path} className="flex-1">
                <BottomTab tab={tab} current={tab.screens.includes(route.screen)} />
              </li>
            ))}
          </ul>
        </nav>
      )}
    </div>
  );
}

function Screen({ route, wide }: { route: Route; wide: boolean }) {
  switch (route.screen) {
    case 'rooms':
    case 'room': {
      const room = route.screen === 'room' ? route.room : undefined;
      // The room is the same part of the page in both, so that turning a tablet loses nothing that was opened or typed.
      return (
        <div
          className={
            wide ? 'grid h-full grid-cols-[17.5rem_minmax(0,1fr)] grid-rows-[minmax(0,1fr)]' : 'contents'
          }
        >
          {(wide || !room) && <RoomsPane current={room} beside={wide} />}
          {room ? <RoomScreen key={room} room={room} /> : wide && <NothingChosen />}
        </div>
      );
    }
    case 'export':
      return <ExportScreen key={route.room} room={route.room} />;
    case 'settings':
      return <SettingsScreen />;
    case 'account':
      return <AccountScreen />;
    case 'city':
      return <CityScreen />;
    case 'receipt':
      return <ReceiptScreen room={route.room} />;
    case 'consents':
      return <ConsentsScreen key={route.room} room={route.room} />;
    case 'take-consent':
      return <TakeConsentScreen key={route.room} room={route.room} />;
    case 'propose':
      return <ProposeScreen />;
    case 'identity':
      return <IdentityScreen key={route.room} room={route.room} />;
    case 'particulars':
      return <ParticularsScreen key={route.room} room={route.room} />;
    case 'import-persons':
      return <ImportPersonsScreen />;
    case 'consent-form':
      return <ConsentFormScreen />;
    case 'consent-files':
      return <ConsentFilesScreen key={route.room} room={route.room} />;
    case 'team':
      return <TeamScreen key={route.room} room={route.room} />;
    case 'certificate':
      return <CertificateScreen key={route.room} room={route.room} />;
    case 'erase':
      return <EraseScreen key={route.room} room={route.room} />;
    case 'apply-for-use':
      return <ApplyForUseScreen key={route.room} room={route.room} />;
    case 'use-applications':
      return <UseApplicationsScreen />;
    case 'exceptional-use':
      return <ExceptionalUseScreen key={route.room} room={route.room} />;
    case 'disasters':
      return <DisastersScreen />;
    case 'declare-disaster':
      return <DeclareScreen />;
    case 'disaster':
      return <DisasterScreen key={route.id} id={route.id} />;
    case 'disclosures':
      return <DisclosuresScreen key={route.room} room={route.room} />;
    case 'disclosure':
      return <DisclosureScreen key={route.id} id={route.id} />;
    case 'entry-erasure':
      return <EntryErasureScreen key={route.entry} room={route.room} entry={route.entry} />;
    case 'erasure':
      return <ErasureScreen key={route.room} room={route.room} />;
    case 'inventory':
      return <InventoryScreen key={route.facility} facility={route.facility} />;
    case 'device-kinds':
      return <DeviceKindsScreen />;
    case 'audit':
      return <AuditScreen />;
    case 'audit-reviews':
      return <ReviewsScreen />;
    case 'audit-review':
      return <AuditReviewScreen key={route.month} month={route.month} />;
    case 'city-search':
      return <SearchScreen />;
    case 'city-people':
      return <CityPeopleScreen />;
    case 'reports':
      return <ReportsScreen key={route.room} room={route.room} />;
    case 'report':
      return <ReportScreen key={route.id} id={route.id} />;
    case 'cases':
      return <CasesScreen />;
    case 'case':
      return <CaseDesk id={route.id} />;
    case 'key-in':
      return <KeyInScreen />;
    case 'report-loss':
      return <ReportLossScreen />;
    case 'leak':
      return <LeakScreen />;
    case 'facilities':
      return <FacilitiesScreen />;
    case 'staff':
      return <StaffScreen key={route.facility} facility={route.facility} />;
    case 'add-staff':
      return <AddScreen key={route.facility} facility={route.facility} />;
    case 'facility-profile':
      return <ProfileScreen key={route.facility} facility={route.facility} />;
    case 'facility-end':
      return <EndScreen key={route.facility} facility={route.facility} />;
    case 'review':
      return <ReviewScreen key={route.facility} facility={route.facility} />;
    case 'devices':
      return <DevicesScreen key={route.facility} facility={route.facility} />;
    case 'import-staff':
      return <ImportScreen key={route.facility} facility={route.facility} />;
    case 'member':
      return <MemberScreen key={route.account} facility={route.facility} account={route.account} />;
    case 'proxy':
      return <ProxyScreen />;
    case 'help':
      return <HelpScreen guide={route.guide} />;
    case 'not-found':
      return <NotFound />;
    default:
      return null;
  }
}

function NothingChosen() {
  const { t } = useTranslation();
  return (
    <div className="grid place-items-center px-8">
      <p className="grid justify-items-center gap-4 text-center text-ink-soft">
        <PeopleIcon className="size-12 text-key-300" />
        {t('rooms.choose')}
      </p>
    </div>
  );
}

function TopTab({ tab, current }: { tab: Tab; current: boolean }) {
  return (
    <Link
      href={tab.path}
      aria-current={current ? 'page' : undefined}
      className={`flex h-full items-center gap-2 border-b-4 px-3 pt-1 whitespace-nowrap hover:bg-key-50 ${
        current ? 'border-key-900 font-700 text-key-900' : 'border-transparent text-ink'
      }`}
    >
      {tab.icon}
      {tab.label}
    </Link>
  );
}

function BottomTab({ tab, current }: { tab: Tab; current: boolean }) {
  return (
    <Link
      href={tab.path}
      aria-current={current ? 'page' : undefined}
      className={`grid min-h-14 justify-items-center gap-0.5 border-t-4 px-1 py-1.5 text-center text-[0.75rem] leading-130 tracking-[-0.03em] text-balance [font-feature-settings:'palt'] ${
        current ? 'border-key-900 font-700 text-key-900' : 'border-transparent text-ink-soft'
      }`}
    >
      {tab.icon}
      {tab.short ?? tab.label}
    </Link>
  );
}
