import { runCommandLine } from "./cli/command-line.ts";
import { outliveReaders } from "./cli/terminal.ts";

outliveReaders();
// Plugins and the program are ended by now; what they left open must not keep the process.
process.exit(await runCommandLine(process.argv.slice(2)));
