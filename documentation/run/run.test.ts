import { spawn } from "node:child_process";
import { once } from "node:events";
import fs from "node:fs";
import path from "node:path";
import { createInterface } from "node:readline";
import { describe, expect, it } from "vitest";
import { processesWith } from "../../test/harness/processes.ts";
import { until } from "../../test/harness/until.ts";
import { parseDocument } from "../markdown/document.ts";
import { newPlace } from "./place.ts";
import { runDocument } from "./run.ts";

const ROOT = path.resolve(import.meta.dirname, "../..");

describe("a document that does not hold", () => {
  /** Runs a made-up document. */
  const run = async (source: string) => runDocument(parseDocument("MADE_UP.md", source), await newPlace(ROOT));

  it("is named with file, line, command and output", async () => {
    const running = run(
      "```sh run\nX=kept\necho first\n```\n\n```sh run\necho $X \\\n  here; echo loud >&2\nfalse && true\necho after\n```\n",
    );
    await expect(running).rejects.toThrow(/^MADE_UP\.md:9: exit code 1\nfalse && true\n/);
  });

  it("shows what the command said", async () => {
    await expect(run("```sh run\necho $(echo told); ls no-such-file\n```\n")).rejects.toThrow(
      /^MADE_UP\.md:2: exit code 2\n[\s\S]*--- what it said\ntold\n.*no-such-file/,
    );
  });

  it("may have no unset variable, no failure in a pipe, and may not end the session", async () => {
    await expect(run("```sh run\ntrue\necho $UNSET\n```\n")).rejects.toThrow(
      /^MADE_UP\.md:3: [\s\S]*line 3: UNSET: unbound/,
    );
    await expect(run("```sh run\nfalse | cat\n```\n")).rejects.toThrow(/^MADE_UP\.md:2: exit code 1/);
    await expect(run("```sh run\nexit 0\n```\n")).rejects.toThrow(/^MADE_UP\.md:2: exit code 0/);
  });

  it("must show a refusal where it says so", async () => {
    await run("```sh run fails\ntrue\nfalse\ntrue\n```\n\n```sh run\ntrue\n```\n");
    await expect(run("```sh run fails\ntrue\n```\n")).rejects.toThrow(/^MADE_UP\.md:2: exit code 0, and it must fail/);
  });

  it("has a series for its PromQL", async () => {
    await expect(run("text\n\n```promql run\nup\n```\n")).rejects.toThrow(
      /^MADE_UP\.md:3: Prometheus of the stack `local`/,
    );
  });

  it("names a port that could be somebody else's", async () => {
    await expect(run("```sh run\ncurl http://127.0.0.1:22\n```\n")).rejects.toThrow(
      /^MADE_UP\.md:2: 127\.0\.0\.1:22 is in/,
    );
  });

  it("leaves nothing running and nothing behind, not even what it has detached", async () => {
    const mark = `left-by-a-document-${process.pid}`;
    const running = run(`\`\`\`sh run\nexport MARK=${mark}\nsleep 300 &\nsetsid sleep 300 &\nfalse\n\`\`\`\n`);
    await expect(running).rejects.toThrow("MADE_UP.md:5");
    expect(processesWith(mark)).toEqual([]);
  });

  it("leaves nothing running when the test runner is killed", async () => {
    const program = `
      const { newPlace } = await import(${JSON.stringify(path.join(import.meta.dirname, "place.ts"))});
      const { Session } = await import(${JSON.stringify(path.join(import.meta.dirname, "session.ts"))});
      const place = await newPlace(${JSON.stringify(ROOT)});
      await new Session(place).run("sleep 300 & setsid sleep 300 &", "passes", { name: "x", line: 1, withinMs: 60_000 });
      console.log(place.folder);
      setInterval(() => undefined, 1000);`;
    const runner = spawn(process.execPath, ["--input-type=module", "--eval", program], {
      stdio: ["ignore", "pipe", "inherit"],
    });
    const [folder] = (await once(createInterface({ input: runner.stdout }), "line")) as [string];
    try {
      const sleeping = () => processesWith(folder).filter(({ command }) => command === "sleep 300");
      await until(() => sleeping().length === 2, { what: "both commands of the session to run" });
      runner.kill("SIGKILL");
      await until(() => processesWith(folder).length === 0, { what: "what the session started to end" });
    } finally {
      runner.kill("SIGKILL");
      fs.rmSync(folder, { recursive: true });
    }
  });
});
