import type { ResourceLog } from "../builtin-provider/engine-log.ts";
import type { PropertyMap } from "../deployment/values/property-value.ts";
import type { DockerEngine } from "./api/docker-engine.ts";
import type { Properties } from "./properties/property.ts";

/** What an operation is given. */
export interface Operation {
  readonly engine: DockerEngine;
  readonly log: ResourceLog;
  readonly canceled: AbortSignal;
  /** How long it may take as a whole, in ms. */
  readonly timeoutMs: number;
}

/** What became of a resource that is there now. All in clear. */
export interface Made {
  readonly id: string;
  readonly outputs: PropertyMap;
  /** Why it is not in order, each a text for people; empty when it is. */
  readonly problems: readonly string[];
}

/** A type of resources. Inputs and outputs are in clear, and everything throws `DockerError`. */
export interface ResourceKind {
  readonly properties: Properties;
  /** True: its predecessor always goes first. Else only where the program gives the name. */
  readonly deletesFirst: true | undefined;
  /** What the plugin keeps about a state of this type: which version of its schema it has. */
  readonly meta: Readonly<Record<string, unknown>>;
  create(inputs: PropertyMap, operation: Operation): Promise<Made>;
  update(existing: { id: string; outputs: PropertyMap; news: PropertyMap }, operation: Operation): Promise<Made>;
  /**
   * @param outputs what is known of it; empty when it is read by its id alone
   * @param failed it did not come in order when it was made
   * @returns undefined when it is gone
   */
  read(
    existing: { id: string; outputs: PropertyMap; failed: boolean },
    operation: Operation,
  ): Promise<Made | undefined>;
  delete(existing: { id: string; outputs: PropertyMap }, operation: Operation): Promise<void>;
}
