import os from "node:os";
import path from "node:path";

/** Where the cluster's programs and its state are; as kubernetes/lib.sh has it. */
const CACHE = path.resolve(process.env.CLUSTER_CACHE ?? path.join(os.homedir(), ".cache/test-cluster"));
const HOME = path.resolve(process.env.CLUSTER_HOME ?? path.join(CACHE, "run"));
export const CONTAINERD_SOCKET = path.join(process.env.CLUSTER_RUN ?? "/run/test-cluster", "containerd.sock");

/** What a process needs in its environment to talk to the cluster. */
export const CLUSTER_ENVIRONMENT: Readonly<Record<string, string>> = {
  KUBECONFIG: path.join(HOME, "kubeconfig"),
  PATH: `${path.join(CACHE, "bin")}:${process.env.PATH}`,
  // Where tools go out by a proxy, the cluster's own addresses must not.
  NO_PROXY: ["127.0.0.1", "localhost", "10.244.0.0/24", "10.96.0.0/16", process.env.NO_PROXY ?? ""].join(","),
};
