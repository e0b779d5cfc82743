import { setTimeout as sleep } from "node:timers/promises";
import { createService, runService } from "../index.ts";

await runService({
  packageJson: new URL("../package.json", import.meta.url),
  defaultPort: 0,
  build: (identity) => {
    const service = createService({ identity, buildInfo: ["slow"] });
    service.app.get<{ Params: { ms: string } }>("/slow/:ms", async (request) => {
      service.log({ event: "slow_begins" });
      await sleep(Number(request.params.ms));
      return { slept: Number(request.params.ms) };
    });
    return service;
  },
});
