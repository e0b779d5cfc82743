/**
 * Takes the pictures of README.md: `node documentation/pictures/take.ts terminal|page <file> <picture.png>`. `terminal` is
 * given what `tmux capture-pane -p -e` wrote, `page` an HTML file, of which the first screen is taken.
 */
import fs from "node:fs";
import path from "node:path";
import { chromium, type Page } from "playwright-core";
import { findBrowser } from "../../gates/frontend/browser/find.ts";
import { terminalPage } from "./terminal-page.ts";

const [kind, file, picture] = process.argv.slice(2);
if ((kind !== "terminal" && kind !== "page") || file === undefined || picture === undefined) {
  process.stderr.write("usage: node documentation/pictures/take.ts terminal|page <file> <picture.png>\n");
  process.exit(2);
}

const found = findBrowser(process.env);
if (found.kind === "missing") throw new Error(found.reason);
const browser = await chromium.launch({
  executablePath: found.executable,
  chromiumSandbox: process.getuid?.() !== 0,
  args: ["--disable-gpu", "--disable-background-networking"],
});
try {
  const page = await browser.newPage({ viewport: { width: 1000, height: 900 } });
  await (kind === "terminal" ? ofTerminal(page, file, picture) : ofPage(page, file, picture));
} finally {
  await browser.close();
}

async function ofTerminal(page: Page, captured: string, to: string): Promise<void> {
  await page.setContent(terminalPage(fs.readFileSync(captured, "utf8")));
  await page.locator("body").screenshot({ path: to });
}

async function ofPage(page: Page, html: string, to: string): Promise<void> {
  await page.goto(`file://${path.resolve(html)}`);
  await page.screenshot({ path: to });
}
