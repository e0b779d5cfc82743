import { Scanner } from "./scanner.ts";
import { readWord, type Word } from "./word.ts";

/** A program or builtin with its arguments. Redirections and leading assignments are taken off. */
export interface SimpleCommand {
  readonly words: readonly [Word, ...Word[]];
  /** Counted from 0 at the beginning of the text. */
  readonly line: number;
}

export interface ShellScript {
  /** Every simple command, wherever it stands: in pipes, lists, loops, conditions, substitutions. */
  readonly commands: readonly SimpleCommand[];
  /** The text with a plain word for each `<placeholder>`, as bash can read it. */
  readonly withoutPlaceholders: string;
}

/** Words of the shell's grammar after which a command may begin. */
const OPENING = new Set(["!", "{", "if", "then", "elif", "else", "while", "until", "do"]);
const CLOSING = new Set(["}", "fi", "done"]);
const NOT_READ = new Set(["case", "esac", "select", "function", "coproc", "[["]);
const REDIRECTION = /\d*(?:&>>?|<<<|>>|>\||[<>]&|<(?![<(])|>(?!\())/;

/**
 * The simple commands of a text in the part of bash that documents need. It does not check that the structure is sound:
 * `bash -n` does that better.
 *
 * @throws ShellError for anything that it would not look into
 */
export function parseShell(text: string): ShellScript {
  const scanner = new Scanner(text);
  const commands: SimpleCommand[] = [];
  const placeholders: number[] = [];
  readCommands(scanner, commands, placeholders, 0);
  const characters = text.split("");
  for (const start of placeholders) {
    characters[start] = "_";
    characters[text.indexOf(">", start)] = "_";
  }
  return { commands, withoutPlaceholders: characters.join("") };
}

/** Reads up to the end of the text, or of the parentheses when it is inside of some. */
function readCommands(scanner: Scanner, commands: SimpleCommand[], placeholders: number[], depth: number): void {
  const readSubstitution = () => readCommands(scanner, commands, placeholders, depth + 1);
  const word = () => readWord(scanner, readSubstitution, placeholders);
  const documents: HereDocument[] = [];
  let words: Word[] = [];
  let assigned = false;
  const finish = () => {
    const [first, ...rest] = words;
    if (first !== undefined) commands.push({ words: [first, ...rest], line: first.line });
    words = [];
    assigned = false;
  };
  for (;;) {
    scanner.match(/(?:[ \t]|\\\n)+/);
    const begins = words.length === 0 && !assigned;
    if (scanner.atEnd) {
      if (depth > 0) scanner.refuse("a parenthesis without its end");
      if (documents.length > 0) scanner.refuse("a here-document without its end");
      finish();
      return;
    }
    if (scanner.match(/#[^\n]*/)) continue;
    if (scanner.takes("\n")) {
      for (const document of documents.splice(0)) skipDocument(scanner, document);
      finish();
    } else if (scanner.takes(")")) {
      if (depth === 0) scanner.refuse("a closing parenthesis");
      finish();
      return;
    } else if (scanner.sees("((")) scanner.refuse("arithmetic");
    else if (scanner.sees("(")) {
      if (!begins) scanner.refuse("a function or a list in parentheses");
      scanner.next();
      readSubstitution();
    } else if (scanner.sees(";;") || scanner.sees("|&"))
      scanner.refuse(scanner.text.slice(scanner.position).slice(0, 2));
    else if (scanner.sees("<(") || scanner.sees(">(")) scanner.refuse("a substitution of a process");
    else if (scanner.match(/<<(?!<)/)) documents.push(readDelimiter(scanner));
    else if (scanner.match(/(?!<[A-Za-z][\w.-]*>)/) && scanner.match(REDIRECTION)) {
      scanner.match(/[ \t]+/);
      if (word() === undefined) scanner.refuse("a redirection without its target");
    } else if (scanner.match(/&&|\|\||[;&|]/)) finish();
    else {
      const isAssignment = words.length === 0 && scanner.match(/(?=[A-Za-z_]\w*\+?=)/) !== undefined;
      const read = word();
      if (read === undefined) scanner.refuse(scanner.text[scanner.position]!);
      else if (isAssignment) assigned = true;
      else if (begins && read.plain && NOT_READ.has(read.text)) scanner.refuse(`\`${read.text}\``);
      else if (begins && read.plain && read.text === "for") readLoopHead(scanner, word);
      else if (!(begins && read.plain && (OPENING.has(read.text) || CLOSING.has(read.text)))) words.push(read);
    }
  }
}

/** `NAME in words`: none of them is a command. */
function readLoopHead(scanner: Scanner, word: () => Word | undefined): void {
  if (scanner.match(/[ \t]+[A-Za-z_]\w*[ \t]+in\b/) === undefined) scanner.refuse("a loop that is not `for NAME in …`");
  do scanner.match(/(?:[ \t]|\\\n)+/);
  while (word() !== undefined);
}

interface HereDocument {
  readonly end: string;
  readonly quoted: boolean;
  readonly indented: boolean;
}

function readDelimiter(scanner: Scanner): HereDocument {
  const found = scanner.match(/(-?)[ \t]*(['"]?)(\w+)\2/);
  if (found === undefined) return scanner.refuse("a here-document whose end is not a simple word");
  return { end: found[3]!, quoted: found[2] !== "", indented: found[1] === "-" };
}

function skipDocument(scanner: Scanner, { end, quoted, indented }: HereDocument): void {
  for (;;) {
    if (scanner.atEnd) scanner.refuse(`a here-document without its end, ${end}`);
    const line = scanner.match(/[^\n]*/)![0];
    scanner.takes("\n");
    if ((indented ? line.replace(/^\t+/, "") : line) === end) return;
    if (!quoted && /\$\(|`/.test(line)) scanner.refuse("a substitution in a here-document");
  }
}
