/** What was seen of a page in a browser, as plain data: what to make of it is decided elsewhere (`judge.ts`). */

/** What came of looking. */
export type Look =
  /** Nobody looked: there is no browser, or config wants none. */
  | { readonly kind: "none"; readonly reason: string }
  /** There is a browser, and it did not do its work: it did not start, does not answer, or went away. */
  | { readonly kind: "broken"; readonly reason: string }
  | { readonly kind: "visit"; readonly visit: Visit };

/** One visit of the Exec Sandbox. */
export interface Visit {
  readonly form: SeenForm;
  readonly execution: SeenExecution;
  /** Errors that the page wrote to the console and exceptions that nobody caught, in order. */
  readonly consoleErrors: readonly string[];
  /** Requests of the page that were answered, or are. */
  readonly requests: number;
  /** Requests without an answer and those answered with 400 or more, in order. */
  readonly failedRequests: readonly string[];
  /** The picture of how it ended, or why there is none. */
  readonly screenshot:
    | { readonly kind: "kept"; readonly file: string }
    | { readonly kind: "none"; readonly reason: string };
}

export type SeenForm =
  /** The form is there to be used; the page names itself at its foot. */
  { readonly kind: "ready"; readonly revision: string } | { readonly kind: "absent"; readonly reason: string };

export type SeenExecution =
  | { readonly kind: "not tried" }
  | { readonly kind: "output"; readonly output: string; readonly traceId: string; readonly answeredTraceId: string }
  /** The page told its user that it went wrong. */
  | { readonly kind: "failure"; readonly code: string; readonly message: string }
  /** Execute was pressed and the page showed nothing; whether it asked the gateway at all. */
  | { readonly kind: "no result"; readonly request: "sent" | "not sent"; readonly reason: string };
