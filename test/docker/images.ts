import fs from "node:fs";
import os from "node:os";
import path from "node:path";
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
  readonly program: string;
  /** Folder into which it writes. */
  readonly data: string;
  /** What it reads beside its configuration. */
  readonly files: readonly string[];
}

const PROMETHEUS: Program = {
  name: "prometheus",
  program: process.env.PROMETHEUS || "prometheus",
  data: "/prometheus",
  files: [],
};

const ALERTMANAGER: Program = {
  name: "alertmanager",
  program: process.env.ALERTMANAGER || "prometheus-alertmanager",
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
      prometheus: await loadProgram(tar, PROMETHEUS),
      alertmanager: await loadProgram(tar, ALERTMANAGER),
    };
  } finally {
    fs.rmSync(folder, { recursive: true });
  }
}

async function loadProgram(tar: string, { name, program, data, files }: Program): Promise<string> {
  const image = `localhost/${name}:docker-test`;
  await runScript(path.join(import.meta.dirname, "../images/image.py"), [
    ...[image, tar, "--base", "--libs", `--user=${NOBODY}`, `--writable=${data}`, `--entry=/bin/${name}`],
    ...[`${onPath(program)}=/bin/${name}`, `${onPath(process.env.BUSYBOX || "busybox")}=/bin/wget`],
    ...files.map((file) => `${file}=${file}`),
  ]);
  await docker("load", "--input", tar);
  return image;
}

function onPath(program: string): string {
  if (program.includes("/")) return program;
  const folders = (process.env.PATH ?? "").split(path.delimiter);
  const found = folders.map((folder) => path.join(folder, program)).find((file) => fs.existsSync(file));
  if (found === undefined) throw new Error(`${program} is not on PATH; bin/canary test --docker installs it`);
  return found;
}
