import { createHash } from "node:crypto";
import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { digestOf } from "../../components/platforms/local/source-digest.ts";
import { SERVICES } from "../../components/services.ts";
import versions from "../../services/versions.json" with { type: "json" };
import { runScript } from "../harness/run-script.ts";
import { installedPackages, manifestOf } from "./dependencies.ts";

const ROOT = path.resolve(import.meta.dirname, "../..");
const IMAGE_PY = path.join(import.meta.dirname, "image.py");
/** Has no name on the machine, so nobody there has its rights. */
const USER = "65532:65532";
/** What the programs of lab/ need. */
const LAB_PACKAGES = ["commander", "undici", "zod"];

/** An image of the working tree. Its tags change with its content. */
export interface TreeImage {
  readonly tags: readonly string[];
  /** Folders of the project that it holds, at the same place below /app. */
  readonly folders: readonly string[];
  readonly packages: readonly string[];
  readonly environment: Readonly<Record<string, string>>;
  /** The program that runs where a pod names none. */
  readonly program: string;
}

/** What an image of the registry would be to a stack's config: by "service@version", and the lab's. */
export interface TreeImages {
  readonly images: readonly TreeImage[];
  readonly services: Readonly<Record<string, string>>;
  readonly lab: string;
}

/**
 * The images of all versions of the services, and of lab/. Versions of one service are one image with several names here, as
 * they run one working tree on one machine.
 */
export function treeImages(): TreeImages {
  const lab = labImage();
  const services = SERVICES.map(({ key, name, containerPort }) => {
    const folders = ["services/types", "services/chassis", `services/${name}`];
    const needed = Object.keys(manifestOf(path.join(ROOT, "services", name)).dependencies ?? {});
    const chassis = Object.keys(manifestOf(path.join(ROOT, "services/chassis")).dependencies ?? {});
    const packages = installedPackages(ROOT, [...needed, ...chassis]);
    const digest = contentDigest(folders, packages);
    const tags = Object.fromEntries(
      versions[key].map((version) => [`${name}@${version}`, `localhost/${name}:${version}-${digest}`]),
    );
    const image: TreeImage = {
      tags: Object.values(tags),
      folders,
      packages,
      environment: { HOST: "0.0.0.0", PORT: String(containerPort) },
      program: `services/${name}/main.ts`,
    };
    return { tags, image };
  });
  return {
    images: [...services.map(({ image }) => image), lab],
    services: Object.assign({}, ...services.map(({ tags }) => tags)),
    lab: lab.tags[0] ?? "",
  };
}

function labImage(): TreeImage {
  const packages = installedPackages(ROOT, LAB_PACKAGES);
  const tag = `localhost/lab:${contentDigest(["lab"], packages)}`;
  return { tags: [tag], folders: ["lab"], packages, environment: {}, program: "lab/gateway/main.ts" };
}

function contentDigest(folders: readonly string[], packages: readonly string[]): string {
  const manifests = packages.map((folder) => fs.readFileSync(path.join(ROOT, folder, "package.json")));
  const hash = createHash("sha256").update(digestOf(folders.map((folder) => path.join(ROOT, folder))));
  for (const content of [process.version, fs.readFileSync(IMAGE_PY), ...manifests]) hash.update(content);
  return hash.digest("hex").slice(0, 12);
}

/** Writes an image as a tar. Its node is the one that runs this. */
export async function writeImage(image: TreeImage, tar: string): Promise<void> {
  const stage = fs.mkdtempSync(path.join(os.tmpdir(), "canary-image-"));
  try {
    fs.copyFileSync(path.join(ROOT, "package.json"), path.join(stage, "package.json"));
    fs.mkdirSync(path.join(stage, "node_modules"));
    // A link, as npm makes it: Node strips types by the real path, and below node_modules it refuses to.
    fs.symlinkSync("../services/chassis", path.join(stage, "node_modules/service-chassis"));
    const [name = "", ...also] = image.tags;
    await runScript(IMAGE_PY, [
      ...[name, tar, ...also.map((tag) => `--also=${tag}`), "--libs", "--base", `--user=${USER}`, "--workdir=/app"],
      ...Object.entries({ NODE_ENV: "production", HOME: "/tmp", ...image.environment }).map(
        ([key, value]) => `--env=${key}=${value}`,
      ),
      ...["--entry=/bin/node", `--entry=${image.program}`, `${process.execPath}=/bin/node`, `${stage}=/app`],
      ...[...image.folders, ...image.packages].map((folder) => `${path.join(ROOT, folder)}=/app/${folder}`),
    ]);
  } finally {
    fs.rmSync(stage, { recursive: true });
  }
}
