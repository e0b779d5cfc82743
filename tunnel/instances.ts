import { z } from "zod";
import { type KubernetesUrl, kubernetesUrl } from "./kubernetes-url.ts";

const serviceSchema = z.object({
  spec: z.object({ ports: z.array(z.object({ name: z.string().optional(), port: z.number() })) }),
});

const slicesSchema = z.object({
  items: z.array(
    z.object({
      ports: z.array(z.object({ name: z.string().optional(), port: z.number() })).nullish(),
      endpoints: z
        .array(
          z.object({
            conditions: z.object({ ready: z.boolean().optional() }).optional(),
            targetRef: z.object({ kind: z.string().optional(), name: z.string().optional() }).optional(),
          }),
        )
        .nullish(),
    }),
  ),
});

/**
 * The URLs of every ready pod behind a service, sorted; each once, though a pod may stand in several slices.
 *
 * @param service the Service as the API has it
 * @param slices its EndpointSlices, as a list
 * @throws on objects that are none of these, and when the service does not have the port
 */
export function readyPods(place: KubernetesUrl, service: unknown, slices: unknown): string[] {
  const ports = serviceSchema.parse(service).spec.ports;
  const port = ports.find((candidate) => candidate.port === place.port);
  if (!port) {
    throw new Error(`service ${place.name} has no port ${place.port}; it has ${ports.map((p) => p.port).join(", ")}`);
  }
  const urls = slicesSchema.parse(slices).items.flatMap(({ ports, endpoints }) => {
    const target = ports?.find(({ name }) => (name ?? "") === (port.name ?? ""))?.port;
    if (target === undefined) return [];
    // By the API's rule an endpoint that does not say whether it is ready is ready.
    return (endpoints ?? []).flatMap(({ conditions, targetRef }) =>
      conditions?.ready !== false && targetRef?.kind === "Pod" && targetRef.name !== undefined
        ? [kubernetesUrl({ ...place, kind: "pods", name: targetRef.name, port: target })]
        : [],
    );
  });
  return [...new Set(urls)].sort();
}
