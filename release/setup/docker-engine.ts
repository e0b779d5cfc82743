import { spawnSync } from "node:child_process";

/** Whether a Docker engine answers where docker's own client looks for one. */
export function engineAnswers(): boolean {
  return spawnSync("docker", ["version"], { stdio: "ignore" }).status === 0;
}
