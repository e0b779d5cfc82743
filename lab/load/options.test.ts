import { expect, it } from "vitest";
import { completeOptions } from "./options.ts";

const sound = { url: "http://127.0.0.1:3000", requestsPerSecond: 100, maxSeconds: 10 };

it("posts the echo tool's ping by default", () => {
  expect(completeOptions(sound)).toMatchObject({
    origin: "http://127.0.0.1:3000",
    method: "POST",
    path: "/ai/execute",
    body: '{"tool":"echo","input":"ping"}',
  });
  expect(completeOptions({ ...sound, method: "GET", path: "/health" }).body).toBeNull();
});

it.each(["http://127.0.0.1:1", "http://127.9.9.9", "http://localhost:3000/", "http://[::1]:3000"])(
  "loads %s",
  (url) => {
    expect(completeOptions({ ...sound, url }).origin).toBe(new URL(url).origin);
  },
);

it.each([
  "http://10.0.0.1:3000",
  "http://example.com",
  "http://127.0.0.1.example.com",
  "http://localhost.example.com",
  "http://0.0.0.0:3000",
  "http://[::]:3000",
  "http://user@192.168.0.1",
])("refuses to load %s", (url) => {
  expect(() => completeOptions({ ...sound, url })).toThrow(`url is "${url}"; load goes to loopback only`);
});

it.each([
  [{ url: "127.0.0.1:3000" }, 'url is "127.0.0.1:3000"; it must be a URL'],
  [{ url: "https://localhost:1" }, "only http is spoken on loopback"],
  [{ url: "http://localhost:1/ai" }, "it must be an origin alone"],
  [{ requestsPerSecond: 0 }, "requestsPerSecond is 0; it must be above 0 and at most 5000."],
  [{ requestsPerSecond: Number.NaN }, "requestsPerSecond is NaN"],
  [{ maxSeconds: 3_601 }, "maxSeconds is 3601; it must be above 0 and at most 3600."],
  [{ maxRequests: 1.5 }, "maxRequests is 1.5; it must be a whole number."],
  [{ maxInFlight: 0 }, "maxInFlight is 0"],
  [{ timeoutMs: -1 }, "timeoutMs is -1"],
  [{ path: "ai" }, 'path is "ai"; it must begin with "/".'],
])("refuses %j", (wrong, complaint) => {
  expect(() => completeOptions({ ...sound, ...wrong })).toThrow(complaint);
});
