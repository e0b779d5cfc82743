import { Command } from "commander";

/** The operator's tool. Each command loads its own code when it runs, so that none waits for another's imports. */
function program(): Command {
  const canary = new Command("bin/canary")
    .description("Canary releases with Pulumi: set-up, tests and the operator's commands.")
    .enablePositionalOptions()
    .showHelpAfterError();

  canary
    .command("setup")
    .description("Make everything ready that the other commands need, and nothing else.")
    .action(async () => {
      const { setUp } = await import("./setup/setup.ts");
      await setUp();
    });

  canary
    .command("test")
    .description("Run the tests. Arguments go to vitest: a folder or file, -t <name>, …")
    .argument("[vitest arguments...]")
    .allowUnknownOption()
    .passThroughOptions()
    .action(async (vitestArguments: string[]) => {
      const { setUp } = await import("./setup/setup.ts");
      await setUp();
      const { runTests } = await import("./test/run-tests.ts");
      process.exitCode = await runTests(vitestArguments);
    });

  return canary;
}

try {
  await program().parseAsync();
} catch (error) {
  process.stderr.write(`bin/canary: ${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
}
