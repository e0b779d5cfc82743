import { describe, expect, test } from "vitest";
import { assetsOf, isPage } from "./html.ts";

const PAGE = `<!doctype html><html><head><title>OpsConductor – Exec Sandbox</title>
<script type="module" crossorigin src="/assets/index-abc.js"></script>
<link rel="stylesheet" href="/assets/index-abc.css"><link rel="icon" href="//elsewhere/icon.svg">
<link rel="preload" href="https://elsewhere/font"></head><body><div id="root"></div></body></html>`;

describe("the page", () => {
  test("is known by its root element and title", () => {
    expect(isPage(PAGE)).toBe(true);
    expect(isPage(PAGE.replace('id="root"', 'id="app"'))).toBe(false);
    expect(isPage(PAGE.replace("OpsConductor", "Welcome to nginx"))).toBe(false);
    expect(isPage({ message: "no Route matched" })).toBe(false);
  });

  test("names the assets of its own origin", () => {
    expect(assetsOf(PAGE)).toEqual(["/assets/index-abc.js", "/assets/index-abc.css"]);
  });
});
