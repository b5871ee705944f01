/* SourceRow.tsx: one source: its name, its health in words, what came of it, and its controls. */
import { ActionIcon, Badge, Button, Group, Menu, Select, Text, TextInput } from '@mantine/core';
import {
  IconAlertTriangle,
  IconCheck,
  IconCircleCheck,
  IconDots,
  IconExternalLink,
  IconPencil,
  IconPlayerPause,
  IconPlayerPlay,
  IconRefresh,
  IconRss,
  IconTrash,
} from '@tabler/icons-react';
import { Link } from '@tanstack/react-router';
import type { TFunction } from 'i18next';
import { useState, type FormEvent } from 'react';
import { useTranslation } from 'react-i18next';
import { toApiError } from '../../api/problem.ts';
import type { Source } from '../../api/types.ts';
import { problemText } from '../../base/problemText.ts';
import { useLocale } from '../../base/useLocale.ts';
import { Icon } from '../../ui/Icon.tsx';
import { NetworkIcon } from '../../ui/network.tsx';
import { useChangeSource, usePoll, type Mode } from './api.ts';
import { DeleteSource } from './DeleteSource.tsx';
import classes from './source.module.css';

export function SourceRow({ source }: { source: Source }) {
  const { t } = useTranslation();
  const change = useChangeSource();
  const poll = usePoll();
  const [renaming, setRenaming] = useState(false);
  const [deleting, setDeleting] = useState(false);
  const paused = source.status === 'paused';
  const gone = source.status === 'gone';
  const failed = change.error ?? poll.error;
  return (
    <li className={classes.row} aria-label={source.title}>
      <span className={classes.sign}>{source.network === 'web' ? <Icon of={IconRss} /> : <NetworkIcon network={source.network} />}</span>
      <div className={classes.about}>
        {renaming ? (
          <Rename
            title={source.title}
            busy={change.isPending}
            onCancel={() => setRenaming(false)}
            onSave={(title) => change.mutate({ id: source.id, change: { title } }, { onSuccess: () => setRenaming(false) })}
          />
        ) : (
          <Group gap={8}>
            <Text size="md" lh="24px" fw={620}>
              {source.title}
            </Text>
            <Badge>{source.brand.name}</Badge>
            {source.language && <Badge>{source.language.toUpperCase()}</Badge>}
          </Group>
        )}
        <Text size="xs" c="dimmed" className={classes.url}>
          {source.url}
        </Text>
        <Health source={source} />
        <Outcome source={source} poll={poll} problem={failed ? problemText(toApiError(failed), t) : null} />
      </div>
      <div className={classes.controls}>
        <Select
          size="sm"
          aria-label={t('source.mode.label', { title: source.title })}
          className={classes.mode}
          allowDeselect={false}
          data={[
            { value: 'inbox', label: t('source.mode.inbox') },
            { value: 'direct', label: t('source.mode.direct') },
          ]}
          value={source.mode}
          onChange={(mode) => mode && mode !== source.mode && change.mutate({ id: source.id, change: { mode: mode as Mode } })}
        />
        <Group gap={8} wrap="nowrap">
          <Button size="sm" variant="default" leftSection={<Icon of={IconRefresh} size={18} />} loading={poll.isPending} onClick={() => poll.mutate(source)} aria-label={t('source.pollLabel', { title: source.title })}>
            {t('source.poll')}
          </Button>
          <Button
            size="sm"
            variant="default"
            leftSection={<Icon of={paused || gone ? IconPlayerPlay : IconPlayerPause} size={18} />}
            loading={change.isPending && change.variables.change.status !== undefined}
            onClick={() => change.mutate({ id: source.id, change: { status: paused || gone ? 'active' : 'paused' } })}
            aria-label={t(paused || gone ? 'source.resumeLabel' : 'source.pauseLabel', { title: source.title })}
          >
            {paused || gone ? t('source.resume') : t('source.pause')}
          </Button>
          <Menu position="bottom-end">
            <Menu.Target>
              <ActionIcon size={36} aria-label={t('source.menu', { title: source.title })}>
                <Icon of={IconDots} />
              </ActionIcon>
            </Menu.Target>
            <Menu.Dropdown>
              <Menu.Item leftSection={<Icon of={IconPencil} size={18} />} onClick={() => setRenaming(true)}>
                {t('source.rename')}
              </Menu.Item>
              <Menu.Item leftSection={<Icon of={IconExternalLink} size={18} />} component="a" href={source.site_url || source.url} target="_blank" rel="noopener noreferrer">
                {t('source.site')}
              </Menu.Item>
              <Menu.Item leftSection={<Icon of={IconTrash} size={18} />} color="red" onClick={() => setDeleting(true)}>
                {t('source.delete.open')}
              </Menu.Item>
            </Menu.Dropdown>
          </Menu>
        </Group>
      </div>
      {deleting && <DeleteSource source={source} onClose={() => setDeleting(false)} />}
    </li>
  );
}

