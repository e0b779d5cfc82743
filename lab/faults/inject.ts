/**
 * A preload that makes a service fail on purpose: `node --import ./lab/faults/inject.ts services/x/main.ts` with the
 * fault in LAB_FAULT. It works on whatever HTTP servers the process makes and knows none of the services.
 */
import { type Fault, parseFault } from "./fault.ts";
import { injectIntoServers } from "./servers.ts";

/** As a service that throws while it starts: told apart from a bad setting (1) by its status. */
const cannotStartStatus = 3;

const fault = readFault();
if (fault.kind === "cannot-start") leave(cannotStartStatus, fault.message);
else injectIntoServers(fault, process.env);

function readFault(): Fault {
  try {
    return parseFault(process.env.LAB_FAULT);
  } catch (error) {
    return leave(1, error instanceof Error ? error.message : String(error));
  }
}

function leave(status: number, message: string): never {
  process.stderr.write(`${message}\n`);
  process.exit(status);
}
