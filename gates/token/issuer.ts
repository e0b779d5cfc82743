/**
 * Who the gates are to a gateway that asks for tokens: its consumer's name, and what their tokens name the credential by.
 * Apart from the rest, because the program needs it and nothing else, and a rollback waits for all that the program imports.
 */
export const GATES_ISSUER = "release-gates";
