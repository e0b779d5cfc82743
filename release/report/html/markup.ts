/** Text that is HTML already. There is no other way to make one than `html`, which escapes what it is given. */
export class Html {
  readonly text: string;

  constructor(text: string) {
    this.text = text;
  }
}

/** What may stand in a template: text and numbers are escaped, HTML is not, nothing is nothing. */
export type Piece = Html | string | number | undefined | readonly Piece[];

const ENTITIES: Readonly<Record<string, string>> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "'": "&#39;",
};

/** HTML, or SVG in it, of a template: whatever is put in is escaped, for content and for quoted attributes alike. */
export function html(parts: TemplateStringsArray, ...pieces: readonly Piece[]): Html {
  return new Html(String.raw({ raw: parts }, ...pieces.map(markupOf)));
}

function markupOf(piece: Piece): string {
  if (piece === undefined) return "";
  if (piece instanceof Html) return piece.text;
  if (typeof piece === "object") return piece.map(markupOf).join("");
  return escapeText(String(piece));
}

/** A number and its unit stay on one line. */
const BEFORE_UNIT = /(?<=\d) (?=%|(?:s|min|h|d)\b)/g;

function escapeText(text: string): string {
  return text.replace(/[&<>"']/g, (character) => ENTITIES[character]!).replace(BEFORE_UNIT, "\u00a0");
}
