import fs from "node:fs";
import os from "node:os";
import path from "node:path";

/** A call of `gh`: its arguments, and what it read from standard input or from --body-file and --notes-file. */
export interface GhCall {
  readonly args: readonly string[];
  readonly input: string;
}

/** Answers of `gh` by a part of its command line, joined by spaces; the first that fits. Without one it fails, as for a thing that is not there. */
export type GhAnswers = readonly (readonly [part: string, answer: string])[];

/**
 * A stand-in for GitHub's `gh`, which cannot be used without GitHub: notes each call and answers as told. It stands for
 * nothing else of GitHub.
 */
export class FakeGh {
  readonly folder = fs.mkdtempSync(path.join(os.tmpdir(), "fake-gh-"));
  /** PATH with the stand-in first. */
  readonly path: string;

  constructor(answers: GhAnswers) {
    const program = `#!${process.execPath}
      const fs = require("node:fs");
      const args = process.argv.slice(2);
      const line = args.join(" ");
      const file = args[args.findIndex((each) => each === "--body-file" || each === "--notes-file") + 1];
      const input = args.includes("--input") ? fs.readFileSync(0, "utf8") : fs.existsSync(file) ? fs.readFileSync(file, "utf8") : "";
      fs.appendFileSync(${JSON.stringify(path.join(this.folder, "calls.jsonl"))}, JSON.stringify({ args, input }) + "\\n");
      const found = ${JSON.stringify(answers)}.find(([part]) => line.includes(part));
      if (!found) { console.error("gh: not found: " + line); process.exit(1); }
      process.stdout.write(found[1]);
      const to = args.indexOf("--dir");
      if (to > 0) fs.writeFileSync(args[to + 1] + "/" + args[args.indexOf("--name") + 1] + ".json", found[1]);`;
    fs.writeFileSync(path.join(this.folder, "gh"), program, { mode: 0o755 });
    this.path = `${this.folder}:${process.env.PATH}`;
  }

  calls(): GhCall[] {
    const file = path.join(this.folder, "calls.jsonl");
    if (!fs.existsSync(file)) return [];
    const lines = fs.readFileSync(file, "utf8").trim().split("\n");
    return lines.map((line) => JSON.parse(line) as GhCall);
  }

  remove(): void {
    fs.rmSync(this.folder, { recursive: true });
  }
}
