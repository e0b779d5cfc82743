/** More distinct words than this add nothing to a ranking, and bound the size of the expression. */
const MAX_TERMS = 32;

/** The distinct words of a query, lower-cased: letters and digits of any script; all else separates. */
export function termsOf(query: string): readonly string[] {
  const words =
    query
      .normalize("NFKC")
      .toLowerCase()
      .match(/[\p{L}\p{N}]+/gu) ?? [];
  return [...new Set(words)].slice(0, MAX_TERMS);
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
