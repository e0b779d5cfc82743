import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { expect, it } from "vitest";
import { dockerLogins } from "./docker-logins.ts";

const inFolder = (use: (folder: string) => void) => {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), "docker-logins-"));
  try {
    use(folder);
  } finally {
    fs.rmSync(folder, { recursive: true });
  }
};

it("finds the login of a registry by its name, and Docker's own under the name that docker login gives it", () =>
  inFolder((folder) => {
    const auths = { "ghcr.io": { auth: "Z2g=" }, "https://index.docker.io/v1/": { auth: "aHVi" }, helped: {} };
    fs.writeFileSync(path.join(folder, "config.json"), JSON.stringify({ auths, credsStore: "desktop" }));
    const logins = dockerLogins(folder);
    expect(["ghcr.io", "docker.io", "helped", "quay.io"].map(logins)).toEqual(["Z2g=", "aHVi", undefined, undefined]);
  }));

it("knows none where nobody has logged in", () =>
  inFolder((folder) => {
    expect(dockerLogins(folder)("ghcr.io")).toBeUndefined();
  }));
