import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { SERVICES } from "../../components/services.ts";
import { COMPONENTS } from "./component.ts";
import { isReleaseVersion, parseTagName, TAG_SUBJECTS, tagName } from "./tag-name.ts";

it("components are the services of the release", () => {
  expect(COMPONENTS).toEqual(SERVICES.map(({ name }) => name));
});

describe("a tag's name", () => {
  it("has the release's version and what it is of", () => {
    expect(parseTagName("v1.1.0-walking-skeleton")).toEqual({ version: "1.1.0", subject: "walking-skeleton" });
    expect(parseTagName("v10.0.21-ai-pipeline")).toEqual({ version: "10.0.21", subject: "ai-pipeline" });
  });

  it("is read as it was written", () => {
    const number = fc.nat();
    const version = fc.tuple(number, number, number).map((numbers) => numbers.join("."));
    fc.assert(
      fc.property(version, fc.constantFrom(...TAG_SUBJECTS), (version, subject) => {
        expect(parseTagName(tagName({ version, subject }))).toEqual({ version, subject });
      }),
    );
  });

  it.each([
    "1.1.0-walking-skeleton",
    "v1.1-walking-skeleton",
    "v1.1.0.0-frontend",
    "v01.1.0-frontend",
    "v1.1.0",
    "v1.1.0-",
    "v1.1.0-backend",
    "v1.1.0-Frontend",
    "v1.1.0-frontend ",
    "v1.1.0-frontend\n",
    "v1.1.0-rc.1-frontend",
    "v1.1.0-newidea-ai-pipeline",
    "v1.1.0+5-frontend",
    "refs/tags/v1.1.0-frontend",
    "",
  ])("%j is refused, with what is allowed", (name) => {
    const parse = () => parseTagName(name);
    expect(parse).toThrow(`TAG001: ${JSON.stringify(name)} is not the name of a release tag; allowed: vX.Y.Z-<of>`);
    expect(parse).toThrow("automation-service, ai-pipeline, frontend, walking-skeleton");
  });
});

it.each(["1.1", "v1.1.0", "1.1.0-rc.1", "1.01.0", "1.1.0\n"])("%j is no version of a release", (text) => {
  expect(isReleaseVersion("1.1.0")).toBe(true);
  expect(isReleaseVersion(text)).toBe(false);
});
