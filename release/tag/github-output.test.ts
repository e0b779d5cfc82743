import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { expect, it } from "vitest";
import { appendOutputs, formatOutputs } from "./github-output.ts";

it("outputs are appended, one a line", () => {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), "outputs-"));
  const file = path.join(folder, "output");
  fs.writeFileSync(file, "before=1\n");
  appendOutputs(file, { version: "1.1.0", release: "Walking Skeleton v1.1.0" });
  expect(fs.readFileSync(file, "utf8")).toBe("before=1\nversion=1.1.0\nrelease=Walking Skeleton v1.1.0\n");
  fs.rmSync(folder, { recursive: true });
});

it.each(["1.1.0\nadmin=true", "1.1.0\r", "\n"])("%j would be more than one line", (value) => {
  expect(() => formatOutputs({ sound: "1", version: value })).toThrow(
    `TAG010: the output version is ${JSON.stringify(value)}`,
  );
});

it("a file that cannot be written is named", () => {
  expect(() => appendOutputs("/nowhere/output", {})).toThrow('TAG010: $GITHUB_OUTPUT is "/nowhere/output"');
});
