import { type Scanner, UNKNOWN } from "./scanner.ts";

export interface Word {
  /** Without quotes; UNKNOWN for each part that is only known when it runs. */
  readonly text: string;
  /** Whether it was written without any quotes. */
  readonly plain: boolean;
  /** Counted from 0 at the beginning of the text. */
  readonly line: number;
}

/** Reads the commands of `$( … )` up to its end. */
export type ReadSubstitution = () => void;

const PLACEHOLDER = /<[A-Za-z][\w.-]*>/;
const ENDS_WORD = /[\s;&|()<>]/;

/**
 * The word that begins here; undefined where none does.
 *
 * @param placeholders takes note of where `<placeholders>` are
 */
export function readWord(
  scanner: Scanner,
  readSubstitution: ReadSubstitution,
  placeholders: number[],
): Word | undefined {
  const { position: start, line } = scanner;
  let text = "";
  let plain = true;
  for (;;) {
    const before = scanner.position;
    if (scanner.atEnd) break;
    if (scanner.takes("\\\n")) continue;
    if (scanner.match(PLACEHOLDER)) {
      placeholders.push(before);
      text += UNKNOWN;
    } else if (ENDS_WORD.test(scanner.text[before]!)) break;
    else if (scanner.takes("'")) {
      plain = false;
      text += untilQuote(scanner);
    } else if (scanner.takes('"')) {
      plain = false;
      text += untilDoubleQuote(scanner, readSubstitution);
    } else if (scanner.takes("\\")) {
      plain = false;
      text += scanner.next();
    } else if (scanner.sees("$")) text += readExpansion(scanner, readSubstitution);
    else if (scanner.sees("`")) scanner.refuse("a substitution in backticks");
    else if (scanner.match(/[*?]/)) text += UNKNOWN;
    else if (scanner.match(/\{[^}\s]*(?:,|\.\.)[^}\s]*\}/)) scanner.refuse("an expansion of braces");
    else text += scanner.next();
  }
  return scanner.position === start ? undefined : { text, plain, line };
}

function untilQuote(scanner: Scanner): string {
  const found = scanner.match(/([^']*)'/);
  return found === undefined ? scanner.refuse("a quote without its end") : found[1]!;
}

function untilDoubleQuote(scanner: Scanner, readSubstitution: ReadSubstitution): string {
  let text = "";
  while (!scanner.takes('"')) {
    if (scanner.atEnd) scanner.refuse("a quote without its end");
    const escaped = scanner.match(/\\([$`"\\\n])/);
    if (escaped !== undefined) text += escaped[1] === "\n" ? "" : escaped[1];
    else if (scanner.sees("$")) text += readExpansion(scanner, readSubstitution);
    else if (scanner.sees("`")) scanner.refuse("a substitution in backticks");
    else text += scanner.next();
  }
  return text;
}

function readExpansion(scanner: Scanner, readSubstitution: ReadSubstitution): string {
  if (scanner.sees("$((")) scanner.refuse("arithmetic");
  if (scanner.sees("$'") || scanner.sees('$"')) scanner.refuse("a quote that begins with $");
  if (scanner.takes("$(")) {
    readSubstitution();
    return UNKNOWN;
  }
  if (scanner.match(/\$(?:\w+|[?$!#@*-])/) || scanner.match(/\$\{[^{}$`]*\}/)) return UNKNOWN;
  if (scanner.sees("${")) scanner.refuse("an expansion within an expansion");
  return scanner.next();
}
