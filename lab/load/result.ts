/** What became of one request. */
export type LoadOutcome =
  | {
      readonly kind: "response";
      readonly status: number;
      /** `X-Service-Version` of the answer. */
      readonly version: string | null;
      /** `X-Service-Revision` of the answer. */
      readonly revision: string | null;
      /** A 2xx status and, where the load expects it, a JSON body with `success: true`. */
      readonly succeeded: boolean;
    }
  | {
      /** No complete answer: refused, reset or not within the timeout. */
      readonly kind: "no-response";
      /** Code of the connection's error, such as ECONNREFUSED or UND_ERR_HEADERS_TIMEOUT. */
      readonly code: string;
    };

/** One finished request. Times are milliseconds since the epoch, durations milliseconds. */
export type LoadResult = {
  /** Number of the request in the order of sending, from 0. */
  readonly sequence: number;
  readonly sentAt: number;
  readonly finishedAt: number;
  /** From sending to the last byte of the answer, or to giving up. */
  readonly latencyMs: number;
  /** How much later than its schedule said the request was sent. */
  readonly latenessMs: number;
  readonly outcome: LoadOutcome;
};

export function hasFailed({ outcome }: LoadResult): boolean {
  return outcome.kind === "no-response" || !outcome.succeeded;
}
