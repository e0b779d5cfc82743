import { equalValues } from "../../deployment/values/difference.ts";
import { isList, isPlainObject } from "../../deployment/values/marks.ts";
import type { PropertyValue } from "../../deployment/values/property-value.ts";
import { numberAt, textAt } from "../properties/values.ts";
import type { InspectedContainer } from "./inspected.ts";

/** A port of the container, as inputs and outputs have it. */
interface Published {
  readonly internal: number;
  /** Undefined: the engine takes a free one. */
  readonly external: number | undefined;
  readonly ip: string;
  readonly protocol: string;
}

export const DEFAULT_IP = "0.0.0.0";
export const DEFAULT_PROTOCOL = "tcp";

export function publishedPorts(value: PropertyValue | undefined): Published[] {
  const ports = isList(value) ? value.filter(isPlainObject) : [];
  return ports.map((port) => ({
    internal: numberAt(port, "internal") ?? 0,
    external: numberAt(port, "external"),
    ip: textAt(port, "ip") || DEFAULT_IP,
    protocol: textAt(port, "protocol") || DEFAULT_PROTOCOL,
  }));
}

/** The published ports as the engine answers them, in the plugin's order: those of a container that runs. */
export function portsOf({ NetworkSettings }: InspectedContainer): PropertyValue {
  return Object.entries(NetworkSettings.Ports)
    .toSorted(([a], [b]) => Number.parseInt(a, 10) - Number.parseInt(b, 10))
    .flatMap(([key, bindings]) => {
      const [port = "", protocol = DEFAULT_PROTOCOL] = key.split("/");
      return (bindings ?? []).map(({ HostIp, HostPort }) => ({
        internal: Number(port),
        external: Number(HostPort),
        ip: HostIp,
        protocol,
      }));
    });
}

/** Ports are the same in any order, and whichever the engine took for one that was free to choose. */
export function samePorts(old: PropertyValue, now: PropertyValue): boolean {
  const there = inOrder(publishedPorts(old));
  const wanted = inOrder(publishedPorts(now));
  if (there.length !== wanted.length) return false;
  return wanted.every((port, index) => {
    const other = there[index];
    const external = port.external ?? other?.external ?? 0;
    return equalValues({ ...port, external }, { ...other, external: other?.external ?? 0 });
  });
}

function inOrder(ports: readonly Published[]): Published[] {
  const keyOf = ({ internal, protocol, ip, external }: Published): string =>
    `${String(internal).padStart(5, "0")}/${protocol} ${ip} ${external ?? ""}`;
  return ports.toSorted((a, b) => (keyOf(a) < keyOf(b) ? -1 : 1));
}
