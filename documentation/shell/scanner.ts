/** Stands in a word for what is only known when it runs: a variable, a substitution, a placeholder, a file pattern. */
export const UNKNOWN = "\uFFFC";

/** Shell that documents may not use in blocks that are only read, because nobody would look into it. */
export class ShellError extends Error {
  override readonly name = "ShellError";
  /** Counted from 0 at the beginning of the text. */
  readonly line: number;
  constructor(line: number, message: string) {
    super(message);
    this.line = line;
  }
}

/** Where a reader of shell text is. */
export class Scanner {
  readonly text: string;
  position = 0;

  constructor(text: string) {
    this.text = text;
  }

  get atEnd(): boolean {
    return this.position >= this.text.length;
  }

  get line(): number {
    return this.text.slice(0, this.position).split("\n").length - 1;
  }

  /** Whether the text goes on with this. */
  sees(expected: string): boolean {
    return this.text.startsWith(expected, this.position);
  }

  /** Takes this when the text goes on with it. */
  takes(expected: string): boolean {
    const seen = this.sees(expected);
    if (seen) this.position += expected.length;
    return seen;
  }

  /** Takes what a sticky expression matches here. */
  match(expression: RegExp): RegExpExecArray | undefined {
    const sticky = new RegExp(expression.source, `${expression.flags}y`);
    sticky.lastIndex = this.position;
    const found = sticky.exec(this.text);
    if (found === null) return undefined;
    this.position = sticky.lastIndex;
    return found;
  }

  next(): string {
    const character = this.text[this.position] ?? "";
    this.position += 1;
    return character;
  }

  refuse(what: string): never {
    throw new ShellError(this.line, `${what} is not understood here; write it more simply, or let the block run`);
  }
}
