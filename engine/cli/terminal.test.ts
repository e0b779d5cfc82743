import { spawn } from "node:child_process";
import { once } from "node:events";
import { setTimeout as sleep } from "node:timers/promises";
import { expect, it } from "vitest";
import { abilitiesOf, type Streams, type TerminalAbilities } from "./terminal.ts";

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

const STREAMS: Streams = { inputIsTerminal: true, outputIsTerminal: true, columns: 80, rows: 24 };

it.each<[string, Partial<Streams>, NodeJS.ProcessEnv, boolean, TerminalAbilities]>([
  ["a terminal", {}, { TERM: "xterm" }, false, { interactive: true, coloured: true, live: true }],
  ["--non-interactive", {}, {}, true, { interactive: false, coloured: true, live: false }],
  ["CI", {}, { GITHUB_ACTIONS: "true" }, false, { interactive: false, coloured: true, live: false }],
  [
    "CI that is denied",
    {},
    { GITHUB_ACTIONS: "true", PULUMI_DISABLE_CI_DETECTION: "1" },
    false,
    { interactive: true, coloured: true, live: true },
  ],
  ["NO_COLOR, whatever it is", {}, { NO_COLOR: "" }, false, { interactive: true, coloured: false, live: true }],
  ["a dumb terminal", {}, { TERM: "dumb" }, false, { interactive: false, coloured: false, live: false }],
  ["a pipe to it", { inputIsTerminal: false }, {}, false, { interactive: false, coloured: false, live: false }],
  ["a pipe from it", { outputIsTerminal: false }, {}, false, { interactive: false, coloured: false, live: false }],
  ["a terminal of no size", { columns: 0, rows: 0 }, {}, false, { interactive: true, coloured: true, live: false }],
])("is used as the CLI would: %s", (_name, streams, env, nonInteractive, abilities) => {
  expect(abilitiesOf({ ...STREAMS, ...streams }, env, nonInteractive)).toEqual(abilities);
});
