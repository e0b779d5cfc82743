import { relativeTime } from "../relative-time.ts";

/** How long ago it was. @param time ISO 8601 */
export function age(time: string): string {
  return relativeTime((Date.now() - Date.parse(time)) / 1000);
}
