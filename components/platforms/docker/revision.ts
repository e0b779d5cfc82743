import * as pulumi from "@pulumi/pulumi";
import { factsOfService } from "../../services.ts";
import { objectName } from "../kubernetes/names.ts";
import type { RevisionDefinition, RunningRevision, ServiceKey } from "../platform.ts";
import { container, publishedUrl, type UploadedFile } from "./container.ts";
import { imageOf } from "./images.ts";
import type { LlmServer } from "./llm.ts";
import type { DockerPlace, DockerSettings } from "./settings.ts";

/** Memory that a container may use, in MiB. */
const MEMORY_MIB: Readonly<Record<ServiceKey, number>> = { automationService: 192, aiPipeline: 256, frontend: 128 };

const KEY_FILE = "/run/secrets/llm-api-key";
const START_SECONDS = 60;
/** Time that a service takes at most to finish its requests; above the 5 s that one may last. */
const SHUTDOWN_MS = 6000;
const STOP_SECONDS = SHUTDOWN_MS / 1000 + 1;

/**
 * A revision's container. It has the revision's name in the stack's network, so that its address is known before it runs
 * and stays when it is started anew; its published port is for the gates, which ask it from the machine that deploys.
 */
export function runRevision(
  definition: RevisionDefinition,
  bindings: pulumi.Input<Record<string, pulumi.Input<string>>>,
  {
    images,
    llm,
    place,
  }: { readonly images: DockerSettings["images"]; readonly llm: LlmServer; readonly place: DockerPlace },
  options: pulumi.CustomResourceOptions,
): RunningRevision {
  const { name: service, containerPort: port } = factsOfService(definition.service);
  const alias = objectName(definition.name);
  const asksLlm = definition.service === "aiPipeline";
  const key: UploadedFile[] = asksLlm && llm.apiKey ? [{ file: KEY_FILE, content: llm.apiKey }] : [];
  const own: Record<string, pulumi.Input<string>> = {
    ...(asksLlm ? { LLM_BASE_URL: llm.baseUrl, LLM_MODEL: llm.model } : {}),
    ...(key.length > 0 ? { LLM_API_KEY_FILE: KEY_FILE } : {}),
    ...definition.environment,
    SERVICE_VERSION: definition.version,
    SERVICE_REVISION: definition.name,
    SHUTDOWN_TIMEOUT_MS: String(SHUTDOWN_MS),
  };
  const resource = container(
    definition.name,
    {
      image: imageOf(images, service, definition.version),
      alias,
      memoryMiB: MEMORY_MIB[definition.service],
      environment: pulumi.output(bindings).apply((bound) => ({ ...bound, ...own })),
      labels: {
        "canary-release/revision": definition.name,
        "canary-release/service": service,
        "canary-release/version": definition.version,
      },
      files: key,
      scratch: ["/tmp"],
      ports: [{ internal: port }],
      life: {
        kind: "service",
        healthCheck: ["node", "services/chassis/health-check.ts"],
        startSeconds: START_SECONDS,
        stopSeconds: STOP_SECONDS,
      },
    },
    place,
    options,
  );
  return { address: pulumi.output(`${alias}:${port}`), url: publishedUrl(resource, port), resource };
}
