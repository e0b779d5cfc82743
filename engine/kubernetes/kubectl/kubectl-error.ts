/** Why a kubectl command did not do what was asked. */
export type KubectlFailure =
  /** No kubectl on PATH. */
  | "missing"
  /** The cluster did not answer, or not in time: what was asked may or may not have been done. */
  | "unreachable"
  /** kubectl does not know which cluster, or cannot read the kubeconfig. */
  | "configuration"
  | "unauthorized"
  | "forbidden"
  | "not-found"
  /** The cluster has no such kind: its definition is missing. */
  | "unknown-kind"
  /** Other managers hold fields that were to be set, or the object changed meanwhile. */
  | "conflict"
  /** Anything else that the cluster or kubectl refuses. */
  | "refused"
  /** The command was ended because the operation was canceled. */
  | "canceled";

/** Its message is what kubectl said, or what to do about it; never anything that was passed by stdin. */
export class KubectlError extends Error {
  override readonly name = "KubectlError";
  readonly failure: KubectlFailure;

  constructor(failure: KubectlFailure, message: string, options?: ErrorOptions) {
    super(message, options);
    this.failure = failure;
  }
}

/** Patterns of what kubectl writes on stderr; the first that fits decides. */
const PATTERNS: readonly { readonly failure: KubectlFailure; readonly text: RegExp }[] = [
  {
    failure: "configuration",
    text: /context "[^"]*" does not exist|context was not found|current-context must exist|Please enter Username|cluster "[^"]*" does not exist|error loading config file|invalid configuration|no configuration has been provided|stat [^\n]*: no such file|couldn't get version\/kind|getting credentials: exec/i,
  },
  { failure: "unauthorized", text: /\(Unauthorized\)|must be logged in to the server/ },
  { failure: "conflict", text: /Apply failed with \d+ conflict|\(Conflict\)|Operation cannot be fulfilled/ },
  {
    failure: "unknown-kind",
    text: /the server doesn't have a resource type|no matches for kind|could not find the requested resource/,
  },
  { failure: "not-found", text: /\(NotFound\)/ },
  { failure: "forbidden", text: /\(Forbidden\)/ },
  {
    failure: "unreachable",
    text: /Unable to connect to the server|connection refused|was refused - did you specify|no route to host|network is unreachable|no such host|i\/o timeout|TLS handshake timeout|context deadline exceeded|Client\.Timeout exceeded|request canceled|\(ServiceUnavailable\)|\(Timeout\)|x509:|connection reset by peer|unexpected EOF|etcdserver: /,
  },
];

/** What a failed command's stderr comes to. */
export function failureOf(stderr: string): KubectlFailure {
  return PATTERNS.find(({ text }) => text.test(stderr))?.failure ?? "refused";
}

/** A field manager that stands in the way, and the fields that it holds. */
export interface Conflict {
  readonly manager: string;
  readonly fields: readonly string[];
}

/** The conflicts that kubectl names, on one line or as a list. */
export function conflictsIn(stderr: string): Conflict[] {
  const found: { manager: string; fields: string[] }[] = [];
  for (const line of stderr.split("\n")) {
    for (const match of line.matchAll(/conflicts? with "([^"]*)"[^:]*:\s*(\.\S+)?/g)) {
      const [, manager = "", field] = match;
      found.push({ manager, fields: field === undefined ? [] : [field] });
    }
    const item = /^- (\.\S.*)$/.exec(line);
    if (item !== null) found.at(-1)?.fields.push((item[1] ?? "").trim());
  }
  return found;
}

/** What to tell people: without the prefixes, warnings and klog lines that kubectl writes around it. */
export function messageIn(stderr: string): string {
  const lines = stderr
    .split("\n")
    .filter((line) => line.trim() !== "" && !/^[EWI]\d{4} |^Warning: /.test(line))
    .map((line) => line.replace(/^error: |^Error from server( \(\w+\))?: (error when \S+ "[^"]*": )?/, ""));
  return [...new Set(lines)].join("\n");
}

/** The warnings that the API server gives. */
export function warningsIn(stderr: string): string[] {
  return stderr.split("\n").flatMap((line) => (line.startsWith("Warning: ") ? [line.slice("Warning: ".length)] : []));
}
