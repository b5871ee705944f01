/* SourceRow.tsx: one source: its name, its health in words, what came of it, and its controls. */
import { ActionIcon, Badge, Button, Group, Menu, Select, Text, TextInput } from '@mantine/core';
import {
  IconAlertTriangle,
  IconCheck,
  IconCircleCheck,
  IconClock,
  IconDots,
  IconExternalLink,
  IconLink,
  IconMoon,
  IconPencil,
  IconPlayerPause,
  IconPlayerPlay,
  IconRefresh,
  IconRss,
  IconTrash,
  type Icon as TablerIcon,
} from '@tabler/icons-react';
import { Link } from '@tanstack/react-router';
import { useState, type FormEvent } from 'react';
import { useTranslation } from 'react-i18next';
import { toApiError } from '../../api/problem.ts';
import type { Source } from '../../api/types.ts';
import { problemText } from '../../base/problemText.ts';
import { useLocale } from '../../base/useLocale.ts';
import { Icon } from '../../ui/Icon.tsx';
import { NetworkIcon, networkTitle } from '../../ui/network.tsx';
import { TextButton } from '../../ui/TextLink.tsx';
import { useAudience } from '../channel/api.ts';
import { useChangeSource, usePoll, type Mode } from './api.ts';
import { ChangeAddress } from './ChangeAddress.tsx';
import { DeleteSource } from './DeleteSource.tsx';
import { healthOf, pushOf, wantsAddress, type State } from './health.ts';
import classes from './source.module.css';

export function SourceRow({ source }: { source: Source }) {
  const { t } = useTranslation();
  const change = useChangeSource();
  const poll = usePoll();
  const [renaming, setRenaming] = useState(false);
  const [deleting, setDeleting] = useState(false);
  const [moving, setMoving] = useState(false);
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
          {source.handle ? (
            <>
              {networkTitle(t, source.network)} ·{' '}
              <a href={source.site_url} target="_blank" rel="noopener noreferrer" className="pv-link" data-quiet>
                {source.handle}
              </a>
            </>
          ) : (
            source.url
          )}
        </Text>
        <HealthLines source={source} onAddress={() => (source.moved_to && !source.error ? change.mutate({ id: source.id, change: { url: source.moved_to } }) : setMoving(true))} />
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
        <ChannelOf source={source} onChange={(channel_id) => change.mutate({ id: source.id, change: { channel_id } })} />
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
              <Menu.Item leftSection={<Icon of={IconLink} size={18} />} onClick={() => setMoving(true)}>
                {t('source.address.open')}
              </Menu.Item>
              <Menu.Item leftSection={<Icon of={IconExternalLink} size={18} />} component="a" href={source.site_url || source.url} target="_blank" rel="noopener noreferrer">
                {t(source.handle ? 'source.profile' : 'source.site')}
              </Menu.Item>
              <Menu.Item leftSection={<Icon of={IconTrash} size={18} />} color="red" onClick={() => setDeleting(true)}>
                {t('source.delete.open')}
              </Menu.Item>
            </Menu.Dropdown>
          </Menu>
        </Group>
      </div>
      {moving && <ChangeAddress source={source} onClose={() => setMoving(false)} />}
      {deleting && <DeleteSource source={source} onClose={() => setDeleting(false)} />}
    </li>
  );
}

const icons: Record<ReturnType<typeof healthOf>['tone'], TablerIcon> = { ok: IconCircleCheck, warn: IconClock, danger: IconAlertTriangle, quiet: IconMoon };

/** The states that say what to do. */
const advised = ['silent', 'paused', 'moved', 'refused', 'unreachable', 'timeout', 'unusable', 'not_a_feed', 'forbidden', 'not_found', 'gone', 'busy', 'server_error', 'http_error',
  'account_not_found', 'account_moved', 'account_suspended', 'account_hidden', 'account_shut', 'account_gone'] as const;

/** Where the server's own words say more than the state does. */
const telling: State[] = ['refused', 'unusable', 'not_a_feed', 'server_error', 'http_error', 'account_moved', 'account_suspended'];

/** What it is, in a word and a sentence; what to do; the facts behind it. */
function HealthLines({ source, onAddress }: { source: Source; onAddress: () => void }) {
  const { t } = useTranslation();
  const { date } = useLocale();
  const { state, tone } = healthOf(source, Date.now());
  const advice = advised.find((name) => name === state);
  const push = pushOf(source);
  return (
    <div className={classes.health} data-tone={tone}>
      <Icon of={state === 'paused' ? IconPlayerPause : icons[tone]} size={20} />
      <div className={classes.healthText}>
        <p>
          <strong className={classes.word}>{t(`source.state.${state}.word`)}</strong>
          {t(`source.state.${state}.text`, { when: source.last_item_at ? date(source.last_item_at) : '', to: source.moved_to ?? '' })}
        </p>
        {advice && <p className={classes.advice}>{t(`source.state.${advice}.advice`)}</p>}
        {source.error?.detail && telling.includes(state) && (
          <p className={classes.fine}>
            {t('source.detail')} <span lang="en">{source.error.detail}</span>
          </p>
        )}
        {push && <p className={classes.fine}>{t(`source.push.${push}`)}</p>}
        <Facts source={source} />
        {wantsAddress(state) && (
          <TextButton onClick={onAddress}>{t(state === 'moved' ? 'source.address.take' : 'source.address.open')}</TextButton>
        )}
      </div>
    </div>
  );
}

function Facts({ source }: { source: Source }) {
  const { t } = useTranslation();
  const { since, ahead, number } = useLocale();
  const minutes = Math.round(source.interval_s / 60);
  const span = minutes < 90 ? t('source.fact.minutes', { n: number(minutes) }) : minutes < 24 * 60 ? t('source.fact.hours', { n: number(Math.round(minutes / 60)) }) : t('source.fact.day');
  const facts = [
    source.last_ok_at ? t('source.fact.lastOk', { when: since(source.last_ok_at) }) : t('source.fact.never'),
    source.error && source.last_poll_at ? t('source.fact.lastTry', { when: since(source.last_poll_at) }) : '',
    source.error ? t('source.fact.fails', { count: source.error.count, n: number(source.error.count) }) : '',
    source.status === 'active' && source.next_poll_at ? t('source.fact.next', { when: ahead(source.next_poll_at) }) : '',
    source.status === 'active' && !source.error ? t('source.fact.every', { span }) : '',
  ];
  return <p className={classes.fine}>{facts.filter(Boolean).join(', ')}</p>;
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

const NO_CHANNEL = 'none';

/** The channel of what comes from now on; where there are channels. */
function ChannelOf({ source, onChange }: { source: Source; onChange: (channel: string | null) => void }) {
  const { t } = useTranslation();
  const channels = useAudience().data?.channels ?? [];
  if (channels.length === 0) return null;
  return (
    <Select
      size="sm"
      aria-label={t('source.channel.label', { title: source.title })}
      className={classes.mode}
      allowDeselect={false}
      data={[{ value: NO_CHANNEL, label: t('source.channel.none') }, ...channels.map(({ id, name }) => ({ value: id, label: name }))]}
      value={source.channel_id ?? NO_CHANNEL}
      onChange={(value) => value && value !== (source.channel_id ?? NO_CHANNEL) && onChange(value === NO_CHANNEL ? null : value)}
    />
  );
}
