import { expect, it } from "vitest";
import { slugger } from "./slug.ts";

it.each([
  ["A release, by plain Pulumi", "a-release-by-plain-pulumi"],
  ["`bin/canary tag` & more", "bincanary-tag--more"],
  ["snake_case stays-so", "snake_case-stays-so"],
  ["[1.1.0] - 2026-11-23", "110---2026-11-23"],
  ["Größe", "größe"],
])("names %s as GitHub does", (heading, slug) => {
  expect(slugger()(heading)).toBe(slug);
});

it("tells headings of one name apart", () => {
  const slug = slugger();
  expect(["Added", "Added", "Added-1", "Added"].map(slug)).toEqual(["added", "added-1", "added-1-1", "added-2"]);
});
