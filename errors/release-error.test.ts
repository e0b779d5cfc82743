import fs from "node:fs";
import { describe, expect, test } from "vitest";
import { ERROR_CODES, ReleaseError, rootMessage } from "./release-error.ts";

const documented = fs.readFileSync(new URL("../docs/ERRORS.md", import.meta.url), "utf8");

describe("the table of error codes", () => {
  test.each(Object.entries(ERROR_CODES))("%s is documented as: %s", (code, meaning) => {
    expect(documented).toContain(`| ${code} | ${meaning} |`);
  });

  test("documents no code that is not there", () => {
    const codes = [...documented.matchAll(/^\| ([A-Z]{3}\d{3}) \|/gm)].map((match) => match[1]);
    expect(codes).toEqual(Object.keys(ERROR_CODES));
  });
});

test("an error shows its code and keeps its cause", () => {
  const cause = new Error("refused");
  const error = new ReleaseError("GTW001", "no answer", { cause: new Error("wrapped", { cause }) });
  expect(error.message).toBe("GTW001: no answer");
  expect(rootMessage(error)).toBe("refused");
});
