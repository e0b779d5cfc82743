/** One log line: a flat object that is written as one line of JSON. */
export type LogLine = Readonly<Record<string, unknown>> & { readonly event: string };
export type Log = (line: LogLine) => void;

export const logToStdout: Log = (line) => {
  process.stdout.write(`${JSON.stringify(line)}\n`);
};
