import { expect, test } from "vitest";
import { terminalPage } from "./terminal-page.ts";

const shown = (captured: string) => /<pre[^>]*>([\s\S]*)<\/pre>/.exec(terminalPage(captured))?.[1];

test("shows what a terminal showed, with its styles, up to where they end", () => {
  expect(shown("\x1b[1mslo gate\x1b[0m looks\n\x1b[0;2mcanary\x1b[0m\x1b[39m\x1b[49m <50> & more\n\n")).toBe(
    '<span style="font-weight:700">slo gate</span> looks\n<span style="opacity:.6">canary</span> &lt;50&gt; &amp; more',
  );
  expect(shown("\x1b[1;32mok\x1b[22m still green\x1b[39m plain")).toBe(
    '<span style="font-weight:700;color:#7ee2a8">ok</span><span style="color:#7ee2a8"> still green</span> plain',
  );
});
