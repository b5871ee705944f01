/* steps.ts: the steps of the welcome, in order; the last one only looks. */
export const steps = ['website', 'groups', 'invite', 'ready'] as const;
export type Step = (typeof steps)[number];

/** Those that the head of the page shows. */
export const shownSteps = ['website', 'groups', 'invite'] as const;

export const isStep = (value: unknown): value is Step => steps.some((step) => step === value);
