import { z } from "zod";

/** What stack config says about a cluster; Pulumi.yaml describes every key. */

const positive = z.number().int().min(1);
/** Kubernetes' own form of a quantity, without exponents: 100m, 1.5, 256Mi, 8Gi. */
const quantity = z
  .string()
  .regex(/^\d+(\.\d+)?(m|k|M|G|T|Ki|Mi|Gi|Ti)?$/, "It must be a quantity, as 100m, 256Mi or 8Gi");
const optionalQuantity = z.union([z.literal(""), quantity]);
const dnsLabel = z
  .string()
  .regex(/^$|^[a-z]([-a-z0-9]{0,61}[a-z0-9])?$/, "It must be a DNS label of at most 63 characters, as canary-staging");

/** Memory is requested as it is limited: a pod that was placed never loses its node to what its neighbours take. */
const resources = z.strictObject({ cpu: quantity, cpuLimit: quantity, memory: quantity });

export const kubernetesSchema = z.strictObject({
  context: z.string(),
  namespace: dnsLabel,
  replicas: positive,
  autoscaling: z.strictObject({ maxReplicas: z.number().int().min(0), cpuPercent: z.number().int().min(1).max(100) }),
  gateway: z.strictObject({ replicas: positive, serviceType: z.enum(["ClusterIP", "NodePort", "LoadBalancer"]) }),
  rolloutTimeoutSeconds: positive,
  storage: z.strictObject({ className: z.string(), database: quantity, prometheus: optionalQuantity }),
  resources: z.strictObject({
    automationService: resources,
    aiPipeline: resources,
    frontend: resources,
    gateway: resources,
    database: resources,
    prometheus: resources,
    alertmanager: resources,
    grafana: resources,
    lab: resources,
  }),
});
