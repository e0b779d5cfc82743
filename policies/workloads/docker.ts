import { bareProperties } from "../known-values.ts";
import { CONTAINER } from "../resource-types.ts";

/** What policies read of a container of Docker. */
export interface DockerContainer {
  readonly image?: string;
  readonly command?: readonly string[];
  readonly envs?: readonly string[];
  readonly ports?: readonly { readonly internal: number; readonly ip?: string }[];
  readonly memory?: number;
  readonly healthcheck?: object;
  /** False: it is awaited and ends by itself, as a migration does. */
  readonly mustRun?: boolean;
  readonly privileged?: boolean;
  readonly networkMode?: string;
  readonly pidMode?: string;
  readonly ipcMode?: string;
  readonly usernsMode?: string;
  readonly capabilities?: { readonly adds?: readonly string[] };
  readonly devices?: readonly object[];
  readonly volumes?: readonly { readonly hostPath?: string }[];
  readonly mounts?: readonly { readonly type?: string; readonly source?: string }[];
}

/** The container of Docker that a resource is; undefined where it is none. */
export function containerOf(type: string, props: object): DockerContainer | undefined {
  return type === CONTAINER ? (bareProperties(props) as DockerContainer) : undefined;
}
