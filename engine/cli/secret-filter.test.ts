import { expect, test } from "vitest";
import type { StepMetadata } from "../deployment/events.ts";
import { secretFilter } from "./secret-filter.ts";

function messageOf(secrets: readonly string[], message: string): string {
  const event = secretFilter(secrets)({ diagnosticEvent: { message, color: "never", severity: "info" } });
  return "diagnosticEvent" in event ? event.diagnosticEvent.message : "";
}

test.each([
  [["hush"], "the token is hush, hush", "the token is [secret], [secret]"],
  [["hush", "hush-hush"], "hush-hush and hush", "[secret] and [secret]"],
  [['a"b'], 'as it is: a"b; in JSON: {"x":"a\\"b"}', 'as it is: [secret]; in JSON: {"x":"[secret]"}'],
  [["a.c"], "abc a.c", "abc [secret]"],
  [["ab", "true", "FALSE"], "ab true FALSE", "ab true FALSE"],
  [[], "nothing to hide", "nothing to hide"],
])("with the secrets %j, %j is told as %j", (secrets, message, told) => {
  expect(messageOf(secrets, message)).toBe(told);
});

test("properties are told without secrets that the program has made no secret of; names stay", () => {
  const state = (text: string) => ({
    type: "t",
    urn: "urn:hush",
    id: "hush-1",
    parent: "",
    inputs: { hush: text, list: [{ text: `of ${text}` }], size: 1 },
    outputs: { text },
    provider: "",
  });
  const metadata = (text: string): StepMetadata => ({
    op: "update",
    urn: "urn:hush",
    type: "t",
    old: null,
    new: state(text),
    detailedDiff: null,
    provider: "",
  });
  const hide = secretFilter(["hush"]);
  expect(hide({ resourcePreEvent: { metadata: metadata("hush") } })).toEqual({
    resourcePreEvent: { metadata: metadata("[secret]") },
  });
  expect(hide({ resOpFailedEvent: { metadata: metadata("hush"), status: 0, steps: 1 } })).toEqual({
    resOpFailedEvent: { metadata: metadata("[secret]"), status: 0, steps: 1 },
  });
});
