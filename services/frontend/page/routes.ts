/** The paths at which the server answers with the page. Every other path that is not a built file is a 404. */
export const pageRoutes = ["/", "/exec-sandbox"] as const;

export type PageRoute = (typeof pageRoutes)[number];
