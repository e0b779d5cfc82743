import type { ToolName } from "../../types/tool-names.ts";

export interface ToolDescription {
  readonly category: string;
  readonly description: string;
  /** Words that people use for it and that the description lacks. */
  readonly keywords: string;
}

/** What the selector searches: every tool there is, described as an operator would ask for it. */
export const TOOLS: Readonly<Record<ToolName, ToolDescription>> = {
  echo: {
    category: "diagnostics",
    description: "Returns its input unchanged, to check that the path from caller to tool is alive.",
    keywords: "ping pong test connectivity hello",
  },
  "alert-silence": {
    category: "monitoring",
    description: "Silences an alert for a host or service during planned maintenance.",
    keywords: "mute suppress acknowledge pager downtime",
  },
  "backup-verify": {
    category: "storage",
    description: "Checks that the latest backup of a database or volume is complete and can be restored.",
    keywords: "dump archive recovery validate",
  },
  "cache-flush": {
    category: "services",
    description: "Empties the cache of a service, for one key pattern or as a whole.",
    keywords: "redis memcached clear invalidate purge stale",
  },
  "certificate-check": {
    category: "security",
    description: "Reports issuer, host names and days until expiry of a server's TLS certificate.",
    keywords: "ssl https x509 expired expiration chain",
  },
  "certificate-renew": {
    category: "security",
    description: "Renews a TLS certificate and reloads the services that present it.",
    keywords: "ssl acme letsencrypt rotate https",
  },
  "config-diff": {
    category: "configuration",
    description: "Compares the running configuration of a host or service with the one under version control.",
    keywords: "drift change compare settings audit",
  },
  "container-logs": {
    category: "kubernetes",
    description: "Shows the recent log lines of a container or pod, also of its previous run after a crash.",
    keywords: "docker kubectl stdout stderr crashloop",
  },
  "cpu-profile": {
    category: "performance",
    description: "Samples a process for some seconds and reports which functions use the processor.",
    keywords: "flamegraph slow hot load perf utilization",
  },
  "cron-inspect": {
    category: "hosts",
    description: "Lists scheduled jobs with their last run, result and next run.",
    keywords: "timer schedule crontab periodic batch",
  },
  "database-query": {
    category: "databases",
    description: "Runs a read-only SQL statement against a database replica.",
    keywords: "select postgres mysql table rows",
  },
  "database-slow-queries": {
    category: "databases",
    description: "Ranks the statements that take most time in a database, with their plans.",
    keywords: "postgres mysql latency index explain lock performance",
  },
  "deployment-rollback": {
    category: "kubernetes",
    description: "Takes a deployment back to its previous revision.",
    keywords: "undo revert release rollout version",
  },
  "deployment-scale": {
    category: "kubernetes",
    description: "Changes the number of replicas of a deployment.",
    keywords: "capacity autoscale instances pods up down",
  },
  "disk-cleanup": {
    category: "storage",
    description: "Removes rotated logs, old packages and temporary files from a host that runs out of space.",
    keywords: "full free delete filesystem inode",
  },
  "disk-usage": {
    category: "storage",
    description: "Reports the used and free space of file systems, and the largest directories.",
    keywords: "df du full capacity filesystem inode volume",
  },
  "dns-lookup": {
    category: "network",
    description: "Resolves a host name at several name servers and reports where the answers differ.",
    keywords: "dig nslookup resolve record domain cname",
  },
  "firewall-rules": {
    category: "network",
    description: "Lists the packet filter rules that apply to a host, and says which one matches a connection.",
    keywords: "iptables nftables blocked allow deny security group",
  },
  "host-inventory": {
    category: "hosts",
    description: "Lists hosts by role, environment, operating system and owner.",
    keywords: "servers machines assets cmdb fleet",
  },
  "http-probe": {
    category: "network",
    description: "Sends an HTTP request and reports status, headers and the time of each phase.",
    keywords: "curl url endpoint website health response latency",
  },
  "incident-open": {
    category: "collaboration",
    description: "Opens an incident with severity and affected services, and pages whoever is on call.",
    keywords: "ticket outage escalate pager report",
  },
  "log-search": {
    category: "monitoring",
    description: "Searches the central logs by time, service, severity, trace id and text.",
    keywords: "grep errors exceptions elasticsearch loki trace",
  },
  "memory-inspect": {
    category: "performance",
    description: "Reports the memory use of a host by process, with swap and recent out-of-memory kills.",
    keywords: "ram oom leak heap free",
  },
  "metrics-query": {
    category: "monitoring",
    description: "Evaluates a PromQL expression and summarizes the series over a time range.",
    keywords: "prometheus graph rate latency errors dashboard",
  },
  "network-ping": {
    category: "network",
    description: "Measures round-trip time and packet loss to a host, and traces the route when packets are lost.",
    keywords: "icmp traceroute reachable mtr unreachable",
  },
  "node-drain": {
    category: "kubernetes",
    description: "Moves all pods off a cluster node and keeps new ones away, before maintenance.",
    keywords: "cordon evict reboot upgrade worker",
  },
  "package-audit": {
    category: "security",
    description: "Lists installed packages with known vulnerabilities and the versions that fix them.",
    keywords: "cve patch update outdated apt dnf",
  },
  "port-scan": {
    category: "security",
    description: "Lists the open ports of a host and the services that answer on them.",
    keywords: "nmap listening tcp udp exposed",
  },
  "process-list": {
    category: "hosts",
    description: "Lists the running processes of a host, ordered by processor or memory use.",
    keywords: "ps top pid zombie running",
  },
  "queue-inspect": {
    category: "services",
    description: "Reports the depth, consumers and oldest message of a message queue, and samples its dead letters.",
    keywords: "kafka rabbitmq lag backlog topic consumer",
  },
  "secret-rotate": {
    category: "security",
    description: "Replaces a password, token or key in the vault and restarts what uses it.",
    keywords: "credential vault leaked expire key",
  },
  "service-restart": {
    category: "services",
    description: "Restarts a system service and waits until it is healthy again.",
    keywords: "systemctl reboot bounce reload hung nginx daemon",
  },
  "service-status": {
    category: "services",
    description: "Reports whether a system service runs, since when, and its last log lines.",
    keywords: "systemctl up down health running alive daemon",
  },
  "snapshot-restore": {
    category: "storage",
    description: "Restores a volume or database from a snapshot into a new place, beside the original.",
    keywords: "recover backup point-in-time rollback clone",
  },
};
