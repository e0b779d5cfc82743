import { spawn } from "node:child_process";
import fs from "node:fs";
import path from "node:path";
import { isReceiver, type NotificationSettings, SETTINGS_VARIABLE } from "./settings.ts";

/** What the sender needs of its starter's environment: less than all, since that of a Pulumi program holds config in clear. */
const INHERITED = ["PATH", "HOME", "TMPDIR", "KUBECONFIG", "NODE_COMPILE_CACHE", "NODE_EXTRA_CA_CERTS", "CANARY_HOME"];

export interface SenderStart {
  readonly stack: string;
  /** Run folder of the stack. */
  readonly home: string;
  readonly settings: NotificationSettings;
}

/**
 * Starts the sender of a stack's notifications, beside this process and for as long as it lives; nothing waits for it. It
 * outlives this process for as long as there is something to tell, a minute at most.
 *
 * @returns why nothing can be sent, without the URL; undefined where it was started, or nobody is to be told
 */
export function startSender({ stack, home, settings }: SenderStart): string | undefined {
  if (settings.url === "") return undefined;
  if (!isReceiver(settings.url)) return "notificationUrl is no http:// or https:// URL; nobody is told what happens";
  const logFile = senderLog(home);
  fs.mkdirSync(path.dirname(logFile), { recursive: true });
  const log = fs.openSync(logFile, "a");
  const inherited = INHERITED.flatMap((name) => {
    const value = process.env[name];
    return value === undefined ? [] : [[name, value] as const];
  });
  const since = String(Math.floor(performance.timeOrigin));
  const sender = spawn(
    process.execPath,
    [path.join(import.meta.dirname, "main.ts"), stack, home, String(process.pid), since],
    {
      detached: true,
      stdio: ["ignore", log, log],
      env: { ...Object.fromEntries(inherited), [SETTINGS_VARIABLE]: JSON.stringify(settings) },
    },
  );
  fs.closeSync(log);
  // It is for people only: an update goes on without.
  sender.on("error", () => undefined);
  sender.unref();
  return undefined;
}

/** What the sender says: only why something was not told. */
export function senderLog(home: string): string {
  return path.join(home, "log", "notifications.log");
}
