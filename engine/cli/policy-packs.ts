import type { PolicyPackRequest } from "../deployment/request.ts";
import { CommandError } from "./command-error.ts";

/**
 * What `--policy-pack` and `--policy-pack-config` ask for. They go together by their order.
 * @throws CommandError when there are configs, but not one for each pack.
 */
export function requestedPolicyPacks(folders: readonly string[], configs: readonly string[]): PolicyPackRequest[] {
  if (configs.length > 0 && folders.length === 0) {
    throw new CommandError('"--policy-pack-config" must be specified with "--policy-pack"');
  }
  if (configs.length > 0 && configs.length !== folders.length) {
    throw new CommandError('the number of "--policy-pack-config" flags must match the number of "--policy-pack" flags');
  }
  return folders.map((folder, index) => ({ folder, config: configs[index] }));
}
