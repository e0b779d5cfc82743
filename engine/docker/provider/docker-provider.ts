import type { BuiltInProvider, ProviderSurroundings } from "../../builtin-provider/built-in-provider.ts";
import { DockerEngine } from "../api/docker-engine.ts";
import { engineAddress } from "../api/engine-address.ts";
import { FOLLOWED_VERSION } from "../followed-plugin.ts";
import { checkConfiguration, configurationDifference, hostOf } from "./configuration.ts";
import { DockerResources } from "./docker-resources.ts";

/** Manages what is on the Docker engine that the configuration names. */
export function dockerProvider({ log, canceled }: ProviderSurroundings): BuiltInProvider {
  return {
    version: FOLLOWED_VERSION,
    checkConfiguration: (news) => checkConfiguration(news, process.env),
    configurationDifference,
    configure: (inputs) => {
      const engine = new DockerEngine(engineAddress(hostOf(inputs), process.env), canceled);
      return new DockerResources({ engine, log, canceled });
    },
  };
}
