import type { ReactNode } from "react";
import type { AnsweredBy, ExecuteResult } from "./execute.ts";

/** What came back from a call. Its ids are what browser checks look for. */
export function ResultView({ result }: { result: ExecuteResult }) {
  const failure = failureOf(result);
  return (
    <section id="exec-result" aria-label="Result" className={failure === null ? "result" : "result failed"}>
      {failure !== null && (
        <div role="alert" className="notice">
          <strong id="exec-error-code">{failure.code}</strong> <span id="exec-error-message">{failure.message}</span>
        </div>
      )}
      {result.kind === "answer" && result.output !== null && (
        <output id="exec-output" aria-label="Output">
          {result.output}
        </output>
      )}
      <dl>{detailsOf(result)}</dl>
    </section>
  );
}

/** Codes that are the page's own and not the service's: network_error, unexpected_answer. */
function failureOf(result: ExecuteResult): { code: string; message: string } | null {
  switch (result.kind) {
    case "answer":
      return result.error;
    case "unexpected-answer":
      return { code: "unexpected_answer", message: `${result.message} (status ${result.status})` };
    case "no-answer":
      return { code: "network_error", message: result.message };
  }
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
  return version ?? "unknown (no X-Service-Version header)";
}

function Detail({ id, term, value }: { id: string; term: string; value: string }) {
  return (
    <div>
      <dt>{term}</dt>
      <dd id={id}>{value}</dd>
    </div>
  );
}
