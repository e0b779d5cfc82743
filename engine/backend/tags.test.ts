import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, it } from "vitest";
import { readTags, writeTags } from "./tags.ts";

let folder: string;
let file: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "tags-"));
  file = join(folder, "dev.pulumi-tags");
});
afterEach(() => rm(folder, { recursive: true }));

it("are kept in the CLI's form, sorted", async () => {
  await writeTags(file, { team: "b", "app:part": "a" });
  expect(await readFile(file, "utf8")).toBe('{"version":1,"tags":{"app:part":"a","team":"b"}}');
  expect(await readTags(file)).toEqual({ team: "b", "app:part": "a" });
});

it("are none where there is no file, and none leave no file", async () => {
  expect(await readTags(file)).toEqual({});
  await writeTags(file, { team: "b" });
  await writeTags(file, {});
  await expect(readFile(file)).rejects.toThrow("ENOENT");
  await writeTags(file, {});
});

it.each(["{", '{"version":2,"tags":{}}', '{"version":1,"tags":{"a":1}}'])(
  "that are %s are an error that names the file",
  async (text) => {
    await writeFile(file, text);
    await expect(readTags(file)).rejects.toThrow(`could not read the stack's tags from ${file}: `);
  },
);
