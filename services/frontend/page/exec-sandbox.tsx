import { type FormEvent, type KeyboardEvent, useEffect, useRef, useState } from "react";
import { TOOL_NAMES, type ToolName } from "../../types/tool-names.ts";
import { type ExecuteResult, execute, type Gateway } from "./execute.ts";
import { entryOf, type HistoryEntry, keepHistory, readHistory, remember, tabStorage } from "./history.ts";
import { HistoryView } from "./history-view.tsx";
import { ResultView, summaryOf } from "./result-view.tsx";

const defaultTool: ToolName = "echo";

/** The service's limit on `input`, in characters. */
const inputLimit = 4000;

type Progress =
  | { readonly kind: "idle" }
  | { readonly kind: "invalid"; readonly message: string }
  | { readonly kind: "running"; readonly tool: string }
  | { readonly kind: "done"; readonly result: ExecuteResult };

const idle: Progress = { kind: "idle" };

/** A form that runs one tool on one input and shows what came back, from which version, and what came before. */
export function ExecSandbox({ gateway }: { gateway: Gateway }) {
  const [tool, setTool] = useState<string>(defaultTool);
  const [input, setInput] = useState("");
  const [progress, setProgress] = useState<Progress>(idle);
  const [history, setHistory] = useState<readonly HistoryEntry[]>(() => readHistory(tabStorage()));
  const inputField = useRef<HTMLTextAreaElement>(null);
  const running = progress.kind === "running";
  const invalid = progress.kind === "invalid";

  useEffect(() => keepHistory(tabStorage(), history), [history]);

  async function submit(event?: FormEvent) {
    event?.preventDefault();
    if (running) return;
    const message = complaintAbout(input);
    if (message !== null) {
      setProgress({ kind: "invalid", message });
      inputField.current?.focus();
      return;
    }
    const request = { tool, input };
    setProgress({ kind: "running", tool });
    const result = await execute(gateway, request);
    setProgress({ kind: "done", result });
    const entry = entryOf(request, result, Date.now());
    setHistory((before) => remember(before, entry));
  }

  function clear() {
    if (running) return;
    setTool(defaultTool);
    setInput("");
    setProgress(idle);
    inputField.current?.focus();
  }

  function forget() {
    setHistory([]);
    // The button goes with the history.
    inputField.current?.focus();
  }

  function executeByKeys(event: KeyboardEvent) {
    if (event.key !== "Enter" || !(event.ctrlKey || event.metaKey)) return;
    event.preventDefault();
    void submit();
  }

  return (
    <>
      <h1>Exec Sandbox</h1>
      <form onSubmit={submit} noValidate aria-busy={running}>
        <label htmlFor="exec-tool">Tool</label>
        <select id="exec-tool" value={tool} disabled={running} onChange={(event) => setTool(event.target.value)}>
          {TOOL_NAMES.map((name) => (
            <option key={name} value={name}>
              {name}
            </option>
          ))}
        </select>
        <label htmlFor="exec-input">Input</label>
        <textarea
          id="exec-input"
          ref={inputField}
          rows={5}
          value={input}
          required
          // Not disabled while it runs, and neither are the buttons: who works by keyboard would lose their place.
          readOnly={running}
          aria-invalid={invalid}
          aria-describedby={invalid ? "exec-input-complaint exec-input-hint" : "exec-input-hint"}
          aria-keyshortcuts="Control+Enter Meta+Enter"
          onChange={(event) => setInput(event.target.value)}
          onKeyDown={executeByKeys}
        />
        {progress.kind === "invalid" && (
          <p id="exec-input-complaint" role="alert" className="complaint">
            {progress.message}
          </p>
        )}
        <p id="exec-input-hint" className="hint">
          1 to {inputLimit} characters.{" "}
          <span className="keys">
            <kbd>Ctrl</kbd> + <kbd>Enter</kbd> executes.
          </span>
        </p>
        <div className="buttons">
          <button id="exec-execute" type="submit" aria-disabled={running}>
            {running ? "Executing…" : "Execute"}
          </button>
          <button id="exec-clear" type="button" className="quiet" aria-disabled={running} onClick={clear}>
            Clear
          </button>
        </div>
      </form>
      {/* There from the beginning: what is told in a region that only just appeared, screen readers may miss. */}
      <p id="exec-status" role="status" className="unseen">
        {statusOf(progress)}
      </p>
      {progress.kind === "done" && <ResultView result={progress.result} />}
      <HistoryView history={history} onClear={forget} />
    </>
  );
}

function statusOf(progress: Progress): string {
  if (progress.kind === "running") return `Executing ${progress.tool}…`;
  return progress.kind === "done" ? summaryOf(progress.result) : "";
}

function complaintAbout(input: string): string | null {
  if (input.trim() === "") return "Type an input first.";
  // As the service counts: characters, not UTF-16 units.
  const length = [...input].length;
  if (length > inputLimit) return `The input has ${length} characters; at most ${inputLimit} are allowed.`;
  return null;
}
