import { expect, it } from "vitest";
import { reasonIn } from "./reason.ts";

it("finds why a command failed: the line that says so, with the line before it where it says nothing else", () => {
  const output =
    "Diagnostics:\n  error: GAT003: too many\n  x did not start: exit code 3; last lines:\n    cannot start\n";
  expect(reasonIn(output, "GAT003")).toBe("GAT003: too many");
  expect(reasonIn(output, "cannot start")).toBe("x did not start: exit code 3; last lines: cannot start");
  expect(reasonIn(output, "GAT001")).toBeUndefined();
});
