import fs from "node:fs";
import { stackHome } from "../components/stack-home.ts";
import { record } from "../gates/events.ts";
import { startSender } from "../notify/start.ts";
import type { Environment } from "./environment.ts";
import { askPulumi } from "./pulumi.ts";
import { readStackConfig } from "./stack-config.ts";
import { stackFileOf } from "./steps/take-step.ts";

const KEY = "canary-release:notificationUrl";

/** Records that a watch has ended by an alarm, and has somebody told. @returns as `notifyOfCommand` */
export async function raiseAlarm(environment: Environment, alerts: readonly string[]): Promise<string | undefined> {
  record(stackHome(environment), { event: "watch alarm", alerts: [...alerts] });
  return await notifyOfCommand(environment);
}

/**
 * Has the stack's webhook told of what this command records itself. Commands that only run `up` need it not: the program
 * does it then.
 *
 * @returns why nobody can be told, without the URL; undefined where all is well, or nobody is to be told
 */
export async function notifyOfCommand(environment: Environment): Promise<string | undefined> {
  const file = stackFileOf(environment);
  // Asking for a secret takes a second, which most stacks can do without.
  if (!fs.existsSync(file) || !fs.readFileSync(file, "utf8").includes(KEY)) return undefined;
  const { exitCode, stdout } = await askPulumi(["config", "get", KEY, "-s", environment, "--non-interactive"]);
  if (exitCode !== 0) return "notifications: the secret notificationUrl cannot be read; nobody is told";
  const { notifications } = readStackConfig(environment);
  return startSender({
    stack: environment,
    home: stackHome(environment),
    settings: { ...notifications, url: stdout.trim() },
  });
}
