/* missing.ts: why a post may not go out yet, in the reader's words. The server names the fields (src/app/post/kind.c). */
import type { TFunction } from 'i18next';
import type { ApiError } from '../../api/problem.ts';
import { problemText } from '../../base/problemText.ts';

/** Pointer -> name of the part, where it is one of a post's. */
const parts = {
  '/url': 'url',
  '/article': 'article',
  '/article/alt': 'article_alt',
  '/image_url': 'image',
  '/image_alt': 'image_alt',
  '/file_id': 'file',
  '/body': 'body',
  '/title': 'title',
  '/details/place': 'place',
  '/details/contract': 'contract',
  '/details/salary': 'salary',
  '/details/valid_through': 'valid_through',
  '/details/referral_url': 'referral_url',
  '/details/starts_at': 'starts_at',
  '/details/ends_at': 'ends_at',
  '/details/online_url': 'online_url',
  '/expires_at': 'expires_at',
} as const;
export type Part = (typeof parts)[keyof typeof parts];

export const partOf = (pointer: string): Part | undefined => parts[pointer as keyof typeof parts];

export function refusalText(problem: ApiError, t: TFunction): string {
  if (problem.slug === 'limit') return t('studio.marksFull');
  if (problem.slug !== 'invalid' || problem.errors.length === 0) return problemText(problem, t);
  if (problem.errors.some(({ pointer }) => pointer.startsWith('/targets/channels'))) return t('studio.for.notYours');
  if (problem.errors.some(({ pointer }) => pointer.startsWith('/targets'))) return t('studio.for.nobody');
  if (problem.errors.some(({ pointer }) => pointer === '/article/pictures')) return t('studio.article.badPicture');
  if (problem.errors.some(({ pointer }) => pointer === '/audience')) return t('studio.noAddress');
  const named = problem.errors.map(({ pointer }) => partOf(pointer)).filter((part) => part !== undefined);
  if (named.length === 0) return problemText(problem, t);
  return t('studio.missing', { fields: [...new Set(named)].map((part) => t(`studio.part.${part}`)).join(', ') });
}
