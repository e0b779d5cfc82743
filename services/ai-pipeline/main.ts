import { runService } from "service-chassis";
import { createAiPipeline } from "./ai-pipeline.ts";
import { readSettings } from "./settings.ts";

await runService({
  packageJson: new URL("./package.json", import.meta.url),
  defaultPort: 8000,
  build: (identity, env) => createAiPipeline(identity, readSettings(env)),
});
