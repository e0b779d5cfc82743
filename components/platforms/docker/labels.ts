/** By which whoever cleans up finds what belongs to a stack. */
export function stackLabel(stack: string): { readonly label: string; readonly value: string } {
  return { label: "canary-release/stack", value: stack };
}
