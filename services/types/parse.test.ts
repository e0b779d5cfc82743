import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { parseExecuteRequest, requestedTool } from "./parse.ts";

describe("parseExecuteRequest", () => {
  it("takes every input of 1 to 4000 characters that is not blank, and the default tool", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary", minLength: 1, maxLength: 50 }), (input) => {
        const parsed = parseExecuteRequest({ input });
        if (input.trim() === "") expect(parsed.ok).toBe(false);
        else expect(parsed).toEqual({ ok: true, value: { input, tool: "echo" } });
      }),
    );
  });

  it("counts characters, not UTF-16 units, and has its limit at 4000", () => {
    expect(parseExecuteRequest({ input: "🐤".repeat(4000) }).ok).toBe(true);
    expect(parseExecuteRequest({ input: "🐤".repeat(4001) })).toEqual({
      ok: false,
      message: "input must be a string of 1 to 4000 characters that is not blank; it is a string of 4001 characters",
    });
  });

  it.each([
    [undefined, /^the body must be a JSON object; it is missing$/],
    [null, /^the body must be a JSON object; it is null$/],
    [["ping"], /^the body must be a JSON object; it is an array$/],
    ["ping", /^the body must be a JSON object; it is a string of 4 characters$/],
    [{}, /^input must be a string .*; it is missing$/],
    [{ input: "" }, /^input .*; it is blank$/],
    [{ input: " \n\t" }, /^input .*; it is blank$/],
    [{ input: 5 }, /^input .*; it is the number 5$/],
    [{ input: null }, /^input .*; it is null$/],
    [{ input: "ping", tool: 1 }, /^tool must be a string of 1 to 100 .*\(default echo\); it is the number 1$/],
    [{ input: "ping", tool: "" }, /^tool .*; it is blank$/],
    [{ input: "ping", tool: "x".repeat(101) }, /^tool .*; it is a string of 101 characters$/],
    [{ input: "ping", trace_id: {} }, /^trace_id must be a string of 1 to 128 .*; it is an object$/],
    [{ input: "ping", trace_id: "two words" }, /^trace_id .*; it is a string of 9 characters$/],
  ])("refuses %j", (body, message) => {
    const parsed = parseExecuteRequest(body);
    expect(parsed).toEqual({ ok: false, message: expect.stringMatching(message) });
  });

  it("never throws and never repeats a long value, whatever the body", () => {
    fc.assert(
      fc.property(fc.anything(), (body) => {
        const parsed = parseExecuteRequest(body);
        if (!parsed.ok) expect(parsed.message.length).toBeLessThan(250);
      }),
    );
  });
});

it("requestedTool finds the tool of a body that is otherwise invalid", () => {
  expect(requestedTool({ tool: "disk-usage" })).toBe("disk-usage");
  expect(requestedTool({ input: 5 })).toBe("echo");
  expect(requestedTool({ tool: 5 })).toBeUndefined();
  expect(requestedTool("no object")).toBeUndefined();
});
