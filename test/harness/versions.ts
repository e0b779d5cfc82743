/** What stack config calls a release: versions and flag. */
export interface ReleaseVersions {
  readonly automationService: string;
  readonly aiPipeline: string;
  readonly frontend: string;
  readonly bypassLlm: boolean;
}

/** The flag is on in both: what the tests are about is not the LLM, and its answers take most of a second. */
export const OLD: ReleaseVersions = {
  automationService: "3.0.0",
  aiPipeline: "1.0.0-newidea",
  frontend: "1.0.0",
  bypassLlm: true,
};

export const NEW: ReleaseVersions = {
  automationService: "3.0.1",
  aiPipeline: "1.1.0",
  frontend: "1.1.0",
  bypassLlm: true,
};

/** Versions by the name that a service's upstream has. */
export function byUpstream({ automationService, aiPipeline, frontend }: ReleaseVersions) {
  return { "automation-service": automationService, "ai-pipeline": aiPipeline, frontend };
}

/** Whether a revision, by its name, is of a service at the version that a release has. */
export function isOf(release: ReleaseVersions, revision: string): boolean {
  return Object.entries(byUpstream(release)).some(([service, version]) =>
    revision.startsWith(`${service}-${version}-`),
  );
}
