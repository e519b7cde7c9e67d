import { createContext, type ReactNode, useContext, useEffect, useState, useSyncExternalStore } from 'react';
import { readEntriesAfter, readRooms, sendPost } from '../api/rooms';
import { askSession } from '../api/session';
import { signAsSession } from '../keys/session-key';
import { CareRooms } from '../live/care-rooms';
import type { StopReason } from '../live/connection';
import { openStorage } from '../live/storage';

const SUBPROTOCOL = 'renrakucho.v1.json';
const CLIENT = 'renrakucho-web/0.1.0';

const CareRoomsContext = createContext<CareRooms | undefined>(undefined);

function connect(): WebSocket {
  const scheme = window.location.protocol === 'https:' ? 'wss' : 'ws';
  return new WebSocket(`${scheme}://${window.location.host}/api/v1/live`, SUBPROTOCOL);
}

type ProviderProps = {
  account: string;
  onSharedDevice: boolean;
  stopped(reason: StopReason): void;
  children: ReactNode;
};

/** Holds the live side of a session for as long as it lasts. */
export function CareRoomsProvider({ account, onSharedDevice, stopped, children }: ProviderProps) {
  const [rooms, setRooms] = useState<CareRooms>();

  useEffect(() => {
    let begun: CareRooms | undefined;
    let over = false;
    let close = () => {};
    void openStorage(account, onSharedDevice).then((storage) => {
      close = storage.close;
      if (over) return close();
      begun = new CareRooms({
        connect,
        prove: (nonce, say) => void signAsSession('live', nonce).then(say, () => say(undefined)),
        storage,
        client: CLIENT,
        stopped,
        http: {
          rooms: async () => (await readRooms()).rooms,
          entriesAfter: readEntriesAfter,
          post: sendPost,
          session: askSession,
        },
      });
      void begun.start();
      setRooms(begun);
    });
    const nudge = () => {
      if (document.visibilityState === 'visible') begun?.nudge();
    };
    window.addEventListener('online', nudge);
    window.addEventListener('pageshow', nudge);
    document.addEventListener('visibilitychange', nudge);
    return () => {
      over = true;
      window.removeEventListener('online', nudge);
      window.removeEventListener('pageshow', nudge);
      document.removeEventListener('visibilitychange', nudge);
      begun?.stop();
      close();
    };
  }, [account, onSharedDevice, stopped]);

  return rooms ? <CareRoomsContext value={rooms}>{children}</CareRoomsContext> : null;
}

export function useCareRooms(): CareRooms {
  const rooms = useContext(CareRoomsContext);
  if (!rooms) throw new Error('used outside of a session');
  return rooms;
}

/** One fact of the rooms, followed as it changes. The fact must be the same object while it is the same. */
export function useRoomsFact<T>(fact: (rooms: CareRooms) => T): T {
  const rooms = useCareRooms();
  return useSyncExternalStore(rooms.subscribe, () => fact(rooms));
}
