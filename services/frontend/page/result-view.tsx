import type { ReactNode } from "react";
import type { AnsweredBy, ExecuteResult } from "./execute.ts";
import { type Failure, failureOf } from "./failure.ts";

/** What came back from a call. Its ids are what browser checks look for. */
export function ResultView({ result }: { result: ExecuteResult }) {
  const failure = failureOf(result);
  return (
    <section id="exec-result" aria-labelledby="result-title" className={failure === null ? "result" : "result failed"}>
      <h2 id="result-title">Result</h2>
      {failure !== null && <FailureView failure={failure} />}
      {result.kind === "answer" && result.output !== null && (
        // No live region of its own: the form's status line tells that it is there, and long output is not read out unasked.
        <output id="exec-output" aria-label="Output" aria-live="off">
          {result.output}
        </output>
      )}
      <dl>{detailsOf(result)}</dl>
    </section>
  );
}

function FailureView({ failure: { title, code, message, next } }: { failure: Failure }) {
  return (
    <div role="alert" className="failure">
      <p>
        <strong>{title}.</strong> <span id="exec-error-message">{message}</span>
      </p>
      <p>{next}</p>
      <p className="hint">
        Code <code id="exec-error-code">{code}</code>
      </p>
    </div>
  );
}

/** What the status line says of a result, for whoever cannot see it; failures speak for themselves. */
export function summaryOf(result: ExecuteResult): string {
  if (failureOf(result) !== null || result.kind !== "answer") return "";
  const { output, durationMs, answeredBy } = result;
  const took = durationMs === null ? "" : ` in ${Math.round(durationMs)} ms`;
  const short = output !== null && output.length <= 100 ? `: ${output}` : "";
  return `Success${took}, answered by version ${versionOf(answeredBy)}${short}`;
}

function detailsOf(result: ExecuteResult): ReactNode {
  if (result.kind === "no-answer") return null;
  return (
    <>
      {result.kind === "answer" && result.durationMs !== null && (
        <Detail id="exec-duration" term="Duration" value={`${Math.round(result.durationMs)} ms`} />
      )}
      {result.traceId !== null && <Detail id="exec-trace-id" term="Trace id" value={result.traceId} />}
      <Detail id="exec-version" term="Answered by version" value={versionOf(result.answeredBy)} />
      {result.answeredBy.revision !== null && (
        <Detail id="exec-revision" term="Revision" value={result.answeredBy.revision} />
      )}
    </>
  );
}

function versionOf({ version }: AnsweredBy): string {
  return version ?? "unknown, no service named itself";
}

function Detail({ id, term, value }: { id: string; term: string; value: string }) {
  return (
    <div>
      <dt>{term}</dt>
      <dd id={id}>{value}</dd>
    </div>
  );
}
