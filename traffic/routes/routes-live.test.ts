import http from "node:http";
import type { AddressInfo } from "node:net";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { lifecycle, type RoutesLiveInputs } from "./routes-live.ts";

type Answer = "service" | "refusal" | "page";

/** What the gateway answers at /ai, request by request; the last one from then on. */
let answers: Answer[] = [];
let asked = 0;
let server: http.Server;

beforeAll(async () => {
  server = http.createServer((_request, response) => {
    const answer = answers[Math.min(asked, answers.length - 1)];
    asked += 1;
    if (answer === "refusal") response.writeHead(401, { "www-authenticate": "Bearer" });
    else response.writeHead(200, { "x-service-revision": answer === "page" ? "frontend-1" : "automation-service-1" });
    response.end("{}");
  });
  await new Promise<void>((listening) => server.listen(0, "127.0.0.1", listening));
});

afterAll(() => server.close());

beforeEach(() => {
  asked = 0;
});

function inputs(more: { readonly asksForToken?: boolean } = {}): RoutesLiveInputs {
  return {
    proxy: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    routes: [{ path: "/ai", service: "automation-service", ...more }],
    timeoutSeconds: 0.5,
  };
}

const GUARDED = { asksForToken: true };

describe("a main route is live", () => {
  it("when its own service answers, not when a broader route does", async () => {
    answers = ["page", "page", "service"];
    await lifecycle.create(inputs());
    expect(asked).toBe(7);
    answers = ["page"];
    await expect(lifecycle.create(inputs())).rejects.toThrow(/^GTW003: the gateway does not lead \/ai to automation-/);
  });

  it("where a token is asked for, when a request without one is refused", async () => {
    answers = ["page", "service", "service", "refusal"];
    await lifecycle.create(inputs(GUARDED));
    expect(asked).toBe(8);
  });

  it("not while it is open to everybody where a token is to be asked for", async () => {
    answers = ["service"];
    await expect(lifecycle.create(inputs(GUARDED))).rejects.toThrow(/to automation-service and ask for a token there/);
  });

  it("not when it is refused where no token is asked for", async () => {
    answers = ["refusal"];
    await expect(lifecycle.create(inputs())).rejects.toThrow(/last answer: 401/);
  });

  it("with or without a refusal in the update that ceases to ask for tokens: what asks is deleted after it", async () => {
    for (const answer of ["refusal", "service"] as const) {
      answers = [answer];
      expect(await lifecycle.diff("id", inputs(GUARDED), inputs())).toMatchObject({ changes: true });
      expect(await lifecycle.update?.("id", inputs(GUARDED), inputs())).toEqual({ outs: inputs() });
    }
  });
});
