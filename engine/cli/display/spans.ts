/** A piece of a line: what it says, and what colours it. */
export interface Span {
  readonly text: string;
  readonly paint?: (text: string) => string;
}

/** The line as it is printed. */
export function painted(spans: readonly Span[]): string {
  return spans.map(({ text, paint }) => (paint === undefined || text === "" ? text : paint(text))).join("");
}
