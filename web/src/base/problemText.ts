/* problemText.ts: a problem in words the reader knows. The server's own details are precise English for developers; people get
 * a sentence of the catalogue, by the problem's name. */
import type { TFunction } from 'i18next';
import { ApiError, OFFLINE, type FieldProblem } from '../api/problem.ts';

export function problemText(problem: ApiError, t: TFunction): string {
  switch (problem.slug) {
    case OFFLINE:
      return navigator.onLine ? t('error.noAnswer') : t('error.offline');
    case 'bad-credentials':
      return t('error.badCredentials');
    case 'unauthenticated':
      return t('error.signedOut');
    case 'forbidden':
      return t('error.forbidden');
    case 'not-ambassador':
      return t('error.notAmbassador');
    case 'feature-off':
      return t('error.featureOff');
    case 'not-found':
    case 'gone':
      return t('error.gone');
    case 'conflict':
      return t('error.conflict');
    case 'exists':
      return t('error.exists');
    case 'confirm':
      return t('error.confirm');
    case 'state':
      return t('error.state');
    case 'limit':
    case 'day-cap':
    case 'network-cap':
    case 'clone-guard':
      return t('error.limit');
    case 'blank':
    case 'caption-locked':
      return t('error.invalid');
    case 'too-many':
      return t('error.tooMany');
    case 'not-a-feed':
      return t('error.notAFeed');
    case 'no-account':
      return t('error.noAccount');
    case 'refused':
      return t('error.refused');
    case 'network':
    case 'network-timeout':
    case 'peer':
    case 'peer-busy':
      return t('error.peer');
    case 'invalid':
    case 'bad-request':
      return t('error.invalid');
    case 'overloaded':
    case 'database-retry':
      return t('error.busy');
    default:
      return problem.instance ? t('error.internalWithId', { id: problem.instance }) : t('error.internal');
  }
}

/** One field's detail. What has a number keeps it ("at most 200 characters"); the rest says what to do. */
export function fieldText(problem: FieldProblem, t: TFunction): string {
  const number = /\d+/.exec(problem.detail)?.[0];
  if (/easy to guess/.test(problem.detail)) return t('error.field.easy');
  if (/present password|is not the/.test(problem.detail) && problem.pointer.startsWith('/password')) return t('error.field.password');
  if (/required|missing|empty|is needed/.test(problem.detail)) return t('error.field.required');
  if (/longer|at most|too long/.test(problem.detail) && number) return t('error.field.tooLong', { number });
  if (/shorter|at least|too short/.test(problem.detail) && number) return t('error.field.tooShort', { number });
  if (/exists|already|taken/.test(problem.detail)) return t('error.field.taken');
  return t('error.field.invalid');
}
