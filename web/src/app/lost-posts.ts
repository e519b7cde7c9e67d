const KEY = 'renrakucho-lost-posts';

/** Wiping spares no content; only the number of unsent posts stays, to be told at the next sign-in. */
export function noteLostPosts(lost: number): void {
  if (lost > 0) localStorage.setItem(KEY, String(lostPosts() + lost));
}

export function lostPosts(): number {
  return Number(localStorage.getItem(KEY) ?? 0);
}

export function forgetLostPosts(): void {
  localStorage.removeItem(KEY);
}
