import http from "node:http";
import type { AddressInfo } from "node:net";
import { afterAll, beforeAll, beforeEach, expect, it } from "vitest";
import { mintToken } from "../token/mint.ts";
import { verdictOf } from "../verdict.ts";
import { checkExecution } from "./execution.ts";

const REVISION = "automation-service-3.0.1-abc";
const SECRET = "what-the-gates-sign-their-tokens-by";

/** A service with the gateway before it: it executes for whoever brings a token that `refusal` does not refuse. */
let server: http.Server;
let refusal: object | undefined;
let authorizations: (string | undefined)[] = [];
let counted = 0;

beforeAll(async () => {
  server = http.createServer((request, response) => {
    if (request.url === "/metrics") {
      response.end(`# TYPE ai_requests_total counter\nai_requests_total{traffic="probe"} ${counted}\n`);
      return;
    }
    authorizations.push(request.headers.authorization);
    if (refusal || !request.headers.authorization) {
      const challenge = { "www-authenticate": "Bearer", "content-type": "application/json" };
      response.writeHead(401, challenge).end(JSON.stringify(refusal ?? { message: "Unauthorized" }));
      return;
    }
    if (request.method === "POST") counted += 1;
    const trace = request.headers["x-trace-id"]?.toString() ?? "none";
    response.writeHead(200, {
      "content-type": "application/json",
      "x-service-revision": REVISION,
      "x-trace-id": trace,
    });
    response.end(JSON.stringify({ success: true, output: "pong", trace_id: trace }));
  });
  await new Promise<void>((listening) => server.listen(0, "127.0.0.1", listening));
});

afterAll(() => server.close());

beforeEach(() => {
  refusal = undefined;
  authorizations = [];
});

async function check(signed: { readonly jwtSecret?: string }) {
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const subject = { revision: REVISION, service: "automation-service", version: "3.0.1", url };
  const settings = { proxy: url, track: "canary", pings: 3, timeoutSeconds: 0.2, bypassLlm: true } as const;
  return (await checkExecution(subject, { ...settings, ...signed })).checks;
}

it("is let in by tokens, none of which stands in a check", async () => {
  const checks = await check({ jwtSecret: SECRET });
  expect(checks.map(({ outcome }) => outcome)).toEqual(Array(4).fill("pass"));
  expect(authorizations.length).toBeGreaterThan(3);
  for (const authorization of authorizations) expect(authorization).toMatch(/^Bearer [\w-]+\.[\w-]+\.[\w-]+$/);
  const [header = "nothing"] = mintToken(SECRET, new Date()).split(".");
  expect(JSON.stringify(checks)).not.toContain(header);
  expect(JSON.stringify(checks)).not.toContain(SECRET);
});

it.each([
  [
    "an expired token",
    { jwtSecret: SECRET },
    { exp: "token expired" },
    /401 "token expired".*the clocks of this machine/,
  ],
  [
    "a token of another secret",
    { jwtSecret: SECRET },
    { message: "Invalid signature" },
    /another secret than gatesJwt/,
  ],
  ["no token", {}, undefined, /401 "Unauthorized"\): config gateway\.jwt is off, but the gateway asks for tokens/],
])("that is kept back for %s measures nothing, which is not the revision's fault", async (_, signed, body, note) => {
  refusal = body;
  const checks = await check(signed);
  expect(verdictOf(checks).outcome).toBe("error");
  for (const { name, outcome, note: said } of checks)
    expect([name, outcome, said]).toMatchObject([name, "error", expect.stringMatching(note)]);
});
