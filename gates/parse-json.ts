/** What a text says in JSON; undefined where it is none, as a line that was cut. */
export function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
