/** A text as one word of any of the shells, whatever is in it. */
export function quoted(text: string): string {
  return `'${text.replaceAll("'", `'\\''`)}'`;
}

/** Patterns of a `case` label, of texts that are taken as they are. */
export function label(texts: readonly string[]): string {
  return texts.map(quoted).join(" | ");
}
