const CLOCK_BITS = 12;
const COUNTER_LIMIT = 2 ** CLOCK_BITS;

let lastTime = 0;
let counter = 0;

/**
 * A UUIDv7. Ids of one browser ascend even within a millisecond (the 12 bits after the version count up), so that the
 * outbox can be put into its order by id alone.
 */
export function uuidv7(now: number = Date.now()): string {
  const random = crypto.getRandomValues(new Uint8Array(10));
  if (now > lastTime) {
    lastTime = now;
    // Start in the lower half, so that there is room to count.
    counter = (((random[0] ?? 0) << 8) | (random[1] ?? 0)) % (COUNTER_LIMIT / 2);
  } else {
    counter += 1;
    if (counter === COUNTER_LIMIT) {
      lastTime += 1;
      counter = 0;
    }
  }
  const time = lastTime.toString(16).padStart(12, '0');
  const tail = [...random.subarray(2)].map((byte) => byte.toString(16).padStart(2, '0')).join('');
  const variant = ((Number.parseInt(tail.slice(0, 1), 16) & 0x3) | 0x8).toString(16);
  return [
    time.slice(0, 8),
    time.slice(8),
    `7${counter.toString(16).padStart(3, '0')}`,
    variant + tail.slice(1, 4),
    tail.slice(4),
  ].join('-');
}
