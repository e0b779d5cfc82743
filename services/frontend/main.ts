import { join } from "node:path";
import { httpUrlSetting, runService } from "service-chassis";
import { createFrontend } from "./server/frontend.ts";
import { complaintAboutBuild } from "./server/page-build.ts";

const serviceDirectory = import.meta.dirname;
const distDirectory = join(serviceDirectory, "dist");

const complaint = complaintAboutBuild(distDirectory, serviceDirectory);
if (complaint !== null) {
  process.stderr.write(`${complaint}\n`);
  process.exit(1);
}

await runService({
  packageJson: new URL("./package.json", import.meta.url),
  defaultPort: 3100,
  build: (identity, env) =>
    createFrontend({ identity, distDirectory, gatewayUrl: httpUrlSetting(env, "GATEWAY_URL") ?? "" }),
});
