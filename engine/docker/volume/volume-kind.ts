import { z } from "zod";
import type { PropertyMap } from "../../deployment/values/property-value.ts";
import type { DockerEngine } from "../api/docker-engine.ts";
import { about, failedAs } from "../api/docker-error.ts";
import { retriedRemoval } from "../api/retried-removal.ts";
import { textMap } from "../api/text-map.ts";
import { LABELS, MAP, type Properties, TEXT } from "../properties/property.ts";
import { labelList, labelsAt, textAt, textMapAt } from "../properties/values.ts";
import type { Made, ResourceKind } from "../resource-kind.ts";

/** What the engine answers about a volume, as far as this provider looks at it. */
const inspectedVolume = z.object({
  Name: z.string(),
  Driver: z.string(),
  Mountpoint: z.string(),
  Labels: textMap,
  Options: textMap,
});

const containers = z.array(z.object({ Names: z.array(z.string()) }));

const PROPERTIES: Properties = {
  name: { shape: TEXT, autoNamed: true, change: "replace" },
  labels: { shape: LABELS, change: "replace" },
  driver: { shape: TEXT, engineDecides: true, emptyIsAbsent: true, change: "replace" },
  driverOpts: { shape: MAP, change: "replace" },
};

/** `docker:index/volume:Volume` */
export const VOLUME: ResourceKind = {
  properties: PROPERTIES,
  deletesFirst: undefined,
  meta: { schema_version: "1" },

  async create(inputs, { engine, log }): Promise<Made> {
    const name = textAt(inputs, "name");
    const driver = textAt(inputs, "driver");
    const body = {
      Name: name,
      Labels: labelsAt(inputs, "labels"),
      ...(driver === "" ? {} : { Driver: driver }),
      DriverOpts: textMapAt(inputs, "driverOpts"),
    };
    try {
      // The engine gives the one that is there for a new one, whatever is asked of it; so does the plugin.
      const before = await find(name, engine);
      if (before !== undefined) {
        log.warning(`a volume ${name} is there already: it is taken over with what is in it, and destroy removes it`);
      }
      const made = inspectedVolume.parse(await engine.json({ method: "POST", path: "/volumes/create", body }));
      return { id: made.Name, outputs: volumeOutputs(made), problems: [] };
    } catch (error) {
      throw about(`volume ${name}`, error);
    }
  },

  // There is nothing about a volume that can be changed in place.
  async update({ id, outputs }): Promise<Made> {
    return { id, outputs, problems: [] };
  },

  async read({ id }, { engine }): Promise<Made | undefined> {
    try {
      const found = await find(id, engine);
      return found && { id: found.Name, outputs: volumeOutputs(found), problems: [] };
    } catch (error) {
      throw about(`volume ${id}`, error);
    }
  },

  async delete({ id }, operation): Promise<void> {
    const { engine } = operation;
    const removal = {
      remove: () => engine.json({ method: "DELETE", path: pathOf(id), query: { force: true } }),
      isInUse: (message: string) => message.includes("volume is in use"),
      holders: () => holders(id, engine),
    };
    try {
      await retriedRemoval(removal, operation);
    } catch (error) {
      throw about(`volume ${id}`, error);
    }
  },
};

/** A volume's outputs as the plugin has them. */
function volumeOutputs(found: z.infer<typeof inspectedVolume>): PropertyMap {
  return {
    id: found.Name,
    name: found.Name,
    labels: labelList(found.Labels),
    driver: found.Driver,
    driverOpts: found.Options,
    mountpoint: found.Mountpoint,
    cluster: null,
  };
}

async function find(name: string, engine: DockerEngine): Promise<z.infer<typeof inspectedVolume> | undefined> {
  try {
    return inspectedVolume.parse(await engine.json({ method: "GET", path: pathOf(name) }));
  } catch (error) {
    if (failedAs(error, "not-found")) return undefined;
    throw error;
  }
}

/** Names of the containers that have the volume, also of those that do not run. */
async function holders(name: string, engine: DockerEngine): Promise<string[]> {
  const query = { all: true, filters: JSON.stringify({ volume: [name] }) };
  const found = containers.parse(await engine.json({ method: "GET", path: "/containers/json", query }));
  return found.flatMap(({ Names: [first = ""] }) => first.replace(/^\//, ""));
}

function pathOf(name: string): string {
  return `/volumes/${encodeURIComponent(name)}`;
}
