import type { DeploymentRequest } from "../request.ts";

/** What the environment of the program and of plugins says of the stack. */
export function stackEnvironment(request: DeploymentRequest): NodeJS.ProcessEnv {
  return {
    ...process.env,
    PULUMI_CONFIG: JSON.stringify(Object.fromEntries(request.config)),
    PULUMI_CONFIG_SECRET_KEYS: JSON.stringify(request.secretKeys),
    PULUMI_NODEJS_PROJECT: request.project.name,
    PULUMI_NODEJS_STACK: request.stack,
    PULUMI_NODEJS_ORGANIZATION: request.organization,
  };
}
