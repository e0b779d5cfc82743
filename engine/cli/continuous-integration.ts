/** Variables that systems of continuous integration set: the CLI's list (sdk/go/common/util/ciutil). */
const VARIABLES = [
  "PULUMI_CI_SYSTEM",
  "APPVEYOR",
  "CODEBUILD_BUILD_ARN",
  "bamboo_planKey",
  "BITBUCKET_COMMIT",
  "TF_BUILD",
  "BUILDKITE",
  "CIRCLECI",
  "CF_BUILD_URL",
  "DRONE",
  "GITHUB_ACTIONS",
  "GITLAB_CI",
  "GO_PIPELINE_LABEL",
  "HUDSON_URL",
  "JENKINS_URL",
  "MAGNUM",
  "SEMAPHORE",
  "SPACELIFT_MAX_REQUESTS_BURST",
  "TF_VAR_spacelift_run_trigger",
  "SPACELIFT_STORE_HOOKS_ENV_VARS",
  "TF_VAR_spacelift_commit_branch",
  "SPACELIFT_WORKER_TRACING_ENABLED",
  "TASK_ID",
  "RUN_ID",
  "TEAMCITY_VERSION",
  "TRAVIS",
] as const;

/** True where nobody looks at the terminal. `PULUMI_DISABLE_CI_DETECTION` denies it. */
export function isContinuousIntegration(env: NodeJS.ProcessEnv): boolean {
  const detected = VARIABLES.some((name) => (env[name] ?? "") !== "") || env.CI_NAME === "codeship";
  return detected && (env.PULUMI_DISABLE_CI_DETECTION ?? "") === "";
}
