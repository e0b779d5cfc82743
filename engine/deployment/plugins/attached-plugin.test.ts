import { expect, test } from "vitest";
import { portToAttach } from "./attached-plugin.ts";

test("the environment may name the port of a plugin that runs already", () => {
  const env = { PULUMI_DEBUG_PROVIDERS: "aws:12345,gcp:999" };
  expect(portToAttach("aws", env)).toBe(12345);
  expect(portToAttach("gcp", env)).toBe(999);
  expect(portToAttach("kong", env)).toBeUndefined();
  expect(portToAttach("kong", {})).toBeUndefined();
});

test.each(["aws", "aws:", "aws:port", "aws:0", "aws:65536", "aws:0x10"])("%s is refused", (text) => {
  expect(() => portToAttach("aws", { PULUMI_DEBUG_PROVIDERS: text })).toThrow(`PULUMI_DEBUG_PROVIDERS: '${text}' must`);
  expect(portToAttach("kong", { PULUMI_DEBUG_PROVIDERS: text })).toBeUndefined();
});