const known = ['refused', 'unreachable', 'timeout', 'unusable', 'not_a_feed', 'forbidden', 'not_found', 'gone', 'busy', 'server_error', 'http_error'] as const;

/** Why the last try failed, in words; an unknown reason keeps the server's own. */
function reasonOf(error: NonNullable<Source['error']>, t: TFunction): string {
  const code = known.find((name) => name === error.code);
  return code ? t(`source.reason.${code}`) : error.detail;
}

function Health({ source }: { source: Source }) {
  const { t } = useTranslation();
  const { since, ahead, number } = useLocale();
  const last = source.last_ok_at ? t('source.health.lastOk', { when: since(source.last_ok_at) }) : t('source.health.never');
  const next = source.next_poll_at ? t('source.health.next', { when: ahead(source.next_poll_at) }) : '';
  const trouble = source.error ? t('source.health.failing', { count: source.error.count, n: number(source.error.count), reason: reasonOf(source.error, t) }) : '';
  const [tone, icon, text] =
    source.status === 'gone'
      ? (['danger', IconAlertTriangle, `${t('source.health.gone')} ${last}`] as const)
      : source.status === 'paused'
        ? (['quiet', IconPlayerPause, [t('source.health.paused'), trouble, last].filter(Boolean).join(' ')] as const)
        : source.error
          ? (['warn', IconAlertTriangle, [trouble, last, next].filter(Boolean).join(' ')] as const)
          : (['ok', IconCircleCheck, [t('source.health.ok'), last, next].filter(Boolean).join(' ')] as const);
  return (
    <div className={classes.health} data-tone={tone}>
      <Icon of={icon} size={18} />
      <span>{text}</span>
    </div>
  );
}

/** What came of it so far, and of the reading that was just asked for. */
function Outcome({ source, poll, problem }: { source: Source; poll: ReturnType<typeof usePoll>; problem: string | null }) {
  const { t } = useTranslation();
  const { number } = useLocale();
  const answer = poll.data;
  return (
    <div className={classes.outcome}>
      <Link to="/studio" className="pv-link" data-quiet>
        {t('source.pending', { count: source.posts.pending, n: number(source.posts.pending) })}
      </Link>
      <Link to="/studio" search={{ view: 'published' }} className="pv-link" data-quiet>
        {t('source.published', { count: source.posts.published, n: number(source.posts.published) })}
      </Link>
      <span role="status" className={classes.answer} data-tone={problem ? 'danger' : undefined}>
        {poll.isPending
          ? t('source.reading')
          : (problem ??
            (answer && !answer.source.error && (
              <>
                <Icon of={IconCheck} size={15} />
                {answer.came > 0 ? t('source.came', { count: answer.came, n: number(answer.came) }) : t('source.nothingNew')}
              </>
            )))}
      </span>
    </div>
  );
}

const TITLE_MAX = 200;

function Rename({ title, busy, onSave, onCancel }: { title: string; busy: boolean; onSave: (title: string) => void; onCancel: () => void }) {
  const { t } = useTranslation();
  const [value, setValue] = useState(title);
  const send = (event: FormEvent) => {
    event.preventDefault();
    if (value.trim() && value.trim() !== title) onSave(value.trim());
    else onCancel();
  };
  return (
    <form onSubmit={send} className={classes.rename}>
      <TextInput
        size="sm"
        flex={1}
        autoFocus
        maxLength={TITLE_MAX}
        aria-label={t('source.name')}
        value={value}
        onChange={(event) => setValue(event.currentTarget.value)}
        onKeyDown={(event) => event.key === 'Escape' && onCancel()}
      />
      <Button size="sm" type="submit" variant="default" loading={busy}>
        {t('common.save')}
      </Button>
      <Button size="sm" variant="subtle" onClick={onCancel}>
        {t('common.cancel')}
      </Button>
    </form>
  );
}
