export function french(text: string): string;
export function english(text: string): string;
