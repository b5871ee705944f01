/* Confirm.tsx: "I have read this". Known to the reader alone; the company sees a rounded number, never names. */
import { Button } from '@mantine/core';
import { IconCheck } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { isProblem } from '../../api/problem.ts';
import type { Post } from '../../api/types.ts';
import { Icon } from '../../ui/Icon.tsx';
import { TextButton } from '../../ui/TextLink.tsx';
import { useConfirm } from './api.ts';
import classes from './home.module.css';

export function Confirm({ post, onConfirmed }: { post: Post; onConfirmed?: ((post: Post) => void) | undefined }) {
  const { t } = useTranslation();
  const confirm = useConfirm();
  if (!post.must_read || !post.me) return null;
  if (post.me.confirmed) {
    return (
      <div className={classes.confirm} data-done>
        <span className={classes.shared}>
          <Icon of={IconCheck} size={18} />
          {t('home.mustRead.done')}
        </span>
        {confirm.isError ? (
          <span className={classes.confirmNote} role="alert">
            {isProblem(confirm.error, 'state') ? t('home.mustRead.counted') : t('home.mustRead.failed')}
          </span>
        ) : (
        <TextButton quiet onClick={() => confirm.mutate({ id: post.id, confirmed: false })}>
          {t('home.mustRead.undo')}
        </TextButton>
        )}
      </div>
    );
  }
  return (
    <div className={classes.confirm}>
      <Button
        variant="default"
        leftSection={<Icon of={IconCheck} />}
        loading={confirm.isPending}
        onClick={() => confirm.mutate({ id: post.id, confirmed: true }, { onSuccess: () => onConfirmed?.(post) })}
        aria-label={t('home.mustRead.label', { title: post.title })}
      >
        {t('home.mustRead.button')}
      </Button>
      <span className={classes.confirmNote} role={confirm.isError ? 'alert' : undefined}>
        {confirm.isError ? t('home.mustRead.failed') : t('home.mustRead.note')}
      </span>
    </div>
  );
}
