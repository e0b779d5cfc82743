import { expect, it } from "vitest";
import type { ExecuteResult } from "./execute.ts";
import { failureOf } from "./failure.ts";

const answeredBy = { version: "3.0.1", revision: null };
const answered = (code: string): ExecuteResult => ({
  kind: "answer",
  output: null,
  error: { code, message: "why" },
  traceId: "t",
  durationMs: 1,
  answeredBy,
});
const gateway = (status: number, retryAfterSeconds: number | null = null): ExecuteResult => ({
  kind: "unexpected-answer",
  status,
  message: "why",
  retryAfterSeconds,
  traceId: null,
  answeredBy,
});

it.each([
  [answered("validation"), "validation", "The input was refused", /^Change tool or input/],
  [answered("timeout"), "timeout", "The tool took too long", /trace id/],
  [answered("bad_gateway"), "bad_gateway", "The AI pipeline gave no answer", /trace id/],
  [answered("upstream_error"), "upstream_error", "The tool failed", /trace id/],
  [answered("unknown"), "unknown", "The service failed", /trace id/],
  [answered("constructor"), "constructor", "The service failed", /trace id/],
  [gateway(401), "not_signed_in", "You are not signed in, or not allowed to execute", /^Sign in/],
  [gateway(403), "not_signed_in", "You are not signed in, or not allowed to execute", /^Sign in/],
  [gateway(429), "rate_limited", "Too many requests", /^Wait a minute/],
  [gateway(429, 7), "rate_limited", "Too many requests", /^Wait 7 s/],
  [gateway(503), "unavailable", "The service is not available", /^Wait a moment/],
  [gateway(502), "gateway_error", "The gateway failed", /again/],
  [gateway(404), "refused", "The gateway refused the request", /anew/],
  [gateway(200), "unexpected_answer", "The answer cannot be read", /anew/],
  [{ kind: "no-answer", reason: "unreachable", message: "why" }, "network_error", "No connection", /connection/],
  [
    { kind: "no-answer", reason: "timeout", message: "why" },
    "no_answer_in_time",
    "No answer in time",
    /may still be running/,
  ],
] as const)("%o is told as %s", (result, code, title, next) => {
  expect(failureOf(result)).toMatchObject({
    code,
    title,
    message: expect.stringContaining("why"),
    next: expect.stringMatching(next),
  });
});

it("a success is none", () => {
  expect(
    failureOf({ kind: "answer", output: "pong", error: null, traceId: null, durationMs: null, answeredBy }),
  ).toBeNull();
});
