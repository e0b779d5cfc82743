/** How Prometheus and Alertmanager are asked, which serve the same paths. A startup probe is each one's own. */
export const HEALTH_PROBES = {
  readinessProbe: { httpGet: { path: "/-/ready", port: "http" }, periodSeconds: 5 },
  livenessProbe: {
    httpGet: { path: "/-/healthy", port: "http" },
    periodSeconds: 15,
    timeoutSeconds: 5,
    failureThreshold: 6,
  },
} as const;
