/** Reads a diagram from standard input with Mermaid's own parser; exit code 1 and the parser's words where it is none. */
import { text } from "node:stream/consumers";
import { JSDOM } from "jsdom";

// The parser cleans labels with the browser's means.
const { window } = new JSDOM("");
Object.assign(globalThis, { window, document: window.document });

const { default: mermaid } = await import("mermaid");
try {
  await mermaid.parse(await text(process.stdin));
} catch (error) {
  process.stderr.write(error instanceof Error ? error.message : String(error));
  process.exitCode = 1;
}
