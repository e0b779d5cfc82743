import { describe, expect, it, vi } from "vitest";
import { runCommandLine } from "./command-line.ts";
import { commaSeparated } from "./commands/arguments.ts";
import { requestedPolicyPacks } from "./policy-packs.ts";

describe("the flags of policy packs", () => {
  it("go together by their order", () => {
    expect(requestedPolicyPacks(["a", "b"], ["a.json", "b.json"])).toEqual([
      { folder: "a", config: "a.json" },
      { folder: "b", config: "b.json" },
    ]);
    expect(requestedPolicyPacks(["a"], [])).toEqual([{ folder: "a", config: undefined }]);
    expect(requestedPolicyPacks([], [])).toEqual([]);
  });

  it("need a config for every pack, or none", () => {
    expect(() => requestedPolicyPacks([], ["a.json"])).toThrow('must be specified with "--policy-pack"');
    expect(() => requestedPolicyPacks(["a", "b"], ["a.json"])).toThrow("must match the number");
  });

  it("may be repeated, and may be lists", () => {
    expect(["a,b", "c"].reduce<readonly string[]>((before, text) => commaSeparated(text, before), [])).toEqual([
      "a",
      "b",
      "c",
    ]);
  });

  it.each(["refresh", "destroy"])("are no flags of %s, as in the CLI", async (command) => {
    const error = vi.spyOn(process.stderr, "write").mockReturnValue(true);
    expect(await runCommandLine([command, "--policy-pack", "policies"])).toBe(1);
    expect(error).toHaveBeenCalledWith(expect.stringContaining("unknown flag: --policy-pack"));
    error.mockRestore();
  });
});
