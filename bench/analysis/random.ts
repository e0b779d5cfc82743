/** Random numbers that are the same for the same seed. */
export interface Random {
  /** Uniform in [0, 1). */
  next(): number;
}

/** sfc32 of PractRand: 128 bits of state, a period of at least 2^32. */
export function seeded(seed: number): Random {
  let [a, b, c, counter] = [0x9e3779b9 ^ seed, 0x243f6a88, 0xb7e15162 + seed, 1];
  const next = () => {
    const sum = (((a + b) | 0) + counter) | 0;
    counter = (counter + 1) | 0;
    a = b ^ (b >>> 9);
    b = (c + (c << 3)) | 0;
    c = (c << 21) | (c >>> 11);
    c = (c + sum) | 0;
    return (sum >>> 0) / 4294967296;
  };
  for (let warmUp = 0; warmUp < 15; warmUp++) next();
  return { next };
}

/** Above this mean a sum of parts is drawn: the probability of zero must stay a number that counts. */
const PART = 20;

/** Successes among `trials` with probability `p`, by inversion. */
export function binomial(random: Random, trials: number, p: number): number {
  if (p <= 0 || trials <= 0) return 0;
  if (p >= 1) return trials;
  if (p > 0.5) return trials - binomial(random, trials, 1 - p);
  let left = trials;
  let total = 0;
  const part = Math.max(1, Math.floor(PART / p));
  while (left > 0) {
    const size = Math.min(left, part);
    total += invert(random, size, p);
    left -= size;
  }
  return total;
}

function invert(random: Random, trials: number, p: number): number {
  const odds = p / (1 - p);
  let probability = (1 - p) ** trials;
  let rest = random.next();
  let successes = 0;
  while (rest >= probability && successes < trials) {
    rest -= probability;
    probability *= (odds * (trials - successes)) / (successes + 1);
    successes++;
  }
  return successes;
}

/** Poisson by inversion; above a mean of 50 a rounded normal, whose error is far below that of the counts drawn from it. */
export function poisson(random: Random, mean: number): number {
  if (mean > 50) {
    const radius = Math.sqrt(-2 * Math.log(1 - random.next()));
    return Math.max(0, Math.round(mean + Math.sqrt(mean) * radius * Math.cos(2 * Math.PI * random.next())));
  }
  let probability = Math.exp(-mean);
  let rest = random.next();
  let count = 0;
  while (rest >= probability && count < 1000) {
    rest -= probability;
    probability *= mean / ++count;
  }
  return count;
}

export function exponential(random: Random, mean: number): number {
  return -mean * Math.log(1 - random.next());
}
