import { execFile } from "node:child_process";
import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { promisify } from "node:util";
import { runScript } from "../harness/run-script.ts";
import { type TreeImages, treeImages, writeImage } from "../images/working-tree.ts";
import { CONTAINERD_SOCKET } from "./environment.ts";

const SCRIPTS = path.join(import.meta.dirname, "kubernetes");
export const PROMETHEUS_IMAGE = "localhost/prometheus:test-cluster";

/**
 * Builds the cluster's programs where they are not built yet, starts it, and loads the images of the working tree.
 *
 * @returns whether it was started here; one that ran already is somebody else's to end
 */
export async function startCluster(): Promise<boolean> {
  await runScript(path.join(SCRIPTS, "build.sh"));
  const ranAlready = fs.existsSync(CONTAINERD_SOCKET);
  await runScript(path.join(SCRIPTS, "up.sh"));
  await loadImages(treeImages());
  return !ranAlready;
}

export async function endCluster(): Promise<void> {
  await runScript(path.join(SCRIPTS, "down.sh"));
}

/** Containerd keeps images over the cluster's end: only what changed is made, and its former image is removed. */
async function loadImages({ images }: TreeImages): Promise<void> {
  const there = await containerd("images", "ls", "-q");
  const loaded = there.trim().split("\n");
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), "canary-images-"));
  try {
    for (const [index, image] of images.entries()) {
      if (image.tags.every((tag) => loaded.includes(tag))) continue;
      const tar = path.join(folder, `${index}.tar`);
      await writeImage(image, tar);
      await runScript(path.join(SCRIPTS, "load-image.sh"), [tar]);
      fs.rmSync(tar);
      const names = new Set(image.tags.map((tag) => tag.slice(0, tag.lastIndexOf(":"))));
      const former = loaded.filter((tag) => names.has(tag.slice(0, tag.lastIndexOf(":"))) && !image.tags.includes(tag));
      if (former.length > 0) await containerd("images", "rm", ...former);
    }
  } finally {
    fs.rmSync(folder, { recursive: true });
  }
}

async function containerd(...args: string[]): Promise<string> {
  return (await promisify(execFile)("ctr", ["-a", CONTAINERD_SOCKET, "-n", "k8s.io", ...args])).stdout;
}

/** @throws with what kubectl says when it fails. */
export async function kubectl(...args: string[]): Promise<string> {
  const { stdout } = await promisify(execFile)("kubectl", args, { timeout: 120_000, maxBuffer: 64 << 20 });
  return stdout;
}
