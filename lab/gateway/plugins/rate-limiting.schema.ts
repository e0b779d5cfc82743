import * as types from "../admin/entities/field-types.ts";
import type { PluginSchema } from "../admin/entities/plugins.ts";
import type { EntityCheck } from "../admin/schema/entity-checks.ts";
import { type Alias, type Field, recordOf } from "../admin/schema/fields.ts";
import type { JsonObject } from "../json.ts";

export const PERIODS = ["second", "minute", "hour", "day", "month", "year"] as const;
export type Period = (typeof PERIODS)[number];

const limit: Field = { type: "number", greaterThan: 0 };
const SYNCHRONOUS = -1;

function checkConfig(config: JsonObject): string | undefined {
  const limits = PERIODS.flatMap((period) => {
    const value = config[period];
    return typeof value === "number" ? [{ period, value }] : [];
  });
  for (const [index, shorter] of limits.entries()) {
    const longer = limits.slice(index + 1).find(({ value }) => value < shorter.value);
    if (longer) {
      return `The limit for ${longer.period}(${longer.value.toFixed(1)}) cannot be lower than the limit for ${shorter.period}(${shorter.value.toFixed(1)})`;
    }
  }
  if (config.policy !== "redis" && (config.sync_rate ?? SYNCHRONOUS) !== SYNCHRONOUS) {
    return "sync_rate can only be used with the redis policy";
  }
  if (config.policy === "redis" && config.sync_rate !== SYNCHRONOUS && Number(config.sync_rate) < 0.02) {
    return "sync_rate must be greater than 0.02, or -1 to disable";
  }
  return undefined;
}

const redis: Record<string, Field> = {
  host: types.host,
  port: { ...types.port, default: 6379 },
  timeout: { type: "integer", between: [0, 2 ** 31 - 2], default: 2000 },
  username: { type: "string" },
  password: { type: "string", lenMin: 0 },
  database: { type: "integer", default: 0 },
  ssl: { type: "boolean", default: false },
  ssl_verify: { type: "boolean", default: false },
  server_name: types.serverName,
};

function alias(field: string, type: Field): [string, Alias] {
  return [`redis_${field}`, { field: type, path: ["redis", field] }];
}

function needs(field: string, is: string, subject: string): EntityCheck {
  return { kind: "conditional", if: field, matches: { is }, subject, must: { be: "required" } };
}

export const schema: PluginSchema = {
  name: "rate-limiting",
  config: recordOf(
    {
      ...Object.fromEntries(PERIODS.map((period) => [period, limit])),
      limit_by: {
        type: "string",
        default: "consumer",
        oneOf: ["consumer", "credential", "ip", "service", "header", "path"],
      },
      header_name: types.headerName,
      path: types.path,
      policy: { type: "string", default: "local", lenMin: 0, oneOf: ["local", "cluster", "redis"] },
      fault_tolerant: { type: "boolean", required: true, default: true },
      redis: recordOf(redis, { default: {} }),
      hide_client_headers: { type: "boolean", required: true, default: false },
      error_code: { type: "number", default: 429, greaterThan: 0 },
      error_message: { type: "string", default: "API rate limit exceeded" },
      sync_rate: { type: "number", required: true, default: SYNCHRONOUS },
    },
    {
      check: checkConfig,
      aliases: Object.fromEntries([
        alias("host", { type: "string" }),
        alias("port", { type: "integer" }),
        alias("password", { type: "string", lenMin: 0 }),
        alias("username", { type: "string" }),
        alias("ssl", { type: "boolean" }),
        alias("ssl_verify", { type: "boolean" }),
        alias("server_name", { type: "string" }),
        alias("timeout", { type: "integer" }),
        alias("database", { type: "integer" }),
      ]),
    },
  ),
  checks: [
    { kind: "atLeastOneOf", fields: PERIODS.map((period) => `config.${period}`) },
    needs("config.policy", "redis", "config.redis.host"),
    needs("config.policy", "redis", "config.redis.port"),
    needs("config.policy", "redis", "config.redis.timeout"),
    needs("config.limit_by", "header", "config.header_name"),
    needs("config.limit_by", "path", "config.path"),
  ],
};
