/**
 * Blocks of documents that run, each document's in their order, in one bash session on a stack of their own. Marked so in
 * their info string: `sh run` must end well, `sh run fails` must not, `promql run` must find a series at that point.
 * Everything else that documents say is checked by documentation/check.test.ts.
 */
import fs from "node:fs";
import path from "node:path";
import { expect, it } from "vitest";
import { readDocuments } from "../../documentation/check.ts";
import { parseDocument } from "../../documentation/markdown/document.ts";
import { readProject } from "../../documentation/project.ts";
import { copyProject } from "../../documentation/run/place.ts";
import { blocksToRun, runDocument } from "../../documentation/run/run.ts";
import { ROOT } from "../harness/engine.ts";

/** For what hangs; a release takes minutes on a busy machine. */
const PATIENCE_MS = 900_000;

const documents = [...readDocuments(readProject(ROOT)).values()].filter((document) => blocksToRun(document).length > 0);

it.each(documents.map((document) => [document.file, document] as const))(
  "%s runs as it is written",
  { timeout: PATIENCE_MS },
  async (_file, document) => {
    await runDocument(document, await copyProject(ROOT));
  },
);

it("documents find a clean repository of git, a home and a stack file of their own", {
  timeout: PATIENCE_MS,
}, async () => {
  const commands = 'test -z "$(git status --porcelain)"\ntest ! -e ~/.ssh\n';
  const document = parseDocument("MADE_UP.md", `\`\`\`sh run\n${commands}\`\`\`\n`);
  const place = await copyProject(ROOT);
  expect(fs.readFileSync(path.join(place.root, "Pulumi.local.yaml"), "utf8")).toContain(String(place.ports.get(9090)));
  await runDocument(document, place);
  expect(fs.existsSync(place.folder)).toBe(false);
});
