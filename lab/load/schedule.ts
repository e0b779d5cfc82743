/** A request whose time is longer past than this is left out, so that a pause of the machine is not followed by a burst. */
const longestDelayMs = 1_000;

/** What is due at a moment of the load: requests `[next, next + skip)` are left out, `[next + skip, next + skip + send)` are sent. */
export type Due = { readonly skip: number; readonly send: number };

/** When request n is due, in milliseconds since the start: counted from the start, so that no error adds up. */
export function dueAtMs(n: number, requestsPerSecond: number): number {
  return (n * 1_000) / requestsPerSecond;
}

/**
 * What to do at `elapsedMs` when every request before `next` is done with.
 *
 * @param end Number of the first request that is not to be sent any more.
 * @param room How many more requests may be in flight.
 */
export function dueNow(next: number, elapsedMs: number, requestsPerSecond: number, end: number, room: number): Due {
  const until = Math.min(end, firstDueAfter(elapsedMs, requestsPerSecond));
  const inTime = firstDueAfter(elapsedMs - longestDelayMs, requestsPerSecond);
  const late = Math.max(0, Math.min(until, inTime) - next);
  const due = Math.max(0, until - next) - late;
  const crowdedOut = Math.max(0, due - room);
  return { skip: late + crowdedOut, send: due - crowdedOut };
}

function firstDueAfter(elapsedMs: number, requestsPerSecond: number): number {
  return elapsedMs < 0 ? 0 : Math.floor((elapsedMs * requestsPerSecond) / 1_000) + 1;
}

/** How many requests a load sends at most: those due before its time is over. */
export function endOf(maxSeconds: number, maxRequests: number, requestsPerSecond: number): number {
  return Math.min(maxRequests, Math.ceil(maxSeconds * requestsPerSecond));
}
