import { type Environment, httpUrlSetting, integerSetting } from "service-chassis";

export interface Settings {
  /** Without a trailing slash. */
  readonly aiPipelineBaseUrl: string;
  /** For one execution, in milliseconds. */
  readonly execTimeoutMs: number;
}

/** @throws SettingError */
export function readSettings(env: Environment): Settings {
  return {
    aiPipelineBaseUrl: httpUrlSetting(env, "AI_PIPELINE_BASE_URL") ?? "http://127.0.0.1:8000",
    execTimeoutMs: integerSetting(env, "EXEC_TIMEOUT_MS", { min: 1, max: 120_000, default: 5_000 }),
  };
}
