/* useForm.ts: Mantine's form with the server's field errors put where they belong.
 *
 * const form = useApiForm({ initialValues, validate });
 * const save = useMutation({ mutationFn, onError: form.fail });
 * The problem's JSON pointers ("/admin/email") become Mantine paths ("admin.email"); what fits no field is `form.problem`. */
import { useForm, type UseFormInput, type UseFormReturnType } from '@mantine/form';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { toApiError, type ApiError } from '../api/problem.ts';
import { fieldText, problemText } from './problemText.ts';

type ApiForm<Values> = UseFormReturnType<Values> & {
  /** The sentence for the whole form, or null. */
  problem: string | null;
  /** Puts the server's field errors in place; the first field's path, if there is one. */
  fail: (error: unknown) => string | undefined;
  clearProblem: () => void;
};

/** "/admin/email" -> "admin.email" */
export const pathOf = (pointer: string) => pointer.replace(/^[/?]/, '').replaceAll('/', '.');

function hasPath(values: unknown, path: string): boolean {
  let at: unknown = values;
  for (const part of path.split('.')) {
    if (typeof at !== 'object' || at === null || !(part in at)) return false;
    at = (at as Record<string, unknown>)[part];
  }
  return true;
}

export function useApiForm<Values extends Record<string, unknown>>(
  input: UseFormInput<Values> & { /** Server pointer -> form path, where they differ. */ pointers?: Record<string, string> },
): ApiForm<Values> {
  const { t } = useTranslation();
  const form = useForm<Values>(input);
  const [problem, setProblem] = useState<string | null>(null);

  const fail = (error: unknown) => {
    const found: ApiError = toApiError(error);
    const values = form.getValues();
    const errors: Record<string, string> = {};
    for (const item of found.errors) {
      const path = input.pointers?.[item.pointer] ?? pathOf(item.pointer);
      if (hasPath(values, path)) errors[path] = fieldText(item, t);
    }
    form.setErrors(errors);
    const first = Object.keys(errors)[0];
    if (first) form.getInputNode(first)?.focus();
    setProblem(first ? null : problemText(found, t));
    return first;
  };
  return { ...form, problem, fail, clearProblem: () => setProblem(null) };
}
