import type { Environment } from "../environment.ts";
import { gatherStatus } from "./gather.ts";
import { renderPlan, renderStatus } from "./render.ts";

/** @returns 0, or 1 for a stack that is not deployed */
export async function show(what: "status" | "plan", environment: Environment, json: boolean): Promise<number> {
  const now = Date.now();
  const status = await gatherStatus(environment, now);
  const render = what === "status" ? renderStatus : renderPlan;
  const text = json ? JSON.stringify(status, null, 2) : render(status, now).join("\n");
  process.stdout.write(`${text}\n`);
  return status.kind === "deployed" ? 0 : 1;
}
