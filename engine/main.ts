import { runCommandLine } from "./cli/command-line.ts";
import { flushed, outliveReaders } from "./cli/terminal.ts";

outliveReaders();
const exitCode = await runCommandLine(process.argv.slice(2));
await flushed();
// Plugins and the program are ended by now; what they left open must not keep the process.
process.exit(exitCode);
