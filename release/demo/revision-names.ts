import { planRelease, revisionNames } from "../../components/plan/plan.ts";
import { sourceDigest } from "../../components/platforms/local/source-digest.ts";
import knownVersions from "../../services/versions.json" with { type: "json" };
import { settingsOver } from "../stack-config.ts";
import { RELEASES, type ReleaseName } from "./releases.ts";

/** Revision by service key, by release. */
export type RevisionNames = Readonly<Record<ReleaseName, Readonly<Record<string, string>>>>;

/**
 * What the revisions of each release are called, by the same plan that the program makes of its config.
 *
 * @param root the project root
 * @param settings the stack's config without releases
 */
export function namesOfReleases(root: string, settings: Readonly<Record<string, unknown>>): RevisionNames {
  const facts = {
    knownVersions,
    listedIn: "services/versions.json",
    sourceDigest: (service: keyof typeof knownVersions) => sourceDigest(service, root),
  };
  const namesOf = (release: ReleaseName) => {
    const config = settingsOver({ ...settings, stable: RELEASES[release] }, root);
    return revisionNames(planRelease(config, facts).byTrack.stable);
  };
  return {
    steady: namesOf("steady"),
    next: namesOf("next"),
    broken: namesOf("broken"),
    unstartable: namesOf("unstartable"),
  };
}
