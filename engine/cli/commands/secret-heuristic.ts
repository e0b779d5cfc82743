const SECRET_NAME = /passwd|pass|password|pwd|secret|token/i;
const CONSIDERED_CHARACTERS = 16;
const ENOUGH_BITS = 40;
const ENOUGH_BITS_PER_CHARACTER = 3;

/**
 * True for a random text under a name such as `apiToken`: it was probably meant to be encrypted. The CLI asks zxcvbn
 * for the strength; here the text's own alphabet gives it, and words and repetitions count less.
 *
 * @param key `<namespace>:<name>`
 */
export function looksLikeSecret(key: string, value: string): boolean {
  const name = key.slice(key.indexOf(":") + 1);
  if (!SECRET_NAME.test(name)) {
    return false;
  }
  const text = value.slice(0, CONSIDERED_CHARACTERS);
  const kinds = [/[a-z]/, /[A-Z]/, /[0-9]/, /[^A-Za-z0-9]/].filter((kind) => kind.test(text)).length;
  const bits = shannonBits(text);
  return kinds >= 2 && bits >= ENOUGH_BITS && bits / text.length >= ENOUGH_BITS_PER_CHARACTER;
}

/** Shannon entropy of the text under its own frequencies, in bits. */
function shannonBits(text: string): number {
  const counts = new Map<string, number>();
  for (const character of text) {
    counts.set(character, (counts.get(character) ?? 0) + 1);
  }
  return [...counts.values()].reduce((bits, count) => bits - count * Math.log2(count / text.length), 0);
}
