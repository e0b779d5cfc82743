import { once } from "node:events";
import { writeFileAtomically } from "../../backend/atomic-file.ts";
import { runDeployment } from "../../deployment/run-deployment.ts";
import { requestOf } from "./engine.ts";
import { type ProcessMessage, type ProcessTask, readState } from "./killed-engine.ts";

/** An engine of its own, for tests that kill it. What it is to do, and when it kills itself, comes as a message. */
const [task] = (await once(process, "message")) as [ProcessTask];
const { file, kill } = task;
let saves = 0;

function tell(message: ProcessMessage): void {
  // A test that is over does not listen any more; the process then ends by itself, below.
  process.send?.(message, undefined, undefined, () => undefined);
}

process.once("disconnect", () => process.exit());

function die(): void {
  process.kill(process.pid, "SIGKILL");
}

const result = await runDeployment({
  ...requestOf(task, readState(file)),
  save: async (snapshot) => {
    const isLast = saves === kill?.save;
    saves += 1;
    if (isLast && kill?.when === "before") die();
    // The file is being written when the loop comes to it.
    if (isLast && kill?.when === "while") setImmediate(die);
    await writeFileAtomically(file, JSON.stringify(snapshot));
    if (isLast) die();
    tell("stored");
  },
  emit: (event) => tell({ event }),
});
tell({ result });
process.disconnect();
