/**
 * The tools that exist, by name. A closed list, for two reasons: the catalogue must describe each of them (the compiler
 * checks it), and names are metrics labels, which no caller may make up.
 */
export const TOOL_NAMES = [
  "echo",
  "alert-silence",
  "backup-verify",
  "cache-flush",
  "certificate-check",
  "certificate-renew",
  "config-diff",
  "container-logs",
  "cpu-profile",
  "cron-inspect",
  "database-query",
  "database-slow-queries",
  "deployment-rollback",
  "deployment-scale",
  "disk-cleanup",
  "disk-usage",
  "dns-lookup",
  "firewall-rules",
  "host-inventory",
  "http-probe",
  "incident-open",
  "log-search",
  "memory-inspect",
  "metrics-query",
  "network-ping",
  "node-drain",
  "package-audit",
  "port-scan",
  "process-list",
  "queue-inspect",
  "secret-rotate",
  "service-restart",
  "service-status",
  "snapshot-restore",
] as const;

export type ToolName = (typeof TOOL_NAMES)[number];

const known: ReadonlySet<string> = new Set(TOOL_NAMES);

export function isToolName(name: string): name is ToolName {
  return known.has(name);
}
