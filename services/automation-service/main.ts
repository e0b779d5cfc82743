import { runService } from "service-chassis";
import { createAutomationService } from "./automation-service.ts";
import { readSettings } from "./settings.ts";

await runService({
  packageJson: new URL("./package.json", import.meta.url),
  defaultPort: 3003,
  build: (identity, env) => createAutomationService(identity, readSettings(env)),
});
