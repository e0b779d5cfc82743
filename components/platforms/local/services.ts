import type { ServiceKey } from "../platform.ts";

/** Folder of each service under services/, which is also its name in answers, log lines and labels. */
export const SERVICE_NAMES: Readonly<Record<ServiceKey, string>> = {
  automationService: "automation-service",
  aiPipeline: "ai-pipeline",
  frontend: "frontend",
};
