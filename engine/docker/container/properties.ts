import { isEmpty } from "../properties/canonical.ts";
import {
  DURATION,
  FLAG,
  LABELS,
  MAP,
  type Properties,
  type Shape,
  TEXT,
  TEXT_SET,
  TEXTS,
  WHOLE,
} from "../properties/property.ts";
import { numberAt } from "../properties/values.ts";
import { DEFAULT_IP, DEFAULT_PROTOCOL, samePorts } from "./ports.ts";

/** How long the plugin waits at a read for a container to run, in ms. It is kept for the plugin's sake; nothing here waits so. */
const READ_REFRESH_MS = 15_000;

/** For a container to get healthy, in seconds. */
export const WAIT_SECONDS = 60;

const PORT: Shape = {
  kind: "object",
  fields: {
    internal: { shape: WHOLE, required: true },
    external: { shape: WHOLE, engineDecides: true },
    ip: { shape: TEXT, default: DEFAULT_IP },
    protocol: { shape: { kind: "text", matches: /^(?:tcp|udp|sctp)$/ }, default: DEFAULT_PROTOCOL },
  },
};

const VOLUME: Shape = {
  kind: "object",
  fields: {
    containerPath: { shape: TEXT, required: true },
    volumeName: { shape: TEXT },
    hostPath: { shape: { kind: "text", matches: /^\// } },
    readOnly: { shape: FLAG },
  },
};

const UPLOAD: Shape = {
  kind: "object",
  fields: {
    file: { shape: { kind: "text", matches: /^\/.*[^/]$/ }, required: true },
    content: { shape: TEXT },
    contentBase64: { shape: { kind: "text", matches: /^[A-Za-z0-9+/]*={0,2}$/ } },
    executable: { shape: FLAG },
    permissions: { shape: { kind: "text", matches: /^0[0-7]{3}$/ } },
  },
};

const NETWORK: Shape = {
  kind: "object",
  fields: { name: { shape: TEXT, required: true }, aliases: { shape: TEXT_SET } },
};

const HEALTH_CHECK: Shape = {
  kind: "object",
  fields: {
    tests: { shape: TEXTS },
    interval: { shape: DURATION, default: "0s" },
    timeout: { shape: DURATION, default: "0s" },
    startPeriod: { shape: DURATION, default: "0s" },
    startInterval: { shape: DURATION, default: "0s" },
    retries: { shape: WHOLE },
  },
};

const CAPABILITIES: Shape = { kind: "object", fields: { adds: { shape: TEXT_SET }, drops: { shape: TEXT_SET } } };

/**
 * The inputs of `docker:index/container:Container` that this provider takes. What the plugin "updates" without telling the
 * engine, because the engine cannot do it, is replaced here: a health check and tmpfs.
 */
export const CONTAINER_PROPERTIES: Properties = {
  name: { shape: TEXT, autoNamed: true, change: "replace" },
  image: { shape: TEXT, required: true, change: "replace" },
  command: { shape: TEXTS, engineDecides: true, change: "replace" },
  entrypoints: { shape: TEXTS, engineDecides: true, change: "replace" },
  envs: { shape: TEXT_SET, engineDecides: true, change: "replace" },
  labels: { shape: LABELS, engineDecides: true, change: "replace" },
  hostname: { shape: TEXT, engineDecides: true, emptyIsAbsent: true, change: "replace" },
  domainname: { shape: TEXT, change: "replace" },
  user: { shape: TEXT, emptyIsAbsent: true, change: "replace" },
  workingDir: { shape: TEXT, emptyIsAbsent: true, change: "replace" },
  networkMode: { shape: TEXT, default: "bridge", change: "replace" },
  networksAdvanced: { shape: { kind: "set", of: NETWORK }, change: "replace" },
  ports: { shape: { kind: "list", of: PORT }, same: samePorts, change: "replace" },
  volumes: { shape: { kind: "set", of: VOLUME }, change: "replace" },
  uploads: { shape: { kind: "set", of: UPLOAD }, change: "replace" },
  tmpfs: { shape: MAP, change: "replace" },
  readOnly: { shape: FLAG, change: "replace" },
  capabilities: { shape: CAPABILITIES, change: "replace" },
  securityOpts: { shape: TEXT_SET, engineDecides: true, change: "replace" },
  groupAdds: { shape: TEXT_SET, change: "replace" },
  shmSize: { shape: WHOLE, engineDecides: true, emptyIsAbsent: true, change: "replace" },
  logDriver: { shape: TEXT, engineDecides: true, emptyIsAbsent: true, change: "replace" },
  logOpts: { shape: MAP, change: "replace" },
  healthcheck: { shape: HEALTH_CHECK, engineDecides: true, change: "replace" },
  stopSignal: { shape: TEXT, engineDecides: true, change: "replace" },
  stopTimeout: { shape: WHOLE, engineDecides: true, change: "replace" },
  restart: {
    shape: { kind: "text", matches: /^(?:no|on-failure|always|unless-stopped)$/ },
    default: "no",
    change: "update",
  },
  maxRetryCount: { shape: WHOLE, change: "update" },
  cpuShares: { shape: WHOLE, change: "update" },
  cpuSet: { shape: { kind: "text", matches: /^\d+([,-]\d+)*$/ }, change: "update" },
  memory: { shape: WHOLE, change: "update" },
  memoryReservation: { shape: WHOLE, change: "update" },
  memorySwap: {
    shape: { kind: "whole", least: -1 },
    // Where nobody says it, the engine gives as much again as there is memory, and where it cannot, it does not limit it.
    same: (old, now, olds) =>
      (now ?? 0) === (old ?? 0) ||
      (isEmpty(WHOLE, now) && (Number(old) <= 0 || old === 2 * (numberAt(olds, "memory") ?? 0))),
    change: "update",
  },
  start: { shape: FLAG, default: true, change: "update" },
  mustRun: { shape: FLAG, default: true, change: "update" },
  wait: { shape: FLAG, change: "update" },
  waitTimeout: { shape: WHOLE, default: WAIT_SECONDS, change: "update" },
  attach: { shape: FLAG, change: "update" },
  logs: { shape: FLAG, change: "update" },
  destroyGraceSeconds: { shape: WHOLE, change: "update" },
  removeVolumes: { shape: FLAG, default: true, change: "update" },
  containerReadRefreshTimeoutMilliseconds: { shape: WHOLE, default: READ_REFRESH_MS, change: "update" },
};
