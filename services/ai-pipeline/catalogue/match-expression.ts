/** More distinct words than this add nothing to a ranking, and bound the size of the expression. */
const MAX_TERMS = 32;

/** Words that are in every other description and would rank tools by chance. */
const STOP_WORDS: ReadonlySet<string> = new Set(
  (
    "a an and are as at be by do does for from how i in is it its me my of on or our that the their them there " +
    "these they this to was we what when where which who why will with you your"
  ).split(" "),
);

/** The distinct words of a query that say something, lower-cased: letters and digits of any script; all else separates. */
export function termsOf(query: string): readonly string[] {
  const words =
    query
      .normalize("NFKC")
      .toLowerCase()
      .match(/[\p{L}\p{N}]+/gu) ?? [];
  return [...new Set(words)].filter((word) => !STOP_WORDS.has(word)).slice(0, MAX_TERMS);
}

/**
 * An FTS5 expression that matches any of the words. Each is a quoted string without quotes in it, so nothing in a
 * query can be an operator (AND, NEAR, ^, *, column:) of the expression.
 * https://www.sqlite.org/fts5.html#full_text_query_syntax
 * @param terms at least one.
 */
export function matchExpression(terms: readonly string[]): string {
  return terms.map((term) => `"${term}"`).join(" OR ");
}
