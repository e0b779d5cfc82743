/** Something in a document that does not hold. */
export interface Problem {
  /** Path from the project root. */
  readonly file: string;
  readonly line: number;
  /** What is wrong, and what would be right. */
  readonly message: string;
}

export function describeProblem({ file, line, message }: Problem): string {
  return `${file}:${line}: ${message}`;
}

/** A problem whose file is not known yet. */
export type Complaint = Omit<Problem, "file">;
