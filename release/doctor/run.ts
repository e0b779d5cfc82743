import fs from "node:fs";
import path from "node:path";
import { parse } from "yaml";
import { z } from "zod";
import { RunFolder, runningProcess } from "../../components/platforms/local/process/run-folder.ts";
import { stackHome } from "../../components/stack-home.ts";
import type { Environment } from "../environment.ts";
import { ROOT } from "../root.ts";
import { readStackConfig } from "../stack-config.ts";
import { readDeployment } from "../status/gather.ts";
import { examine, type Need } from "./check.ts";
import { PROGRAM_CHECKS } from "./checks/programs.ts";
import { PROJECT_CHECKS } from "./checks/project.ts";
import { STACK_CHECKS } from "./checks/stack.ts";
import { lacksSomething } from "./finding.ts";
import { THIS_MACHINE } from "./machine.ts";
import { renderFindings } from "./render.ts";

const CHECKS = [...PROJECT_CHECKS, ...PROGRAM_CHECKS, ...STACK_CHECKS];
const stackFile = z.looseObject({ secretsprovider: z.string().optional() });

/** @returns 1 when something is missing that the stack needs, else 0. @throws CFG001 to CFG003 for a config that the program would refuse */
export async function runDoctor(stack: Environment, json: boolean): Promise<number> {
  const need = await needOf(stack);
  const findings = await examine(CHECKS, THIS_MACHINE, need);
  const text = json
    ? JSON.stringify({ stack, platform: need.config.platform, isUp: need.isUp, findings }, null, 2)
    : renderFindings(need, findings).join("\n");
  process.stdout.write(`${text}\n`);
  return lacksSomething(findings) ? 1 : 0;
}

async function needOf(stack: Environment): Promise<Need> {
  const home = path.resolve(ROOT, stackHome(stack));
  const file = path.join(ROOT, `Pulumi.${stack}.yaml`);
  const settings = fs.existsSync(file) ? stackFile.parse(parse(fs.readFileSync(file, "utf8"))) : {};
  const config = readStackConfig(stack);
  const deployment = await readDeployment(stack);
  const urls = deployment.kind === "deployed" ? deployment.outputs.urls : undefined;
  return {
    stack,
    config,
    root: ROOT,
    home,
    secretsProvider: settings.secretsprovider,
    isUp: urls !== undefined,
    admin: urls?.admin ?? (config.gateway.adminUrl || undefined),
    prometheus: urls?.prometheus ?? (config.prometheus.url || undefined),
    ownPids: new RunFolder(home).list().flatMap((entry) => runningProcess(entry)?.pid ?? []),
  };
}
