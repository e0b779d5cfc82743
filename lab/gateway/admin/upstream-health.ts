/** What the Admin API asks of the balancers; the proxy's side implements it. */
export interface UpstreamHealth {
  /** By `host:port`. */
  targets(upstreamId: string): Map<string, TargetStatus>;
  summary(upstreamId: string): UpstreamStatus;
  /** @returns false where the upstream checks no health, so that there is nothing to set. */
  set(upstreamId: string, target: string, healthy: boolean): boolean;
}

export type HealthState = "HEALTHY" | "UNHEALTHY" | "HEALTHCHECKS_OFF";

export interface WeightStatus {
  total: number;
  available: number;
  unavailable: number;
}

export interface TargetStatus {
  host: string;
  port: number;
  /** How the address was found: `A`, `AAAA`, or what went wrong. */
  dns: string;
  weight: number;
  addresses: { ip: string; port: number; available: boolean; health: HealthState }[];
}

export interface UpstreamStatus {
  healthy: boolean;
  checked: boolean;
  weight: WeightStatus;
  targets: TargetStatus[];
}
