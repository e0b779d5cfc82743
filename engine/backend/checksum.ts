import { createHash } from "node:crypto";
import { readFile, rm } from "node:fs/promises";
import { z } from "zod";
import { writeFileAtomically } from "./atomic-file.ts";

const attributes = z.looseObject({ md5: z.string().nullish() });

/** The CLI's file of a blob's attributes, among them the checksum, beside the blob (gocloud.dev/blob/fileblob). */
function attributesFile(path: string): string {
  return `${path}.attrs`;
}

/** MD5, the only checksum that the CLI's attributes have: it tells damage, not malice. In base 64. */
export function checksumOf(text: string): string {
  return createHash("md5").update(text).digest("base64");
}

/** Notes beside a file what its checksum is, in the form that the CLI writes. */
export async function writeChecksum(path: string, checksum: string): Promise<void> {
  const form = {
    "user.cache_control": "",
    "user.content_disposition": "",
    "user.content_encoding": "",
    "user.content_language": "",
    "user.content_type": "text/plain; charset=utf-8",
    "user.metadata": null,
    md5: checksum,
  };
  await writeFileAtomically(attributesFile(path), `${JSON.stringify(form)}\n`);
}

/** Has a file be one whose checksum nobody knows. */
export async function removeChecksum(path: string): Promise<void> {
  await rm(attributesFile(path), { force: true });
}

/** The checksum that is noted for a file; undefined when none can be read. */
export async function readChecksum(path: string): Promise<string | undefined> {
  try {
    return attributes.parse(JSON.parse(await readFile(attributesFile(path), "utf8"))).md5 ?? undefined;
  } catch {
    return undefined;
  }
}
