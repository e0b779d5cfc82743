/** A terminal's width that everything here keeps to. */
export const COLUMNS = 80;

/**
 * Breaks a text into lines, at spaces where there are some.
 *
 * @param indent before every line.
 * @param columns that a line has at most, with its indent. Default: 80.
 */
export function wrap(text: string, indent = "", columns = COLUMNS): string[] {
  const room = columns - indent.length;
  const lines: string[] = [];
  for (const word of text.split(/\s+/).filter((part) => part !== "")) {
    const current = lines.at(-1);
    if (current !== undefined && current.length + 1 + word.length <= room)
      lines[lines.length - 1] = `${current} ${word}`;
    else for (let at = 0; at < word.length; at += room) lines.push(word.slice(at, at + room));
  }
  return lines.map((line) => indent + line);
}

/** Cuts a line to a number of columns; what was cut shows as "…". */
export function truncate(text: string, columns: number): string {
  return text.length <= columns ? text : `${text.slice(0, columns - 1)}…`;
}
