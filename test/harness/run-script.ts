import { spawn } from "node:child_process";
import { once } from "node:events";

/**
 * Runs a program whose output is for people: it goes to this process' own.
 *
 * @throws when it does not end with 0; what was wrong it has said itself
 */
export async function runScript(file: string, args: readonly string[] = []): Promise<void> {
  const child = spawn(file, args, { stdio: ["ignore", "inherit", "inherit"] });
  const [code] = (await once(child, "exit")) as [number | null];
  if (code !== 0) throw new Error(`${file} ended with exit code ${code}; what is wrong is said above`);
}
