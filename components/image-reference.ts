/** What a reference holds an image to. */
export type Pinning = "digest" | "tag" | "nothing";

/**
 * `repository@sha256:…`, or the id of an image that Docker has, is the image itself, whatever becomes of a tag; a tag may
 * come to mean another; no tag, or `latest`, means whatever is newest.
 */
export function pinningOf(reference: string): Pinning {
  if (/(?:^|@)sha256:[0-9a-f]{64}$/.test(reference)) return "digest";
  // After the last slash: a registry's port is no tag.
  const [, tag] = /^[^@]*:([^/:@]+)$/.exec(reference) ?? [];
  return tag === undefined || tag === "latest" ? "nothing" : "tag";
}
