import { readFileSync } from "node:fs";
import type { BuiltInProvider, ProviderSurroundings } from "../../builtin-provider/built-in-provider.ts";
import type { EngineLog } from "../../builtin-provider/engine-log.ts";
import { Cluster } from "../kubectl/cluster.ts";
import { isContent, kubeconfigFile } from "../kubectl/kubeconfig-file.ts";
import { Kubectl } from "../kubectl/kubectl.ts";
import { KubectlError } from "../kubectl/kubectl-error.ts";
import { type Configuration, checkConfiguration, configurationDifference, configurationOf } from "./configuration.ts";
import { ObjectProvider } from "./object-provider.ts";

/** Manages the objects of the cluster that the configuration names. */
export function kubernetesProvider({ log, canceled }: ProviderSurroundings): BuiltInProvider {
  return {
    version: "4.34.2",
    checkConfiguration: (news) => checkConfiguration(news, process.env),
    configurationDifference: (olds, news) => configurationDifference(olds, news, kubeconfigContent),
    configure: (inputs) => {
      const configuration = configurationOf(inputs, process.env);
      const cluster = new Cluster(new Kubectl(connectionOf(configuration), canceled));
      if (!configuration.offline) warnOfSkew(cluster, log);
      return new ObjectProvider({ cluster, configuration, log, canceled });
    },
  };
}

function connectionOf({ kubeconfig, context, cluster }: Configuration): string[] {
  return [
    ...(kubeconfig === undefined ? [] : [`--kubeconfig=${kubeconfigFile(kubeconfig)}`]),
    ...(context === undefined ? [] : [`--context=${context}`]),
    ...(cluster === undefined ? [] : [`--cluster=${cluster}`]),
  ];
}

function kubeconfigContent(pathOrContent: string): string | undefined {
  if (isContent(pathOrContent)) return pathOrContent;
  try {
    return readFileSync(kubeconfigFile(pathOrContent), "utf8");
  } catch {
    // Then nobody can tell where it leads; kubectl will say so.
    return undefined;
  }
}

/** Nothing waits for it: it is only a warning, and what needs the cluster says itself when it cannot be reached. */
function warnOfSkew(cluster: Cluster, log: EngineLog): void {
  cluster.versionSkew().then(
    (warning) => warning !== undefined && log.of("", (text) => text).warning(warning),
    (error: unknown) => {
      if (!(error instanceof KubectlError)) throw error;
    },
  );
}
