/* logoFile.ts: a picture chosen as logo, looked at before it is sent, so that what is wrong with it is said at once and in words. */
import { problemOf } from '../api/problem.ts';
import type { components } from '../api/schema.d.ts';

export type LogoKind = 'light' | 'dark' | 'icon';
export type LogoProblem = 'svg' | 'kind' | 'large' | 'small' | 'smallIcon' | 'square' | 'broken';
type Logo = components['schemas']['logo'];

export const LOGO_ACCEPT = 'image/png,image/jpeg,image/webp';
const MAX_BYTES = 2 * 1024 * 1024;
const SIDE_MIN = 32;
const ICON_MIN = 180;

/** What is wrong with it; null when nothing is. */
export async function logoProblem(file: File, kind: LogoKind): Promise<LogoProblem | null> {
  if (file.type === 'image/svg+xml' || file.name.toLowerCase().endsWith('.svg')) return 'svg';
  if (!LOGO_ACCEPT.split(',').includes(file.type)) return 'kind';
  if (file.size > MAX_BYTES) return 'large';
  const image = await createImageBitmap(file).catch(() => null);
  if (!image) return 'broken';
  const [shorter, longer] = [Math.min(image.width, image.height), Math.max(image.width, image.height)];
  image.close();
  if (shorter < (kind === 'icon' ? ICON_MIN : SIDE_MIN)) return kind === 'icon' ? 'smallIcon' : 'small';
  return kind === 'icon' && longer * 4 > shorter * 5 ? 'square' : null;
}

export async function sendLogo(kind: LogoKind, file: Blob): Promise<Logo> {
  const response = await fetch(`/api/v1/space/logo/${kind}`, {
    method: 'PUT',
    headers: { 'X-Requested-With': 'portevoix', 'Content-Type': file.type },
    body: file,
  });
  const body: unknown = await response.json().catch(() => null);
  if (!response.ok) throw problemOf(response, body);
  return body as Logo;
}
