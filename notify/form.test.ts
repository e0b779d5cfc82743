import { expect, it } from "vitest";
import { z } from "zod";
import { bodyOf } from "./form.ts";
import type { Message } from "./message.ts";

const message = (text: string): Message => ({
  id: "0123456789abcdef",
  stack: "staging",
  at: "2026-01-01T12:00:00.000Z",
  kind: "gate failed",
  severity: "warning",
  text,
  event: {
    at: "2026-01-01T12:00:00.000Z",
    event: "gate decided",
    gate: "slo",
    subject: "api-2",
    outcome: "fail",
    checks: [],
  },
});

const slack = z.object({
  text: z.string(),
  blocks: z.tuple([
    z.object({ type: z.literal("section"), text: z.object({ type: z.literal("mrkdwn"), text: z.string() }) }),
    z.object({
      type: z.literal("context"),
      elements: z.array(z.object({ type: z.literal("mrkdwn"), text: z.string() })),
    }),
  ]),
});

it("is the message itself in the generic form", () => {
  expect(bodyOf(message("errors 9 %"), "json")).toEqual(message("errors 9 %"));
});

it("is a section with the time below it for Slack, and a line where blocks are not shown", () => {
  const body = slack.parse(bodyOf(message("errors 9 %"), "slack"));
  expect(body.text).toBe(":warning: *staging*: gate failed: errors 9 %");
  expect(body.blocks[0].text.text).toBe(":warning: *staging*: gate failed\nerrors 9 %");
  expect(body.blocks[1].elements[0]?.text).toBe("2026-01-01T12:00:00.000Z");
});

it("keeps Slack from taking a text for a mention or a link", () => {
  const body = slack.parse(bodyOf(message("error rate < 1 % & <!channel>"), "slack"));
  expect(body.blocks[0].text.text).toContain("error rate &lt; 1 % &amp; &lt;!channel&gt;");
});

it("keeps to what a section of Slack takes, and cuts no escaped character in two", () => {
  const body = slack.parse(bodyOf(message("<".repeat(3000)), "slack"));
  expect(body.blocks[0].text.text.length).toBeLessThan(3000);
  expect(body.blocks[0].text.text).toMatch(/&lt; …$/);
});
