import { z } from "zod";
import type { PropertyMap } from "../../deployment/values/property-value.ts";
import type { DockerEngine } from "../api/docker-engine.ts";
import { about, failedAs } from "../api/docker-error.ts";
import { retriedRemoval } from "../api/retried-removal.ts";
import { textMap } from "../api/text-map.ts";
import { FLAG, LABELS, MAP, type Properties, TEXT } from "../properties/property.ts";
import { labelList, labelsAt, textAt, textMapAt } from "../properties/values.ts";
import type { Made, ResourceKind } from "../resource-kind.ts";

const creationAnswer = z.object({ Id: z.string() });

/** What the engine answers about a network, as far as this provider looks at it. */
const inspectedNetwork = z.object({
  Id: z.string(),
  Name: z.string(),
  Scope: z.string(),
  Driver: z.string(),
  Internal: z.boolean(),
  Attachable: z.boolean(),
  Ingress: z.boolean(),
  EnableIPv6: z.boolean(),
  Labels: textMap,
  Options: textMap,
  IPAM: z.object({
    Driver: z.string(),
    Options: textMap,
    Config: z
      .array(
        z.object({
          Subnet: z.string().optional(),
          IPRange: z.string().optional(),
          Gateway: z.string().optional(),
          AuxiliaryAddresses: textMap,
        }),
      )
      .nullish()
      .transform((list) => list ?? []),
  }),
  Containers: z
    .record(z.string(), z.object({ Name: z.string() }))
    .nullish()
    .transform((containers) => containers ?? {}),
});

export type InspectedNetwork = z.infer<typeof inspectedNetwork>;

const PROPERTIES: Properties = {
  name: { shape: TEXT, autoNamed: true, change: "replace" },
  labels: { shape: LABELS, change: "replace" },
  driver: { shape: TEXT, engineDecides: true, emptyIsAbsent: true, change: "replace" },
  options: { shape: MAP, engineDecides: true, change: "replace" },
  internal: { shape: FLAG, engineDecides: true, change: "replace" },
  attachable: { shape: FLAG, change: "replace" },
  ipv6: { shape: FLAG, change: "replace" },
  ipamDriver: { shape: TEXT, default: "default", change: "replace" },
};

/** `docker:index/network:Network` */
export const NETWORK: ResourceKind = {
  properties: PROPERTIES,
  deletesFirst: undefined,
  meta: { schema_version: "1" },

  async create(inputs, operation): Promise<Made> {
    try {
      const body = networkRequest(inputs);
      const answer = await operation.engine.json({ method: "POST", path: "/networks/create", body });
      const { Id: id } = creationAnswer.parse(answer);
      return { id, outputs: networkOutputs(await inspect(id, operation.engine)), problems: [] };
    } catch (error) {
      throw about(`network ${textAt(inputs, "name")}`, error);
    }
  },

  // There is nothing about a network that can be changed in place.
  async update({ id, outputs }): Promise<Made> {
    return { id, outputs, problems: [] };
  },

  async read({ id, outputs }, { engine }): Promise<Made | undefined> {
    try {
      const found = await inspect(id, engine);
      return { id: found.Id, outputs: networkOutputs(found), problems: [] };
    } catch (error) {
      if (failedAs(error, "not-found")) return undefined;
      throw about(subject(outputs, id), error);
    }
  },

  async delete({ id, outputs }, operation): Promise<void> {
    const { engine } = operation;
    const removal = {
      remove: () => engine.json({ method: "DELETE", path: pathOf(id) }),
      isInUse: (message: string) => message.includes("has active endpoints"),
      holders: async () => Object.values((await inspect(id, engine)).Containers).map(({ Name }) => Name),
    };
    try {
      await retriedRemoval(removal, operation);
    } catch (error) {
      throw about(subject(outputs, id), error);
    }
  },
};

/** The body by which the engine makes a network. Two of one name would be taken for each other. */
export function networkRequest(inputs: PropertyMap): object {
  const driver = textAt(inputs, "driver");
  return {
    Name: textAt(inputs, "name"),
    CheckDuplicate: true,
    Labels: labelsAt(inputs, "labels"),
    ...(driver === "" ? {} : { Driver: driver }),
    Options: textMapAt(inputs, "options"),
    Internal: inputs.internal === true,
    Attachable: inputs.attachable === true,
    EnableIPv6: inputs.ipv6 === true,
    IPAM: { Driver: textAt(inputs, "ipamDriver") },
  };
}

/** A network's outputs as the plugin has them. */
export function networkOutputs(found: InspectedNetwork): PropertyMap {
  return {
    id: found.Id,
    name: found.Name,
    labels: labelList(found.Labels),
    driver: found.Driver,
    internal: found.Internal,
    attachable: found.Attachable,
    ingress: found.Ingress,
    ipv6: found.EnableIPv6,
    ipamDriver: found.IPAM.Driver,
    ipamOptions: found.IPAM.Options,
    ipamConfigs: found.IPAM.Config.map((config) => ({
      subnet: config.Subnet ?? "",
      ipRange: config.IPRange ?? "",
      gateway: config.Gateway ?? "",
      auxAddress: config.AuxiliaryAddresses,
    })),
    options: found.Options,
    scope: found.Scope,
  };
}

async function inspect(id: string, engine: DockerEngine): Promise<InspectedNetwork> {
  return inspectedNetwork.parse(await engine.json({ method: "GET", path: pathOf(id) }));
}

function pathOf(id: string): string {
  return `/networks/${encodeURIComponent(id)}`;
}

function subject(outputs: PropertyMap, id: string): string {
  return `network ${textAt(outputs, "name") || id.slice(0, 12)}`;
}
