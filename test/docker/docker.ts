import { execFile } from "node:child_process";
import { promisify } from "node:util";

/** What docker's client says. @throws with its complaint when it fails */
export async function docker(...args: string[]): Promise<string> {
  const { stdout } = await promisify(execFile)("docker", args, { timeout: 120_000, maxBuffer: 64 << 20 });
  return stdout.trim();
}

/** What the engine has of a stack, by name. */
export async function namesOf(stack: string): Promise<{ containers: string[]; volumes: string[]; networks: string[] }> {
  const filter = `--filter=label=canary-release/stack=${stack}`;
  const names = async (...list: string[]) => (await docker(...list, filter)).split("\n").filter((name) => name !== "");
  const [containers, volumes, networks] = await Promise.all([
    names("ps", "--all", "--format={{.Names}}"),
    names("volume", "ls", "--format={{.Name}}"),
    names("network", "ls", "--format={{.Name}}"),
  ]);
  return { containers, volumes, networks };
}

/** Takes away what a failed test has left of a stack. */
export async function removeStack(stack: string): Promise<void> {
  const { containers, volumes, networks } = await namesOf(stack);
  if (containers.length > 0) await docker("rm", "--force", "--volumes", ...containers);
  if (volumes.length > 0) await docker("volume", "rm", ...volumes);
  if (networks.length > 0) await docker("network", "rm", ...networks);
}
