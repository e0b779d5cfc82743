import { execFileSync } from "node:child_process";
import path from "node:path";
import { expect, it } from "vitest";
import { hold } from "./hold.ts";

const home = (name: string) => path.join("/nowhere", `${process.pid}-${name}`);

async function held(what: string, name: string): Promise<() => void> {
  const found = await hold(what, home(name));
  if (found.kind !== "held") throw new Error(`${what} is taken by ${found.holder}`);
  return found.release;
}

it("is one process's, and says whose; another stack and another thing have their own", async () => {
  const release = await held("run", "a");
  expect(await hold("run", home("a"))).toEqual({
    kind: "taken",
    holder: expect.stringMatching(`^process ${process.pid}, since 20`),
  });
  (await held("run", "b"))();
  (await held("send", "a"))();
  release();
  (await held("run", "a"))();
});

it("goes with the process that had it, though that was killed", async () => {
  const module = JSON.stringify(path.join(import.meta.dirname, "hold.ts"));
  const program = `const { hold } = await import(${module}); if ((await hold("run", ${JSON.stringify(home("c"))})).kind === "held") process.kill(process.pid, "SIGKILL");`;
  let ended: unknown;
  try {
    execFileSync(process.execPath, ["--input-type=module", "--eval", program]);
  } catch (error) {
    ended = error;
  }
  expect(ended).toMatchObject({ signal: "SIGKILL" });
  (await held("run", "c"))();
});
