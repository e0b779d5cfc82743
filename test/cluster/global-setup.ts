import { endCluster, startCluster } from "./cluster.ts";

/** For all tests here: a cluster with the images of the working tree. */
export async function setup(): Promise<() => Promise<void>> {
  const isOurs = await startCluster();
  return async () => {
    if (isOurs) await endCluster();
  };
}
