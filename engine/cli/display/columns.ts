import stringWidth from "string-width";
import type { Span } from "./spans.ts";

const graphemes = new Intl.Segmenter();

/** How many columns of a terminal the pieces take. */
export function widthOf(spans: readonly Span[]): number {
  return spans.reduce((sum, { text }) => sum + stringWidth(text), 0);
}

/** The pieces as far as they fit into so many columns: what is too long is cut off between characters. */
export function cut(spans: readonly Span[], columns: number): Span[] {
  const kept: Span[] = [];
  let left = columns;
  for (const span of spans) {
    const width = stringWidth(span.text);
    if (width > left) {
      kept.push({ ...span, text: head(span.text, left) });
      break;
    }
    kept.push(span);
    left -= width;
  }
  return kept;
}

function head(text: string, columns: number): string {
  let end = 0;
  let width = 0;
  for (const { segment } of graphemes.segment(text)) {
    width += stringWidth(segment);
    if (width > columns) {
      break;
    }
    end += segment.length;
  }
  return text.slice(0, end);
}
