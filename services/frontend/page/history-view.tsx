import type { HistoryEntry } from "./history.ts";

/** The executions before, the newest first. */
export function HistoryView({ history, onClear }: { history: readonly HistoryEntry[]; onClear: () => void }) {
  if (history.length === 0) return null;
  return (
    <section className="history" aria-labelledby="history-title">
      <div className="title">
        <h2 id="history-title">History</h2>
        <button type="button" className="quiet small" onClick={onClear}>
          Clear history
        </button>
      </div>
      <p className="hint">The last executions of this tab. They are kept in your browser until the tab is closed.</p>
      <ol>
        {history.map((entry) => (
          <li key={`${entry.at} ${entry.traceId}`}>
            <Execution entry={entry} />
          </li>
        ))}
      </ol>
    </section>
  );
}

function Execution({ entry }: { entry: HistoryEntry }) {
  const { at, tool, input, failure, durationMs, traceId, version } = entry;
  const time = new Date(at);
  return (
    <>
      <p className="call">
        <span className={failure === null ? "outcome" : "outcome failed"}>{failure ?? "success"}</span>
        <strong>{tool}</strong>
        <span className="input">{input}</span>
      </p>
      <p className="facts">
        <time dateTime={time.toISOString()}>{time.toLocaleTimeString()}</time>
        {durationMs !== null && <span>{Math.round(durationMs)} ms</span>}
        <span>{version === null ? "version unknown" : `version ${version}`}</span>
        <span className="trace">{traceId === null ? "no trace id" : `trace ${traceId}`}</span>
      </p>
    </>
  );
}
