import { spawn } from "node:child_process";
import { once } from "node:events";
import { setTimeout as sleep } from "node:timers/promises";
import { expect, it } from "vitest";

const terminal = new URL("./terminal.ts", import.meta.url).href;
const MEGABYTE = 1_000_000;
/** Writes more than a pipe has room for, and exits as the command line does. */
const PROGRAM = `
  import { flushed, outliveReaders } from ${JSON.stringify(terminal)};
  outliveReaders();
  process.stdout.write("x".repeat(${MEGABYTE}));
  await flushed();
  process.exit(7);`;

function start() {
  return spawn(process.execPath, ["--input-type=module", "-e", PROGRAM], { stdio: ["ignore", "pipe", "inherit"] });
}

it("a reader that takes its time gets all of the output", async () => {
  const child = start();
  await sleep(300);
  let length = 0;
  for await (const chunk of child.stdout) length += (chunk as Buffer).length;
  expect(length).toBe(MEGABYTE);
});

it("a reader that goes away is not waited for", async () => {
  const child = start();
  child.stdout.destroy();
  const [code] = await once(child, "exit");
  expect(code).toBe(7);
});
