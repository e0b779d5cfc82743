import fc from "fast-check";
import { expect, test } from "vitest";
import { formatAddress, parseAddress } from "./addresses.ts";

test.each([
  ["127.0.0.1:80", "127.0.0.1:80"],
  ["127.0.0.1", "127.0.0.1:8000"],
  ["::1", "[0000:0000:0000:0000:0000:0000:0000:0001]:8000"],
  ["[::1]:19003", "[0000:0000:0000:0000:0000:0000:0000:0001]:19003"],
  ["FE80::1", "[fe80:0000:0000:0000:0000:0000:0000:0001]:8000"],
  ["some_host.example:1", "some_host.example:1"],
])("%s is the target %s", (text, expected) => {
  const parsed = parseAddress(text);
  expect(parsed.ok && formatAddress(parsed.address, 8000)).toBe(expected);
});

test.each(["", "a b", "127.0.0.300", "127.0.0.1:99999", "http://a", "a..b", "a-:1", "[::1", "1:2:3"])(
  "%j is no address",
  (text) => {
    expect(parseAddress(text).ok).toBe(false);
  },
);

// Kong's parser knows no IPv6 address that ends in an IPv4 one.
const hosts = fc.oneof(
  fc.ipV4(),
  fc.ipV6().filter((host) => !host.includes(".")),
  fc.domain(),
);

test("the canonical form of an address is its own canonical form", () => {
  fc.assert(
    fc.property(hosts, fc.integer({ min: 0, max: 65535 }), (host, port) => {
      const parsed = parseAddress(host.includes(":") ? `[${host}]:${port}` : `${host}:${port}`);
      const canonical = parsed.ok ? formatAddress(parsed.address, 0) : `refused ${host}`;
      const again = parseAddress(canonical);
      expect(again.ok ? formatAddress(again.address, 0) : `refused ${canonical}`).toBe(canonical);
    }),
  );
});
