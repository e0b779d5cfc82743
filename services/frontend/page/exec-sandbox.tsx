import { type FormEvent, useState } from "react";
import { TOOL_NAMES, type ToolName } from "../../types/tool-names.ts";
import { type ExecuteResult, execute, type Gateway } from "./execute.ts";
import { ResultView } from "./result-view.tsx";

const defaultTool: ToolName = "echo";

/** The service's limit on `input`, in characters. */
const inputLimit = 4000;

type Progress =
  | { readonly kind: "idle" }
  | { readonly kind: "invalid"; readonly message: string }
  | { readonly kind: "running" }
  | { readonly kind: "done"; readonly result: ExecuteResult };

const idle: Progress = { kind: "idle" };

/** A form that runs one tool on one input and shows what came back, and from which version. */
export function ExecSandbox({ gateway }: { gateway: Gateway }) {
  const [tool, setTool] = useState<string>(defaultTool);
  const [input, setInput] = useState("");
  const [progress, setProgress] = useState<Progress>(idle);
  const running = progress.kind === "running";
  const invalid = progress.kind === "invalid";

  async function submit(event: FormEvent) {
    event.preventDefault();
    const message = complaintAbout(input);
    if (message !== null) return setProgress({ kind: "invalid", message });
    setProgress({ kind: "running" });
    setProgress({ kind: "done", result: await execute(gateway, { tool, input }) });
  }

  function clear() {
    setTool(defaultTool);
    setInput("");
    setProgress(idle);
  }

  return (
    <section>
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
          rows={5}
          value={input}
          disabled={running}
          aria-invalid={invalid}
          aria-describedby={invalid ? "exec-input-complaint" : undefined}
          onChange={(event) => setInput(event.target.value)}
        />
        {progress.kind === "invalid" && (
          <p id="exec-input-complaint" role="alert" className="complaint">
            {progress.message}
          </p>
        )}
        <div className="buttons">
          <button id="exec-execute" type="submit" disabled={running}>
            {running ? "Executing…" : "Execute"}
          </button>
          <button id="exec-clear" type="button" className="quiet" disabled={running} onClick={clear}>
            Clear
          </button>
        </div>
      </form>
      {progress.kind === "done" && <ResultView result={progress.result} />}
    </section>
  );
}

function complaintAbout(input: string): string | null {
  if (input.trim() === "") return "Type an input first.";
  if (input.length > inputLimit) return `The input has ${input.length} characters; at most ${inputLimit} are allowed.`;
  return null;
}
