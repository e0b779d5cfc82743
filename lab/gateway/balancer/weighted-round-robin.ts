/**
 * Weighted round robin that is exact over every prefix of picks, by Tijdeman's algorithm for the chairman assignment
 * problem (Discrete Mathematics 32, 1980): no key is ever further than 1 - 1/(2n - 2) picks from its share.
 *
 * Each key carries a lag: what it should have got so far minus what it got. All lags are whole multiples of 1/total
 * and kept as integers, so that nothing drifts, and their sum is zero. A change of weights keeps the lags: who had
 * waited long does not start over, hence frequent changes do not starve small weights.
 */
export class WeightedRoundRobin<Key> {
  #entries: Entry<Key>[] = [];
  #total = 0;

  /** @param weights whole numbers from 0; a key with weight 0 is never picked. */
  setWeights(weights: ReadonlyMap<Key, number>): void {
    const lags = new Map(this.#entries.map(({ key, lag }) => [key, lag]));
    const before = this.#total;
    this.#total = 0;
    this.#entries = [];
    for (const [key, given] of weights) {
      if (given <= 0) continue;
      const weight = given * PRECISION;
      this.#total += weight;
      this.#entries.push({ key, weight, lag: 0 });
    }
    if (before === 0 || this.#total === 0) return;
    for (const entry of this.#entries) {
      entry.lag = Math.round(((lags.get(entry.key) ?? 0) * this.#total) / before);
    }
    this.#settle();
  }

  /**
   * @param skip keys that must not be picked this time, as those that a request has tried in vain: this pick is then
   * shared out among the others alone, so that skipped keys gain no claim by it. Without another key, undefined.
   */
  pick(skip?: ReadonlySet<Key>): Key | undefined {
    const entries = skip ? this.#entries.filter(({ key }) => !skip.has(key)) : this.#entries;
    if (entries.length === 0) return undefined;
    this.#shareOut(entries);
    const chosen = mostUrgent(entries, this.#total);
    chosen.lag -= this.#total;
    return chosen.key;
  }

  /** Gives each entry its part of one pick: exactly its weight among all, else rounded, with the rest to the last. */
  #shareOut(entries: readonly Entry<Key>[]): void {
    if (entries === this.#entries) {
      for (const entry of entries) entry.lag += entry.weight;
      return;
    }
    const sum = entries.reduce((total, { weight }) => total + weight, 0);
    let left = this.#total;
    for (const [index, entry] of entries.entries()) {
      const part = index === entries.length - 1 ? left : Math.floor((entry.weight * this.#total) / sum);
      entry.lag += part;
      left -= part;
    }
  }

  /** Makes the sum zero again after keys came, went, or were rounded: the difference goes to all by their weight. */
  #settle(): void {
    const excess = this.#sum();
    for (const entry of this.#entries) entry.lag -= Math.round((excess * entry.weight) / this.#total);
    const heaviest = this.#entries.reduce((a, b) => (b.weight > a.weight ? b : a));
    heaviest.lag -= this.#sum();
  }

  #sum(): number {
    return this.#entries.reduce((sum, { lag }) => sum + lag, 0);
  }
}

/**
 * Weights are multiplied by this, so that a part of a pick that does not divide evenly is rounded by a negligible
 * amount: 100 targets of the greatest weight still stay far below the largest safe integer.
 */
const PRECISION = 2 ** 20;

interface Entry<Key> {
  readonly key: Key;
  readonly weight: number;
  /** In picks, times the total weight. */
  lag: number;
}

/** Among those that may be served already, the one whose lag would be the first to reach the bound. */
function mostUrgent<Key>(entries: readonly Entry<Key>[], total: number): Entry<Key> {
  const slack = entries.length < 2 ? 0 : total / (2 * entries.length - 2);
  let chosen: Entry<Key> | undefined;
  let earliest = Number.POSITIVE_INFINITY;
  let furthestBehind = entries[0] as Entry<Key>;
  for (const entry of entries) {
    if (entry.lag > furthestBehind.lag) furthestBehind = entry;
    if (entry.lag < slack) continue;
    const deadline = (total - slack - entry.lag) / entry.weight;
    if (deadline < earliest) {
      earliest = deadline;
      chosen = entry;
    }
  }
  return chosen ?? furthestBehind;
}
