import { hash } from "node:crypto";

/**
 * Weighted rendezvous hashing (Thaler and Ravishankar 1998; weights after Schindelhauer and Schomaker 2005): each key
 * scores -weight / ln(u) with u drawn from the hash of key and value, and the highest score wins. A change of weights
 * moves only the values that the change is about, and changing back moves exactly those back.
 */
export function pickByHash<Key>(
  value: string,
  weights: ReadonlyMap<Key, number>,
  name: (key: Key) => string,
  skip?: ReadonlySet<Key>,
): Key | undefined {
  let best: Key | undefined;
  let bestScore = 0;
  for (const [key, weight] of weights) {
    if (weight <= 0 || skip?.has(key)) continue;
    const score = -weight / Math.log(uniform(`${name(key)}\n${value}`));
    if (score > bestScore) {
      best = key;
      bestScore = score;
    }
  }
  return best;
}

/** 48 bits of a hash as a number strictly between 0 and 1. */
function uniform(text: string): number {
  const bits = hash("md5", text, "buffer").readUIntBE(0, 6);
  return (bits + 0.5) / 2 ** 48;
}
