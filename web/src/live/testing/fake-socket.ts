import type { ClientFrame } from '../../protocol';

/** A WebSocket whose other end is the test. */
export class FakeSocket {
  onmessage: ((event: { data: unknown }) => void) | null = null;
  onclose: ((event: { code: number }) => void) | null = null;
  readonly sent: ClientFrame[] = [];
  closedWith: number | undefined;

  send(text: string): void {
    this.sent.push(JSON.parse(text));
  }

  close(code: number): void {
    this.closedWith = code;
  }

  opens(): void {
    this.says({ type: 'challenge', nonce: 'nonce' });
  }

  says(frame: object): void {
    this.onmessage?.({ data: JSON.stringify(frame) });
  }

  welcomes(rooms: object[] = [], heartbeat_ms = 25_000): void {
    this.opens();
    this.says({ type: 'welcome', account: 'me', heartbeat_ms, server: 'test', rooms });
  }

  breaks(code: number): void {
    this.onclose?.({ code });
  }

  sentOf<T extends ClientFrame['type']>(type: T): Extract<ClientFrame, { type: T }>[] {
    return this.sent.filter((frame): frame is Extract<ClientFrame, { type: T }> => frame.type === type);
  }

  /** As the code under test knows it. */
  get asWebSocket(): WebSocket {
    return this as unknown as WebSocket;
  }
}
