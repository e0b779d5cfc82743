import type { DeploymentRequest, DeploymentResult } from "./request.ts";
import { UnsupportedError } from "./request.ts";

/** Runs one operation to its end; see `RunDeployment` for the contract. */
export async function runDeployment(request: DeploymentRequest): Promise<DeploymentResult> {
  throw new UnsupportedError(`the operation ${request.operation} is not supported yet`);
}
