import fs from "node:fs";
import path from "node:path";
import { expect, it } from "vitest";
import { parse } from "yaml";
import { ROOT } from "../root.ts";
import { imagesIn, type PinnedImage, withImages } from "./stack-images.ts";

const KONG: PinnedImage = { key: ["kong"], reference: "kong@sha256:0123", from: "kong:3.9.3" };
const WEB: PinnedImage = { key: ["services", "frontend@9.9.9"], reference: "web@sha256:4567", from: "web:1.1.0" };

it.each(["local", "staging", "production"])("the file of %s keeps every line that it has", (stack) => {
  const text = fs.readFileSync(path.join(ROOT, `Pulumi.${stack}.yaml`), "utf8");
  expect(withImages(text, [])).toBe(text);
  const lines = withImages(text, [KONG, WEB]).split("\n");
  const own = text.split("\n").filter((line) => !line.includes("images"));
  expect(lines).toEqual(expect.arrayContaining(own));
});

it("writes what each reference was beside it", () => {
  const text = "# Ours\nconfig:\n  canary-release:canaryPercent: 0 # nobody yet\n";
  expect(withImages(text, [KONG, WEB])).toBe(
    `${text}  canary-release:images:\n` +
      "    kong: kong@sha256:0123 # kong:3.9.3\n" +
      "    services:\n" +
      "      frontend@9.9.9: web@sha256:4567 # web:1.1.0\n",
  );
});

it("takes the place of what was there, also where all stood in one line", () => {
  const text =
    'config:\n  canary-release:images: {kong: "kong:3.9.3", services: {frontend@9.9.9: "web:1.1.0"}, lab: x}\n';
  const written = withImages(text, [KONG, WEB]);
  expect(parse(written).config["canary-release:images"]).toEqual({
    kong: KONG.reference,
    services: { "frontend@9.9.9": WEB.reference },
    lab: "x",
  });
  expect(written).toContain("# kong:3.9.3\n");
});

it("begins a file where there is none", () => {
  expect(parse(withImages("", [KONG]))).toEqual({ config: { "canary-release:images": { kong: KONG.reference } } });
});

it("finds every image of a config that is one", () => {
  const images = { services: { "frontend@1": "web:1" }, lab: "", kong: "kong:3" };
  expect(imagesIn(images as unknown as Parameters<typeof imagesIn>[0])).toEqual([
    { key: ["services", "frontend@1"], reference: "web:1" },
    { key: ["kong"], reference: "kong:3" },
  ]);
});
