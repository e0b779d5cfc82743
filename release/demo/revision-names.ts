import fs from "node:fs";
import path from "node:path";
import { parse } from "yaml";
import { z } from "zod";
import { parseConfig } from "../../components/config/parse.ts";
import { planRelease, revisionNames } from "../../components/plan/plan.ts";
import { sourceDigest } from "../../components/platforms/local/source-digest.ts";
import knownVersions from "../../services/versions.json" with { type: "json" };
import { RELEASES, type ReleaseName } from "./releases.ts";

const projectFile = z.object({ config: z.record(z.string(), z.object({ default: z.unknown() })) });

/** Revision by service key, by release. */
export type RevisionNames = Readonly<Record<ReleaseName, Readonly<Record<string, string>>>>;

/**
 * What the revisions of each release are called, by the same plan that the program makes of its config.
 *
 * @param root the project root
 * @param settings the stack's config without releases
 */
export function namesOfReleases(root: string, settings: Readonly<Record<string, unknown>>): RevisionNames {
  const declared = projectFile.parse(parse(fs.readFileSync(path.join(root, "Pulumi.yaml"), "utf8"))).config;
  const { llmApiKey: _secret, ...plain } = declared;
  const defaults = Object.fromEntries(Object.entries(plain).map(([key, entry]) => [key, entry.default]));
  const facts = { knownVersions, sourceDigest: (service: keyof typeof knownVersions) => sourceDigest(service, root) };
  const namesOf = (release: ReleaseName) => {
    const config = parseConfig({ ...settings, stable: RELEASES[release] }, defaults);
    return revisionNames(planRelease(config, facts).byTrack.stable);
  };
  return {
    steady: namesOf("steady"),
    next: namesOf("next"),
    broken: namesOf("broken"),
    unstartable: namesOf("unstartable"),
  };
}
