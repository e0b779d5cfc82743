import fs from "node:fs";
import path from "node:path";
import { expect, it } from "vitest";
import { program } from "../../release/cli.ts";
import { renderReference } from "./reference.ts";

it("docs/COMMANDS.md is what the program says of itself", async () => {
  await expect(renderReference(program())).toMatchFileSnapshot("../../docs/COMMANDS.md");
});

it("every example is of a command", () => {
  const names = program().commands.map((command) => `${command.name()}.txt`);
  for (const file of fs.readdirSync(path.join(import.meta.dirname, "examples"))) expect(names).toContain(file);
});
