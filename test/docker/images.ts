import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { findProgram } from "../../processes/find-program.ts";
import { ALERTMANAGER, BUSYBOX, type DebianProgram, PROMETHEUS } from "../../release/setup/debian-program.ts";
import { runScript } from "../harness/run-script.ts";
import { treeImages, writeImage } from "../images/working-tree.ts";
import { docker } from "./docker.ts";

/** The images of a release, by the keys of config's `images`. */
export interface DockerImages {
  readonly services: Readonly<Record<string, string>>;
  readonly lab: string;
  readonly prometheus: string;
  readonly alertmanager: string;
}

/** A program of Debian's. */
interface Program {
  readonly name: string;
  readonly program: DebianProgram;
  /** Folder into which it writes. */
  readonly data: string;
  /** What it reads beside its configuration. */
  readonly files: readonly string[];
}

const PROMETHEUS_IMAGE: Program = {
  name: "prometheus",
  program: PROMETHEUS,
  data: "/prometheus",
  files: [],
};

const ALERTMANAGER_IMAGE: Program = {
  name: "alertmanager",
  program: ALERTMANAGER,
  data: "/alertmanager",
  // Its maker's has them inside.
  files: ["/usr/share/prometheus/alertmanager"],
};

/** `nobody`, who runs Prometheus and Alertmanager in the images of their makers, too. */
const NOBODY = "65534:65534";

/**
 * Makes and loads images of the working tree, and of Debian's Prometheus and Alertmanager as their makers' images are: with
 * busybox, and a data folder that is theirs. What the engine has already stays.
 */
export async function loadImages(): Promise<DockerImages> {
  const { images, services, lab } = treeImages();
  const there = (await docker("image", "ls", "--format={{.Repository}}:{{.Tag}}")).split("\n");
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), "canary-images-"));
  const tar = path.join(folder, "image.tar");
  try {
    for (const image of images) {
      if (image.tags.every((tag) => there.includes(tag))) continue;
      await writeImage(image, tar);
      await docker("load", "--input", tar);
    }
    return {
      services,
      lab,
      prometheus: await loadProgram(tar, PROMETHEUS_IMAGE),
      alertmanager: await loadProgram(tar, ALERTMANAGER_IMAGE),
    };
  } finally {
    fs.rmSync(folder, { recursive: true });
  }
}

async function loadProgram(tar: string, { name, program, data, files }: Program): Promise<string> {
  const image = `localhost/${name}:docker-test`;
  await runScript(path.join(import.meta.dirname, "../images/image.py"), [
    ...[image, tar, "--base", "--libs", `--user=${NOBODY}`, `--writable=${data}`, `--entry=/bin/${name}`],
    ...[`${onPath(program)}=/bin/${name}`, `${onPath(BUSYBOX)}=/bin/wget`],
    ...files.map((file) => `${file}=${file}`),
  ]);
  await docker("load", "--input", tar);
  return image;
}

function onPath({ variable, binary }: DebianProgram): string {
  const name = process.env[variable] || binary;
  const found = findProgram(name, process.env.PATH ?? "");
  if (found === undefined) throw new Error(`${name} is not on PATH; bin/canary test --docker installs it`);
  return found;
}
