import { expect, it } from "vitest";
import { ROOT } from "../root.ts";
import { choice, NEW, OLD } from "../steps/test/choices.ts";
import { formerChoice } from "./former-choice.ts";

const composite = (value: unknown) => ({ value: JSON.stringify(value), objectValue: value, secret: false });
const plain = (value: string) => ({ value, secret: false });

/** As `pulumi stack history --json` writes them: newest first. */
const HISTORY = JSON.stringify([
  { version: 3, result: "failed", config: { "canary-release:canaryPercent": plain("50") } },
  {
    version: 2,
    result: "succeeded",
    config: {
      "canary-release:canaryPercent": plain("10"),
      "canary-release:stable": composite(OLD),
      "canary-release:canary": composite(NEW),
      "canary-release:llmApiKey": { secret: true },
    },
  },
  { version: 1, result: "succeeded", config: { "canary-release:stable": composite(OLD) } },
]);

it("is what config said at that update, without its secrets", () => {
  expect(formerChoice(HISTORY, 2, ROOT)).toEqual(choice({ canary: NEW, canaryPercent: 10 }));
});

it("takes what that config left out from the defaults", () => {
  expect(formerChoice(HISTORY, 1, ROOT)).toEqual(choice({}));
});

it.each([
  [3, 'that update ended as "failed"'],
  [9, "there was no such update"],
])("is refused for update %i: %s", (version, why) => {
  expect(() => formerChoice(HISTORY, version, ROOT)).toThrow(
    `PHS001: --to ${version}: ${why}; updates that succeeded: 2, 1`,
  );
});
