import { isMap, parseDocument, type YAMLMap } from "yaml";
import type { ReleaseConfig } from "../../components/config/schema.ts";

type Images = ReleaseConfig["images"];

/** Where in `images` a reference stands: `["kong"]`, or `["services", "ai-pipeline@1.1.0"]`. */
export type ImageKey = readonly [Exclude<keyof Images, "services">] | readonly ["services", string];

export interface NamedImage {
  readonly key: ImageKey;
  readonly reference: string;
}

/** Every image that config names, those of services first. An empty reference names none. */
export function imagesIn({ services, ...others }: Images): NamedImage[] {
  const keys = Object.keys(others) as (keyof typeof others)[];
  return [
    ...Object.entries(services).map(([name, reference]): NamedImage => ({ key: ["services", name], reference })),
    ...keys.map((name): NamedImage => ({ key: [name], reference: others[name] })),
  ].filter(({ reference }) => reference !== "");
}

/** A reference that is to be written, and what it was made of, for whoever reads the file. */
export interface PinnedImage extends NamedImage {
  readonly from: string;
}

const PROJECT_KEY = "canary-release:images";

/**
 * The stack file with these references under `images`, each with the comment that says what it was. Everything else, with
 * its comments, stays as it is.
 *
 * @throws when the text is no stack file
 */
export function withImages(text: string, images: readonly PinnedImage[]): string {
  const document = parseDocument(text);
  if (document.errors.length > 0) throw new Error(`the stack's file is no YAML: ${document.errors[0]?.message}`);
  for (const { key, reference, from } of images) {
    const value = document.createNode(reference);
    value.comment = ` ${from}`;
    const path = ["config", PROJECT_KEY, ...key];
    document.setIn(path, value);
    // What was written in one line has no room for comments.
    for (let depth = 2; depth < path.length; depth++) {
      const parent = document.getIn(path.slice(0, depth));
      if (isMap(parent)) (parent as YAMLMap).flow = false;
    }
  }
  return document.toString({ lineWidth: 0, flowCollectionPadding: false });
}
