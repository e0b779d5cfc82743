/**
 * The smoke gate counts that a revision's counter rises by exactly what it has sent, and the frontend gate's browser sends
 * a ping of its own through the same gateway, at the same time: whoever executes takes its turn.
 */
const turns = new Map<string, Promise<unknown>>();

/**
 * Runs work that executes through a gateway when no other such work of this process does. In the order of asking.
 *
 * @param proxy base URL of the gateway's proxy
 * @throws what `work` throws
 */
export async function inTurn<Result>(proxy: string, work: () => Promise<Result>): Promise<Result> {
  const before = turns.get(proxy) ?? Promise.resolve();
  const mine = before.then(work);
  // The next one's turn comes, however this one ends.
  turns.set(
    proxy,
    mine.catch(() => undefined),
  );
  return mine;
}
