import { expect, it } from "vitest";
import { withPorts } from "./addresses.ts";

const ports = new Map([
  [3000, 21000],
  [8000, 21001],
]);

it.each([
  ["curl http://127.0.0.1:3000/ai http://localhost:8000", "curl http://127.0.0.1:21000/ai http://localhost:21001"],
  ["PORT=8000 node x; AI_PORT=3000 y http://[::1]:3000", "PORT=21001 node x; AI_PORT=21000 y http://[::1]:21000"],
  ["PORT=0 --rate 3000 http://example.org:3000 EXPORT=3000", "PORT=0 --rate 3000 http://example.org:3000 EXPORT=3000"],
])("replaces ports of this machine's addresses alone: %s", (text, expected) => {
  expect(withPorts(text, ports)).toBe(expected);
});

it("refuses a port that could be somebody else's", () => {
  expect(() => withPorts("curl http://127.0.0.1:30000", ports)).toThrow("127.0.0.1:30000");
});
