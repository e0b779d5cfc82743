import { packTar } from "modern-tar";
import type { PropertyMap } from "../../deployment/values/property-value.ts";
import { objectsAt, textAt } from "../properties/values.ts";

const READABLE = 0o644;
const EXECUTABLE = 0o744;

/** A tar of the files that are to be in a container before it starts; undefined when there are none. */
export async function uploadArchive(inputs: PropertyMap, now: Date): Promise<Buffer | undefined> {
  const uploads = objectsAt(inputs, "uploads");
  if (uploads.length === 0) return undefined;
  const entries = uploads.map((upload) => {
    const body = contentOf(upload);
    // Relative to the root, to which it is unpacked.
    const name = textAt(upload, "file").replace(/^\/+/, "");
    return { header: { name, mode: modeOf(upload), size: body.length, mtime: now, uid: 0, gid: 0 }, body };
  });
  return Buffer.from(await packTar(entries));
}

function contentOf(upload: PropertyMap): Buffer {
  const encoded = textAt(upload, "contentBase64");
  return encoded === "" ? Buffer.from(textAt(upload, "content")) : Buffer.from(encoded, "base64");
}

function modeOf(upload: PropertyMap): number {
  const permissions = textAt(upload, "permissions");
  if (permissions !== "") return Number.parseInt(permissions, 8);
  return upload.executable === true ? EXECUTABLE : READABLE;
}
