import { execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import path from "node:path";
import { text } from "node:stream/consumers";
import { SERVICES } from "../../components/services.ts";
import { ReleaseError } from "../../errors/release-error.ts";
import { readStackConfig } from "../stack-config.ts";
import type { Logins } from "./registry.ts";
import { pinAll, writeImages } from "./resolve.ts";
import type { NamedImage, PinnedImage } from "./stack-images.ts";

export interface BuildRequest {
  readonly root: string;
  readonly stack: string;
  /** Where images are pushed, without the component: `ghcr.io/acme/canary-release`. Absent: they stay in the engine. */
  readonly push: string | undefined;
  readonly logins: Logins;
  readonly say: (line: string) => void;
}

/** What scripts/build_image.sh says it has built. */
interface BuiltImage {
  readonly tagged: string;
  /** The engine's own name for it: `sha256:…`. */
  readonly id: string;
  readonly version: string;
}

/**
 * Builds the images of the working tree's services with docker, and writes them into the stack's file: by the digest that
 * the registry gives where they are pushed, else by the id that this engine gives, which no other machine can resolve.
 *
 * @returns the images that were written
 * @throws IMG001 when an image could not be built, pushed or resolved; nothing is written then
 */
export async function buildImages({ root, stack, push, logins, say }: BuildRequest): Promise<readonly PinnedImage[]> {
  const { platform } = readStackConfig(stack, root);
  if (push === undefined && platform !== "docker") {
    throw new ReleaseError(
      "IMG001",
      `stack ${stack} has platform ${platform}; ${platform === "local" ? "it runs no images" : "a cluster pulls its images: give --push <repository>"}`,
    );
  }
  const built: { readonly name: string; readonly image: BuiltImage }[] = [];
  for (const { name } of SERVICES) built.push({ name, image: await build(root, name, push, say) });
  const named = built.map(({ name, image }): NamedImage => {
    return { key: ["services", `${name}@${image.version}`], reference: image.tagged };
  });
  const pinned = push === undefined ? byId(named, built) : await pushAll(named, logins);
  for (const { key, from, reference } of pinned) say(`${key.join(" ")}: ${from} → ${reference}`);
  writeImages(root, stack, pinned);
  return pinned;
}

function byId(named: readonly NamedImage[], built: readonly { readonly image: BuiltImage }[]): PinnedImage[] {
  return named.map(({ key, reference }, index) => ({ key, reference: built[index]?.image.id ?? "", from: reference }));
}

async function pushAll(images: readonly NamedImage[], logins: Logins): Promise<PinnedImage[]> {
  for (const { reference } of images) {
    try {
      execFileSync("docker", ["push", reference], { stdio: ["ignore", "inherit", "inherit"] });
    } catch (cause) {
      throw new ReleaseError("IMG001", `docker push ${reference} failed; nothing was written`, { cause });
    }
  }
  return pinAll(images, logins);
}

async function build(
  root: string,
  component: string,
  repository: string | undefined,
  say: (line: string) => void,
): Promise<BuiltImage> {
  const script = path.join(root, "scripts", "build_image.sh");
  const env = { ...process.env, ...(repository === undefined ? {} : { IMAGE_REPOSITORY: repository }) };
  const child = spawn(script, [component], { cwd: root, env, stdio: ["ignore", "pipe", "inherit"] });
  const [output, [code]] = await Promise.all([text(child.stdout), once(child, "close")]);
  say(output.trimEnd());
  const said = (word: string) => new RegExp(`^${word} (\\S+)$`, "m").exec(output)?.[1];
  const [tagged, id, version] = [said("image"), said("id"), said("version")];
  if (code !== 0 || tagged === undefined || id === undefined || version === undefined) {
    throw new ReleaseError("IMG001", `the image of ${component} was not built (exit ${code}); nothing was written`);
  }
  return { tagged, id, version };
}
