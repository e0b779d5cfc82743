import fs from "node:fs";
import { expect, it } from "vitest";

const css = fs.readFileSync(new URL("./page.css", import.meta.url), "utf8");
const colours = new Map(
  [...css.matchAll(/--([\w-]+): light-dark\((#[0-9a-f]{6}), (#[0-9a-f]{6})\)/g)].map(
    ([, name = "", light = "", dark = ""]) => [name, { light, dark }],
  ),
);

/** Relative luminance by WCAG 2.2, 0 to 1. */
function luminance(colour: string): number {
  const [red = 0, green = 0, blue = 0] = [1, 3, 5].map((at) => {
    const share = Number.parseInt(colour.slice(at, at + 2), 16) / 255;
    return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

function contrast(one: string, other: string, scheme: "light" | "dark"): number {
  const [dark = 0, light = 0] = [one, other]
    .map((name) => luminance(colours.get(name)?.[scheme] ?? ""))
    .sort((a, b) => a - b);
  return (light + 0.05) / (dark + 0.05);
}

/** WCAG 2.2 AA: 4.5 for text (1.4.3), 3 for what shows where a control is (1.4.11). */
const TEXT = 4.5;
const CONTROL = 3;

it.each([
  ["ink", "ground", TEXT],
  ["ink", "panel", TEXT],
  ["muted", "ground", TEXT],
  ["muted", "panel", TEXT],
  ["accent", "ground", TEXT],
  ["accent", "panel", TEXT],
  ["on-accent", "accent", TEXT],
  ["danger", "ground", TEXT],
  ["danger", "panel", TEXT],
  ["edge", "ground", CONTROL],
  ["edge", "panel", CONTROL],
] as const)("%s on %s can be told in light and dark", (one, other, least) => {
  expect(contrast(one, other, "light")).toBeGreaterThanOrEqual(least);
  expect(contrast(one, other, "dark")).toBeGreaterThanOrEqual(least);
});
