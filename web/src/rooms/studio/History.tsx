/* History.tsx: what a post's words were, who wrote them and when; each can come back. Nothing is lost by that: the present words are a
 * revision too. */
import { Button, Drawer, Skeleton, Stack, Text, UnstyledButton } from '@mantine/core';
import { useMutation, useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { api, data } from '../../api/client.ts';
import { ApiError, toApiError } from '../../api/problem.ts';
import { problemText } from '../../base/problemText.ts';
import { useLocale } from '../../base/useLocale.ts';
import { Markdown } from '../../ui/Markdown.tsx';
import { ErrorCard } from '../../ui/states.tsx';
import classes from './editor.module.css';
import { readStored, type Stored } from './useAutosave.ts';

interface HistoryProps {
  stored: Stored;
  save: () => Promise<boolean>;
  onReverted: (next: Stored) => void;
  onClose: () => void;
}

export default function History({ stored, save, onReverted, onClose }: HistoryProps) {
  const { t } = useTranslation();
  const { since } = useLocale();
  const { id } = stored.post;
  const params = { params: { path: { id } } };
  const [open, setOpen] = useState<string | null>(null);
  const list = useQuery({ queryKey: ['studio', 'revisions', id, stored.post.version], queryFn: () => data(api.GET('/api/v1/posts/{id}/revisions', params)), gcTime: 0 });
  const text = useQuery({
    queryKey: ['studio', 'revisions', id, open],
    queryFn: async () => (await data(api.GET('/api/v1/posts/{id}/revisions', { params: { path: { id }, query: { text: open ?? undefined } } }))).items.find((one) => one.id === open)?.text ?? '',
    enabled: open !== null,
    staleTime: Infinity,
  });
  const revert = useMutation({
    mutationFn: async (revision: string) => {
      // What was typed must be safe first; what could not be saved stays on the page, which says why.
      if (!(await save())) throw new ApiError(409, 'conflict', '');
      const { version } = await data(api.GET('/api/v1/posts/{id}', params));
      await data(api.POST('/api/v1/posts/{id}/revert', { ...params, body: { revision, version } }));
      return readStored(id);
    },
    onSuccess: (next) => {
      onReverted(next);
      onClose();
    },
  });
  return (
    <Drawer opened onClose={onClose} position="right" size={520} title={t('studio.history.title')} closeButtonProps={{ 'aria-label': t('common.close') }}>
      {list.isPending && (
        <Stack gap="sm" role="status" aria-label={t('common.loading')}>
          <Skeleton height={44} />
          <Skeleton height={44} />
        </Stack>
      )}
      {list.isError && <ErrorCard title={t('studio.history.failed')} error={list.error} retry={() => void list.refetch()} retrying={list.isFetching} />}
      {list.data?.items.length === 0 && <Text c="dimmed">{t('studio.history.none')}</Text>}
      {revert.isError && (
        <Text role="alert" size="sm" c="var(--mantine-color-error)">
          {problemText(toApiError(revert.error), t)}
        </Text>
      )}
      <ul className={classes.revisions}>
        {list.data?.items.map((revision, index) => (
          <li key={revision.id}>
            <UnstyledButton className={classes.revision} aria-expanded={open === revision.id} onClick={() => setOpen(open === revision.id ? null : revision.id)}>
              <strong>{since(revision.saved_at)}</strong>
              <span>{revision.by ?? t('studio.history.source')}</span>
            </UnstyledButton>
            {open === revision.id && (
              <div className={classes.revisionText}>
                <h3 lang={stored.post.language || undefined}>{revision.title}</h3>
                {revision.body && <p lang={stored.post.language || undefined}>{revision.body}</p>}
                {text.isPending && <Skeleton height={80} />}
                {text.isError && <ErrorCard title={t('studio.history.failed')} error={text.error} retry={() => void text.refetch()} retrying={text.isFetching} />}
                {text.data && <Markdown text={text.data} top={4} fit />}
                {index > 0 && (
                  <Button size="sm" variant="default" loading={revert.isPending} onClick={() => revert.mutate(revision.id)}>
                    {t('studio.history.back')}
                  </Button>
                )}
              </div>
            )}
          </li>
        ))}
      </ul>
    </Drawer>
  );
}
