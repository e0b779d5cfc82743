/**
 * Route regexes are PCRE in Kong and JavaScript here. The two agree on what routes use; a pattern that only PCRE
 * knows is refused like a wrong one.
 */
export function compileRoutePattern(pattern: string, flags = ""): RegExp {
  const insensitive = pattern.startsWith("(?i)") || pattern.startsWith("/(?i)");
  const source = pattern.replace("(?i)", "").replaceAll("(?P<", "(?<");
  return new RegExp(`^(?:${source})`, insensitive ? `${flags}i` : flags);
}

/** PCRE's wording for the mistakes that both dialects know, and where in the pattern PCRE reports them. */
const WORDINGS: readonly { here: RegExp; pcre: string; at: (pattern: string) => string }[] = [
  { here: /Unterminated character class/, pcre: "missing terminating ] for character class", at: () => "" },
  { here: /Unterminated group/, pcre: "missing closing parenthesis", at: () => "" },
  { here: /\\ at end of pattern/, pcre: "\\ at end of pattern", at: () => "" },
  { here: /Unmatched '\)'/, pcre: "unmatched closing parenthesis", at: (pattern) => fromLast(pattern, ")") },
  {
    here: /Nothing to repeat/,
    pcre: "quantifier does not follow a repeatable item",
    at: (pattern) => pattern.slice((/(?:^|[/(|*+?])[*+?]/.exec(pattern)?.index ?? 0) + 2),
  },
];

export function regexError(pattern: string): string | undefined {
  try {
    compileRoutePattern(pattern);
    return undefined;
  } catch (cause) {
    return `invalid regex: '${pattern}' (PCRE returned: ${wording(pattern, String(cause))})`;
  }
}

function wording(pattern: string, message: string): string {
  const known = WORDINGS.find(({ here }) => here.test(message));
  const rest = known?.at(pattern) ?? "";
  const where = rest === "" ? "" : ` at "${rest}"`;
  return `pcre2_compile() failed: ${known?.pcre ?? message} in "${pattern}"${where}`;
}

function fromLast(text: string, mark: string): string {
  return text.slice(text.lastIndexOf(mark));
}
