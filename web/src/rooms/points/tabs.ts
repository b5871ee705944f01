/* tabs.ts: the parts of the points page; the router checks addresses with it, so it must stay small. */
export const pointsTabs = ['overview', 'ledger', 'rules', 'board'] as const;
export type PointsTab = (typeof pointsTabs)[number];
