/**
 * Where a failing command says why: the line with `because`, and the one before it where that line says nothing else.
 * Undefined when it does not say so.
 */
export function reasonIn(output: string, because: string): string | undefined {
  const lines = output.split("\n").map((line) => line.trim());
  const at = lines.findIndex((line) => line.includes(because));
  const line = lines[at];
  if (line === undefined) return undefined;
  const reason = line.slice(line.indexOf(because));
  return reason === because ? [lines[at - 1], because].filter((part) => part).join(" ") : reason;
}
