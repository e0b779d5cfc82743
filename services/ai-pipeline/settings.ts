import {
  booleanSetting,
  type Environment,
  httpUrlSetting,
  integerSetting,
  optionalSetting,
  SettingError,
  secretSetting,
} from "service-chassis";
import type { LlmSettings } from "./pipeline/llm.ts";
import type { CacheSettings } from "./selector/selector.ts";

export interface Settings {
  /** True: the echo tool without the LLM. */
  readonly bypassLlm: boolean;
  readonly llm: LlmSettings;
  readonly cache: CacheSettings;
}

/** @throws SettingError */
export function readSettings(env: Environment): Settings {
  return {
    bypassLlm: booleanSetting(env, "FEATURE_BYPASS_LLM", false),
    llm: {
      // Many write the base URL with /v1, as OpenAI's own clients want it.
      baseUrl: httpUrlSetting(env, "LLM_BASE_URL")?.replace(/\/v1$/, ""),
      model: optionalSetting(env, "LLM_MODEL"),
      apiKey: apiKeyOf(env),
      // Below automation-service's EXEC_TIMEOUT_MS, so that its caller learns that it was the LLM.
      timeoutMs: integerSetting(env, "LLM_TIMEOUT_MS", { min: 1, max: 120_000, default: 4_000 }),
    },
    cache: {
      maxEntries: integerSetting(env, "SELECTOR_CACHE_MAX_ENTRIES", { min: 1, max: 1_000_000, default: 1_000 }),
      ttlSeconds: integerSetting(env, "SELECTOR_CACHE_TTL_SECONDS", { min: 1, max: 86_400, default: 300 }),
    },
  };
}

function apiKeyOf(env: Environment): string | undefined {
  const key = secretSetting(env, "LLM_API_KEY");
  if (key !== undefined && !/^[\x21-\x7e]+$/.test(key)) {
    throw new SettingError("LLM_API_KEY", "(not shown)", "visible ASCII characters without spaces");
  }
  return key;
}
