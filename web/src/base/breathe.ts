/* breathe.ts: an end to the browser's task, so that what a person does comes before what we do next. */
export const breathe = () => new Promise<void>((resolve) => setTimeout(resolve));
