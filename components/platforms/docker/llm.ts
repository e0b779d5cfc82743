import type * as pulumi from "@pulumi/pulumi";
import { container } from "./container.ts";
import type { DockerPlace, DockerSettings } from "./settings.ts";

/** Whom ai-pipeline asks when its LLM is not bypassed. */
export interface LlmServer {
  readonly baseUrl: string;
  readonly model: string;
  /** Absent: the stand-in, which asks for none. */
  readonly apiKey?: pulumi.Output<string>;
}

const ALIAS = "llm";
const PORT = 8000;
const MEMORY_MIB = 128;

/** The server that config names, or the stand-in of lab/llm, which this starts from the lab's image. */
export function llmServer({ llm, images, llmApiKey }: DockerSettings, place: DockerPlace): LlmServer {
  const { standIn, baseUrl, model } = llm;
  if (!standIn) return { baseUrl, model, apiKey: llmApiKey };
  container(
    "llm",
    {
      image: images.lab,
      alias: ALIAS,
      memoryMiB: MEMORY_MIB,
      entrypoint: ["node"],
      command: ["lab/llm/main.ts"],
      environment: { HOST: "0.0.0.0", PORT: String(PORT) },
      scratch: ["/tmp"],
      life: {
        kind: "service",
        healthCheck: ["node", "-e", `fetch("http://127.0.0.1:${PORT}/").catch(() => process.exit(1))`],
        startSeconds: 30,
        stopSeconds: 10,
      },
    },
    place,
    {},
  );
  return { baseUrl: `http://${ALIAS}:${PORT}`, model };
}
