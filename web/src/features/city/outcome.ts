/** What a decision on another page led to, said once when the list is shown again. */
let waiting: string[] | undefined;

export function leaveOutcome(lines: string[]): void {
  waiting = lines;
}

export function takeOutcome(): string[] | undefined {
  const lines = waiting;
  // Cleared after this turn: in development React asks twice for a first state.
  queueMicrotask(() => {
    waiting = undefined;
  });
  return lines;
}
