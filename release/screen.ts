/**
 * Where a command tells people what happens: standard output, or standard error where `--json` gives standard output to one
 * JSON object alone.
 */
export interface Screen {
  readonly stream: "stdout" | "stderr";
  say(line: string): void;
}

export function screenFor({ json }: { readonly json: boolean }): Screen {
  const stream = json ? "stderr" : "stdout";
  return { stream, say: (line) => process[stream].write(`${line}\n`) };
}
