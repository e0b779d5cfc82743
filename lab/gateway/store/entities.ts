/** The entities as the schemas leave them: every field present, null where nothing is set. */

type Timestamps = { created_at: number; updated_at: number };
export type Reference = { id: string };

export type Service = Timestamps & {
  id: string;
  name: string | null;
  retries: number | null;
  protocol: string;
  host: string;
  port: number;
  path: string | null;
  /** Milliseconds, as the two below; null means 60 s. */
  connect_timeout: number | null;
  write_timeout: number | null;
  read_timeout: number | null;
  tls_verify: boolean | null;
  enabled: boolean;
  tags: string[] | null;
};

export type Route = Timestamps & {
  id: string;
  name: string | null;
  service: Reference | null;
  protocols: string[];
  methods: string[] | null;
  hosts: string[] | null;
  paths: string[] | null;
  headers: Record<string, string[]> | null;
  regex_priority: number | null;
  strip_path: boolean;
  preserve_host: boolean;
  request_buffering: boolean;
  https_redirect_status_code: number;
  tags: string[] | null;
};

export type Healthy = { http_statuses: number[]; successes: number };
export type Unhealthy = { http_statuses: number[]; http_failures: number; tcp_failures: number; timeouts: number };
export type HealthChecks = {
  active: {
    type: string;
    /** Seconds, as the intervals. */
    timeout: number;
    concurrency: number;
    http_path: string;
    https_sni: string | null;
    https_verify_certificate: boolean;
    headers: Record<string, string[]> | null;
    healthy: Healthy & { interval: number };
    unhealthy: Unhealthy & { interval: number };
  };
  passive: { type: string; healthy: Healthy; unhealthy: Unhealthy };
  /** Per cent of the weight that must be available for the upstream to be healthy. */
  threshold: number;
};

export type HashInput = "none" | "consumer" | "ip" | "header" | "cookie" | "path" | "query_arg" | "uri_capture";

export type Upstream = Timestamps & {
  id: string;
  name: string;
  algorithm: "round-robin" | "consistent-hashing" | "least-connections" | "latency";
  hash_on: HashInput;
  hash_fallback: HashInput;
  hash_on_header: string | null;
  hash_fallback_header: string | null;
  hash_on_cookie: string | null;
  hash_on_cookie_path: string | null;
  hash_on_query_arg: string | null;
  hash_fallback_query_arg: string | null;
  hash_on_uri_capture: string | null;
  hash_fallback_uri_capture: string | null;
  healthchecks: HealthChecks;
  host_header: string | null;
  tags: string[] | null;
};

export type Target = Timestamps & {
  id: string;
  upstream: Reference;
  /** host:port */
  target: string;
  weight: number;
  tags: string[] | null;
};

export type Plugin = Timestamps & {
  id: string;
  name: string;
  instance_name: string | null;
  service: Reference | null;
  route: Reference | null;
  consumer: Reference | null;
  config: Record<string, unknown>;
  protocols: string[];
  enabled: boolean;
  tags: string[] | null;
};

export type Consumer = Timestamps & {
  id: string;
  username: string | null;
  custom_id: string | null;
  tags: string[] | null;
};

export type JwtSecret = {
  id: string;
  created_at: number;
  consumer: Reference;
  /** What tokens name it by. */
  key: string | null;
  secret: string | null;
  rsa_public_key: string | null;
  algorithm: string | null;
  tags: string[] | null;
};

export type Tables = {
  services: Service;
  routes: Route;
  upstreams: Upstream;
  targets: Target;
  plugins: Plugin;
  consumers: Consumer;
  jwt_secrets: JwtSecret;
};
export type TableName = keyof Tables;
export const TABLE_NAMES: readonly TableName[] = [
  "services",
  "routes",
  "upstreams",
  "targets",
  "plugins",
  "consumers",
  "jwt_secrets",
];
