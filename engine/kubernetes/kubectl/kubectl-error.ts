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

/** What the server gives as its reason for an error. Anything else is a refusal. */
const BY_REASON: Readonly<Record<string, KubectlFailure>> = {
  Conflict: "conflict",
  Forbidden: "forbidden",
  NotFound: "not-found",
  ServiceUnavailable: "unreachable",
  ServerTimeout: "unreachable",
  Timeout: "unreachable",
  TooManyRequests: "unreachable",
  Unauthorized: "unauthorized",
};

/** What kubectl writes itself; the first that fits decides. */
const PATTERNS: readonly { readonly failure: KubectlFailure; readonly text: RegExp }[] = [
  // May quote anything, also what looks like one of the others.
  { failure: "refused", text: /^The \S+ ".*" is invalid/m },
  { failure: "conflict", text: /^error: Apply failed with \d+ conflict/m },
  { failure: "unknown-kind", text: /the server doesn't have a resource type|no matches for kind/ },
  { failure: "unauthorized", text: /must be logged in to the server/ },
  {
    failure: "configuration",
    text: /context "[^"]*" does not exist|context was not found|current-context must exist|Please enter Username|cluster "[^"]*" does not exist|error loading config file|invalid configuration|no configuration has been provided|stat [^\n]*: no such file|getting credentials: exec/,
  },
  {
    failure: "unreachable",
    text: /Unable to connect to the server|was refused - did you specify|connection refused|no route to host|network is unreachable|no such host|i\/o timeout|TLS handshake timeout|context deadline exceeded|Client\.Timeout exceeded|request canceled|x509:|connection reset by peer|unexpected EOF/,
  },
];

/** What a failed command's stderr comes to. */
export function failureOf(stderr: string): KubectlFailure {
  if (stderr.includes("the server could not find the requested resource")) return "unknown-kind";
  const reason = /^Error from server \((\w+)\)/m.exec(stderr)?.[1];
  if (reason !== undefined) return BY_REASON[reason] ?? "refused";
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
