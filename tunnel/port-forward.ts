import { type ChildProcess, spawn } from "node:child_process";
import { ReleaseError } from "../errors/release-error.ts";
import { connectionArguments, withoutKubectl } from "./kubectl.ts";
import type { KubernetesUrl } from "./kubernetes-url.ts";

/** A `kubectl port-forward` that runs. */
export interface PortForward {
  /** On 127.0.0.1. */
  readonly port: number;
  /** Resolves when it has ended, by itself or by `close`, with the last line that it wrote about it. */
  readonly ended: Promise<string>;
  close(): void;
}

/**
 * Runs a command for as long as stdin is open, so that it goes with the process that holds the other end, also when that
 * is killed. The command itself must not have this stdin, or it would hold it up.
 */
const WHILE_STDIN_IS_OPEN = `
exec 3<&0 </dev/null
"$@" 3<&- &
command=$!
(while read -r _ <&3; do :; done; kill "$command" 2>/dev/null) >/dev/null 2>&1 &
watch=$!
exec 3<&- >/dev/null
wait "$command"
code=$?
kill "$watch" 2>/dev/null
exit "$code"
`;

/** kubectl alone would wait a minute for a pod that is only just starting; what is reached here runs already. */
const OPEN_TIMEOUT_MS = 20_000;
const FORWARDING = /^Forwarding from 127\.0\.0\.1:(\d+) -> /m;
const SH_NOT_FOUND = 127;
const KEPT_CHARACTERS = 4000;

/**
 * Opens a way to a port inside a cluster. It ends with this process, however that ends, and does not keep it running.
 *
 * @throws TUN002 when kubectl cannot open it
 */
export async function openPortForward(place: KubernetesUrl): Promise<PortForward> {
  const { kind, name, port } = place;
  const args = [...connectionArguments(place), "port-forward", "--address=127.0.0.1", `${kind}/${name}`, `:${port}`];
  // A session of its own: Ctrl-C at a terminal is for the update, which still needs the tunnel to put traffic back.
  const child = spawn("/bin/sh", ["-c", WHILE_STDIN_IS_OPEN, "sh", "kubectl", ...args], {
    detached: true,
    stdio: ["pipe", "pipe", "pipe"],
  });
  let said = "";
  let complaints = "";
  child.stdout.on("data", (chunk) => {
    said = (said + chunk).slice(0, KEPT_CHARACTERS);
  });
  child.stderr.on("data", (chunk) => {
    complaints = (complaints + chunk).slice(-KEPT_CHARACTERS);
  });
  child.stdin.on("error", () => undefined);
  const ended = new Promise<string>((resolve) => {
    child.once("error", (error) => resolve(error.message));
    child.once("close", (code) =>
      resolve(
        code === SH_NOT_FOUND ? withoutKubectl() : lastLine(complaints) || `kubectl ended with exit code ${code}`,
      ),
    );
  });
  const close = () => void child.stdin.end();
  const opened = await Promise.race([
    new Promise<number>((resolve) => {
      child.stdout.on("data", () => {
        const port = FORWARDING.exec(said)?.[1];
        if (port !== undefined) resolve(Number(port));
      });
    }),
    ended,
    new Promise<string>((resolve) => {
      const giveUp = () =>
        resolve(
          `kubectl was not ready within ${OPEN_TIMEOUT_MS / 1000} s: ${lastLine(complaints) || "it says nothing"}`,
        );
      setTimeout(giveUp, OPEN_TIMEOUT_MS).unref();
    }),
  ]);
  if (typeof opened === "string") {
    close();
    throw new ReleaseError(
      "TUN002",
      `no way to ${kind}/${name}:${port} in namespace ${place.namespace} of ${describeContext(place)}: ${opened}`,
    );
  }
  doNotWaitFor(child);
  return { port: opened, ended, close };
}

export function describeContext({ context }: Pick<KubernetesUrl, "context">): string {
  return context === "" ? "the kubeconfig's current context" : `context ${context}`;
}

function doNotWaitFor(child: ChildProcess): void {
  child.unref();
  for (const stream of child.stdio) {
    if (stream && "unref" in stream && typeof stream.unref === "function") stream.unref();
  }
}

function lastLine(text: string): string {
  return text.trim().split("\n").at(-1)?.trim() ?? "";
}
