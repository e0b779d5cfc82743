import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { digestOf, sourceDigest } from "./source-digest.ts";

let root: string;
let service: string;

function write(file: string, content: string): void {
  const target = path.join(service, file);
  fs.mkdirSync(path.dirname(target), { recursive: true });
  fs.writeFileSync(target, content);
}

beforeEach(() => {
  root = fs.mkdtempSync(path.join(os.tmpdir(), "digest-"));
  service = path.join(root, "services", "ai-pipeline");
  fs.mkdirSync(path.join(root, "services", "chassis"), { recursive: true });
  write("main.ts", "export const main = 1;");
  write("tools/echo.ts", "export const echo = 1;");
});

afterEach(() => fs.rmSync(root, { recursive: true }));

describe("digestOf", () => {
  it("is 12 hexadecimal digits", () => {
    expect(digestOf([service])).toMatch(/^[0-9a-f]{12}$/);
  });

  it.each([
    ["a file's content", () => write("tools/echo.ts", "export const echo = 2;")],
    ["a file's name", () => fs.renameSync(path.join(service, "main.ts"), path.join(service, "start.ts"))],
    ["a file more", () => write("catalogue.sql", "")],
    [
      "content that moves from one file to another",
      () => {
        write("main.ts", "export const ");
        write("tools/echo.ts", "main = 1;export const echo = 1;");
      },
    ],
  ])("changes with %s", (_what, change) => {
    const before = digestOf([service]);
    change();
    expect(digestOf([service])).not.toBe(before);
  });

  it.each(["main.test.ts", "page/app.test.tsx", "test/setup.ts", "dist/index.js", "node_modules/x/index.js"])(
    "does not change with %s, which does not run",
    (file) => {
      const before = digestOf([service]);
      write(file, "anything");
      expect(digestOf([service])).toBe(before);
    },
  );

  it("does not depend on the order in which files were made", () => {
    const before = digestOf([service]);
    for (const file of ["tools/echo.ts", "main.ts"]) {
      const content = fs.readFileSync(path.join(service, file), "utf8");
      fs.rmSync(path.join(service, file));
      write(file, content);
    }
    expect(digestOf([service])).toBe(before);
  });
});

describe("sourceDigest", () => {
  const folder = (name: string) => path.join(root, "services", name);

  it("covers the service and what all services share, and no other service", () => {
    fs.mkdirSync(folder("frontend"));
    fs.mkdirSync(folder("types"));
    expect(sourceDigest("aiPipeline", root)).toBe(digestOf([service, folder("chassis"), folder("types")]));
  });

  it("stays what it was for the rest of the deployment", () => {
    const before = sourceDigest("aiPipeline", root);
    fs.writeFileSync(path.join(folder("chassis"), "index.ts"), "export {};");
    expect(sourceDigest("aiPipeline", root)).toBe(before);
    expect(digestOf([service, folder("chassis")])).not.toBe(before);
  });
});
