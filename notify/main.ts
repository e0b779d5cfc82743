import { isRunning } from "../processes/is-running.ts";
import { sendAll } from "./send.ts";
import { settingsFrom } from "./settings.ts";

/** The sender: a small process of its own, so that no update ever waits for a receiver. */
const [stack, home, pid, since] = process.argv.slice(2);
if (!stack || !home || !pid || !since) throw new Error("usage: node notify/main.ts STACK HOME PID SINCE");

await sendAll({
  stack,
  home,
  settings: settingsFrom(process.env),
  since: Number(since),
  isWanted: () => isRunning(Number(pid)),
  log: (line) => process.stdout.write(`${new Date().toISOString()} ${line}\n`),
});
