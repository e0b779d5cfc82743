/** Of Pulumi Cloud, which is no file backend: the flags of deployments that it runs. */
const FLAGS_OF_REMOTE_DEPLOYMENTS =
  "remote-agent-pool-id= remote-env-secret= remote-env= remote-executor-image-password= remote-executor-image-username= remote-executor-image= remote-git-auth-access-token= remote-git-auth-password= remote-git-auth-ssh-private-key-path= remote-git-auth-ssh-private-key= remote-git-auth-username= remote-git-branch= remote-git-commit= remote-git-repo-dir= remote-inherit-settings remote-pre-run-command= remote-skip-install-dependencies";

/**
 * Every command of Pulumi 3.260 that this engine has, hidden ones too, with all flags of the CLI, hidden ones and those
 * behind PULUMI_DEBUG_COMMANDS and PULUMI_EXPERIMENTAL too (`pulumi generate-cli-spec` lists them). A flag with `=`
 * takes a value. `""` are the flags of all commands.
 */
export const FLAGS_OF_THE_CLI: Readonly<Record<string, string>> = {
  "": "color= cwd= disable-integrity-checking emoji fully-qualify-stack-names logflow logtostderr memprofilerate= non-interactive otel-traces= profiling= tracing= tracing-header= verbose=",
  preview:
    "attach-debugger= client= config= config-file= config-path copilot debug diff event-log= exclude= exclude-dependents exec-agent= exec-kind= expect-no-changes ignore-protect import-file= json message= neo neo-task-on-failure output= override-env= parallel= policy-pack= policy-pack-config= refresh= remote replace= run-program save-plan= show-config show-full-output show-policy-remediations show-reads show-replacement-steps show-sames show-secrets skip-config-validation skip-plugin-pre-install stack= suppress-outputs suppress-permalink= suppress-progress suppress-stream-logs target= target-dependents target-replace= urns " +
    FLAGS_OF_REMOTE_DEPLOYMENTS,
  up:
    "attach-debugger= client= config= config-file= config-path continue-on-error copilot debug diff event-log= exclude= exclude-dependents exec-agent= exec-kind= expect-no-changes ignore-protect json message= neo neo-task-on-failure output= override-env= parallel= plan= policy-pack= policy-pack-config= refresh= remote replace= run-program secrets-provider= show-config show-full-output show-policy-remediations show-reads show-replacement-steps show-sames show-secrets skip-config-validation skip-plugin-pre-install skip-preview stack= strict suppress-outputs suppress-permalink= suppress-progress suppress-stream-logs target= target-dependents target-replace= urns yes " +
    FLAGS_OF_REMOTE_DEPLOYMENTS,
  refresh:
    "clear-pending-creates client= config= config-file= config-path copilot debug diff event-log= exclude= exclude-dependents exec-agent= exec-kind= expect-no-changes import-pending-creates= json message= neo output= override-env= parallel= preview-only remote run-program show-replacement-steps show-sames skip-config-validation skip-pending-creates skip-plugin-pre-install skip-preview stack= suppress-outputs suppress-permalink= suppress-progress suppress-stream-logs target= target-dependents urns yes " +
    FLAGS_OF_REMOTE_DEPLOYMENTS,
  destroy:
    "client= config= config-file= config-path continue-on-error copilot debug diff event-log= exclude= exclude-protected exec-agent= exec-kind= ignore-protect json message= neo output= override-env= parallel= preview-only refresh= remote remove run-program show-config show-full-output show-replacement-steps show-sames skip-config-validation skip-plugin-pre-install skip-preview stack= suppress-outputs suppress-permalink= suppress-progress suppress-stream-logs target= target-dependents urns yes " +
    FLAGS_OF_REMOTE_DEPLOYMENTS,
  stack: "output= show-ids show-name show-secrets show-urns stack=",
  config: "config-file= json open show-secrets stack=",
  cancel: "stack= yes",
  whoami: "json output= verbose",
  login:
    "cloud-url= default-org= insecure interactive local oidc-expiration= oidc-org= oidc-team= oidc-token= oidc-user=",
  version: "",
  "stack export": "file= show-secrets stack= version=",
  "stack history": "full-dates json output= page= page-size= show-secrets stack=",
  "stack import": "file= force stack=",
  "stack list": "all json organization= output= project= tag=",
  "stack new": "copy-config-from= no-select secrets-provider= stack= teams= yes",
  "stack output": "json shell show-secrets stack=",
  "stack remove": "force preserve-config remove-backups stack= yes",
  "stack select": "create secrets-provider= stack=",
  "stack tag": "stack=",
  "stack tag get": "",
  "stack tag list": "json output=",
  "stack tag remove": "",
  "stack tag set": "",
  "stack unselect": "",
  "state protect": "all stack= yes",
  "state unprotect": "all stack= yes",
  "config get": "json open path",
  "config remove": "path",
  "config remove-all": "path",
  "config set": "path plaintext raw secret type=",
  "config set-all": "json= path plaintext= secret=",
};

/** The commands of Pulumi 3.260 that this engine does not have. */
export const COMMANDS_OF_THE_CLI_ALONE: readonly string[] = [
  "about",
  "api",
  "console",
  "convert",
  "convert-trace",
  "deployment",
  "do",
  "env",
  "events",
  "gen-completion",
  "gen-markdown",
  "generate-cli-spec",
  "import",
  "insights",
  "install",
  "logout",
  "logs",
  "neo",
  "new",
  "org",
  "package",
  "plugin",
  "policy",
  "project",
  "replay-events",
  "schema",
  "state delete",
  "state edit",
  "state get",
  "state move",
  "state rename",
  "state repair",
  "state taint",
  "state untaint",
  "state upgrade",
  "template",
  "view-trace",
  "watch",
  "config copy",
  "config env",
  "config refresh",
  "stack change-secrets-provider",
  "stack drift",
  "stack get",
  "stack graph",
  "stack migrate",
  "stack rename",
  "stack schedule",
  "stack webhook",
];
