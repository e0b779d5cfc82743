import fc from "fast-check";
import { expect, it } from "vitest";
import { addressInside, nameByContent, objectName, urlFromOutside } from "./names.ts";

const PLACE = { context: "staging eu", namespace: "canary-staging" };

it("is the revision's name with dashes", () => {
  expect(objectName("ai-pipeline-1.0.0-newidea-abcdef")).toBe("ai-pipeline-1-0-0-newidea-abcdef");
});

it("is a DNS label that keeps the hash, however long the version is", () => {
  const version = fc.stringMatching(/^[0-9A-Za-z][0-9A-Za-z._-]{0,120}$/);
  const hash = fc.stringMatching(/^[0-9a-f]{6}$/);
  fc.assert(
    fc.property(version, hash, (text, digits) => {
      const name = objectName(`ai-pipeline-${text}-${digits}`);
      expect(name).toMatch(/^[a-z]([-a-z0-9]{0,61}[a-z0-9])$/);
      expect(name.endsWith(`-${digits}`)).toBe(true);
    }),
  );
});

it("changes with the content and not with the order of its keys", () => {
  expect(nameByContent("a", { x: "1", y: "2" })).toBe(nameByContent("a", { y: "2", x: "1" }));
  expect(nameByContent("a", { x: "1" })).not.toBe(nameByContent("a", { x: "2" }));
  expect(nameByContent("a".repeat(63), { x: "1" })).toHaveLength(63);
});

it("is one place from inside and another from outside", () => {
  expect(addressInside(PLACE, "frontend", 3100)).toBe("frontend.canary-staging.svc:3100");
  expect(urlFromOutside(PLACE, "frontend", 3100)).toBe(
    "kubernetes://staging%20eu/canary-staging/services/frontend:3100",
  );
});
