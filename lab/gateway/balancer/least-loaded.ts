/** The key with the fewest connections for its weight; among equals the heavier one. Weight 0 is never picked. */
export function pickLeastConnections<Key>(
  weights: ReadonlyMap<Key, number>,
  connections: (key: Key) => number,
  skip?: ReadonlySet<Key>,
): Key | undefined {
  return pickLowest(weights, (key, weight) => (connections(key) + 1) / weight, skip);
}

/** The key that answers fastest by its moving average in milliseconds; one without an average is tried first. */
export function pickLowestLatency<Key>(
  weights: ReadonlyMap<Key, number>,
  latency: (key: Key) => number | undefined,
  skip?: ReadonlySet<Key>,
): Key | undefined {
  return pickLowest(weights, (key, weight) => (latency(key) ?? 0) / weight, skip);
}

function pickLowest<Key>(
  weights: ReadonlyMap<Key, number>,
  cost: (key: Key, weight: number) => number,
  skip: ReadonlySet<Key> | undefined,
): Key | undefined {
  let best: { key: Key; cost: number; weight: number } | undefined;
  for (const [key, weight] of weights) {
    if (weight <= 0 || skip?.has(key)) continue;
    const candidate = { key, weight, cost: cost(key, weight) };
    const better = !best || candidate.cost < best.cost || (candidate.cost === best.cost && weight > best.weight);
    if (better) best = candidate;
  }
  return best?.key;
}
