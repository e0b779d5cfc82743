import { z } from "zod";
import { parseJson } from "../gates/parse-json.ts";
import { FORMS } from "./form.ts";

const settings = z.object({
  /** The receiver: a secret, which no file, argument or message ever holds. */
  url: z.string(),
  form: z.enum(FORMS),
  /** For one attempt, in seconds. */
  timeoutSeconds: z.number().positive(),
});

/** Who is told, and how. */
export type NotificationSettings = z.infer<typeof settings>;

/** Passes the settings to the sender: its environment is for its user alone, unlike its arguments. */
export const SETTINGS_VARIABLE = "CANARY_NOTIFICATIONS";

/** @throws when the variable holds none */
export function settingsFrom(env: NodeJS.ProcessEnv): NotificationSettings {
  return settings.parse(parseJson(env[SETTINGS_VARIABLE] ?? ""));
}

/** Whether something can be sent there at all. */
export function isReceiver(url: string): boolean {
  return /^https?:$/.test(URL.parse(url)?.protocol ?? "");
}
