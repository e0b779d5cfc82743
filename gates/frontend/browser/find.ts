import { findProgram } from "../../../processes/find-program.ts";

/** Names of Chromium and of what is made of it, in the order in which they are looked for on PATH. */
export const BROWSER_NAMES = [
  "chromium",
  "chromium-browser",
  "google-chrome-stable",
  "google-chrome",
  "chrome",
  "microsoft-edge",
] as const;

/** The environment variable that names another one, by path or by its name on PATH. A machine's matter, so no config key. */
export const BROWSER_VARIABLE = "CHROMIUM";

export type FoundBrowser =
  | { readonly kind: "found"; readonly executable: string }
  /** `chosen`: somebody named it, so that another is never taken in its place. */
  | { readonly kind: "missing"; readonly chosen: boolean; readonly reason: string };

/** The browser of this machine. */
export function findBrowser(variables: Readonly<Record<string, string | undefined>>): FoundBrowser {
  const chosen = variables[BROWSER_VARIABLE];
  const names: readonly string[] = chosen ? [chosen] : BROWSER_NAMES;
  for (const name of names) {
    const executable = findProgram(name, variables.PATH ?? "");
    if (executable !== undefined) return { kind: "found", executable };
  }
  const reason = chosen
    ? `${BROWSER_VARIABLE} is ${JSON.stringify(chosen)}, which is no program; name another, or unset it to look on PATH`
    : `none of ${BROWSER_NAMES.join(", ")} is on PATH; install one (Debian: apt-get install chromium), or name one in the ` +
      `environment variable ${BROWSER_VARIABLE}`;
  return { kind: "missing", chosen: Boolean(chosen), reason };
}
