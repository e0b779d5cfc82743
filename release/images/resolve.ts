import fs from "node:fs";
import path from "node:path";
import { pinningOf } from "../../components/image-reference.ts";
import { ReleaseError } from "../../errors/release-error.ts";
import { readStackConfig } from "../stack-config.ts";
import { parseTagged } from "./reference.ts";
import { digestOf, type Logins } from "./registry.ts";
import { imagesIn, type NamedImage, type PinnedImage, withImages } from "./stack-images.ts";

export interface ResolveRequest {
  readonly root: string;
  readonly stack: string;
  readonly logins: Logins;
  readonly say: (line: string) => void;
}

/** An image of a stack, by digest or id; `from` is the tag that it was, absent where it was pinned before. */
export type StackImage = NamedImage & Partial<Pick<PinnedImage, "from">>;

/**
 * Asks registries which image each tag of a stack's config means now, and writes them by digest into the stack's file. What
 * is pinned stays. All are written or none.
 *
 * @returns all images of the stack, by digest
 * @throws IMG001 with every image that has no digest, and why
 */
export async function resolveImages({ root, stack, logins, say }: ResolveRequest): Promise<readonly StackImage[]> {
  const named = imagesIn(readStackConfig(stack, root).images);
  const kept = named.filter(isPinned);
  for (const { key, reference } of kept) say(`${key.join(" ")}: ${reference}, pinned already`);
  const pinned = await pinAll(
    named.filter((image) => !isPinned(image)),
    logins,
  );
  for (const { key, from, reference } of pinned) say(`${key.join(" ")}: ${from} → ${reference}`);
  writeImages(root, stack, pinned);
  return [...kept, ...pinned];
}

/**
 * Images by the digests that their tags have now. One after the other: registries count requests.
 *
 * @throws IMG001 with every image that has no digest, and why
 */
export async function pinAll(images: readonly NamedImage[], logins: Logins): Promise<PinnedImage[]> {
  const pinned: PinnedImage[] = [];
  const problems: string[] = [];
  for (const { key, reference } of images) {
    try {
      const image = parseTagged(reference);
      pinned.push({ key, reference: `${image.name}@${await digestOf(image, logins)}`, from: reference });
    } catch (error) {
      if (!(error instanceof ReleaseError)) throw error;
      problems.push(`${key.join(" ")} (${reference}): ${error.message}`);
    }
  }
  if (problems.length > 0) {
    throw new ReleaseError("IMG001", `nothing was written; not named by digest: ${problems.join("; ")}`);
  }
  return pinned;
}

export function writeImages(root: string, stack: string, images: readonly PinnedImage[]): void {
  if (images.length === 0) return;
  const file = path.join(root, `Pulumi.${stack}.yaml`);
  fs.writeFileSync(file, withImages(fs.existsSync(file) ? fs.readFileSync(file, "utf8") : "", images));
}

function isPinned({ reference }: NamedImage): boolean {
  return pinningOf(reference) === "digest";
}
