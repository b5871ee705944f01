/* WebsiteStep.tsx: one address, and what the company publishes already is found from it: feeds and accounts, how each was found, how
 * alive it is. What cannot be read is told as what it is, with the reason. */
import { Button, Checkbox, Loader, Text, TextInput, Title } from '@mantine/core';
import { IconShieldCheck, IconWorldWww } from '@tabler/icons-react';
import { useState, type SyntheticEvent } from 'react';
import { useTranslation } from 'react-i18next';
import { isProblem, toApiError } from '../../api/problem.ts';
import { useFeature } from '../../api/features.ts';
import type { DiscoveredSource, Discovery } from '../../api/types.ts';
import { problemText } from '../../base/problemText.ts';
import { useLocale } from '../../base/useLocale.ts';
import { FormProblem } from '../../ui/FormProblem.tsx';
import { Icon } from '../../ui/Icon.tsx';
import { NetworkIcon, networkTitle } from '../../ui/network.tsx';
import { useDiscover, useFollow, useSamples } from './api.ts';
import { Frame } from './Frame.tsx';
import classes from './welcome.module.css';

/** What was found before stays; the same source is told once. */
function joined(before: Discovery | null, now: Discovery): Discovery {
  if (!before) return now;
  const fresh = now.sources.filter((source) => !before.sources.some((other) => other.url === source.url));
  const posts = [...before.posts, ...now.posts].toSorted((a, b) => (b.published_at ?? '').localeCompare(a.published_at ?? '')).slice(0, 6);
  return { ...now, sources: [...before.sources, ...fresh], posts };
}

export function WebsiteStep({ next }: { next: () => void }) {
  const { t } = useTranslation();
  const { number } = useLocale();
  const [url, setUrl] = useState('');
  const [found, setFound] = useState<Discovery | null>(null);
  const [chosen, setChosen] = useState<Set<string>>(new Set());
  const [done, setDone] = useState(0);
  const discover = useDiscover();
  const follow = useFollow(setDone);
  const samples = useSamples();
  const offered = useFeature('samples');

  const look = (event: SyntheticEvent) => {
    event.preventDefault();
    if (!url.trim() || discover.isPending) return;
    discover.mutate(url.trim(), {
      onSuccess: (answer) => {
        setFound((before) => joined(before, answer));
        setChosen((before) => new Set([...before, ...answer.sources.filter((source) => source.suggested).map((source) => source.url)]));
      },
    });
  };
  const toggle = (source: DiscoveredSource) =>
    setChosen((before) => {
      const after = new Set(before);
      if (!after.delete(source.url)) after.add(source.url);
      return after;
    });
  const urls = found?.sources.filter((source) => chosen.has(source.url)).map((source) => source.url) ?? [];
  const error = discover.isError ? (isProblem(discover.error, 'invalid') ? t('welcome.website.unreachable') : problemText(toApiError(discover.error), t)) : null;
  const failed = follow.data?.failed.length ?? 0;

  return (
    <Frame
      title={t('welcome.website.title')}
      lead={t('welcome.website.text')}
      sideLabel={t('welcome.website.preview')}
      side={found && <Preview found={found} />}
      skip={follow.isPending ? undefined : next}
      action={
        follow.isSuccess ? (
          <Button size="lg" onClick={next}>
            {t('setup.next')}
          </Button>
        ) : (
          <Button size="lg" disabled={urls.length === 0} loading={follow.isPending} onClick={() => follow.mutate(urls, { onSuccess: (result) => result.failed.length === 0 && next() })}>
            {urls.length > 0 ? t('welcome.website.follow', { count: urls.length, n: number(urls.length) }) : t('welcome.website.followNone')}
          </Button>
        )
      }
    >
      <form onSubmit={look} noValidate className={classes.ask}>
        <TextInput
          size="lg"
          type="url"
          inputMode="url"
          autoComplete="url"
          label={t('welcome.website.label')}
          placeholder={t('welcome.website.example')}
          leftSection={<Icon of={IconWorldWww} />}
          value={url}
          onChange={(event) => setUrl(event.currentTarget.value)}
          error={error}
          maxLength={2000}
          className={classes.address}
          data-autofocus
        />
        <Button type="submit" size="lg" variant="default" loading={discover.isPending} disabled={!url.trim()}>
          {found ? t('welcome.website.again') : t('welcome.website.look')}
        </Button>
      </form>
      <div role="status">
        <Text size="sm" c="dimmed" className={classes.note}>
          {discover.isPending ? <Loader size={16} /> : <Icon of={IconShieldCheck} size={18} />}
          {discover.isPending ? t('welcome.website.looking') : found ? t('welcome.website.was') : t('welcome.website.will')}
        </Text>
        {follow.isPending && (
          <Text size="sm" fw={600} mt="sm">
            {t('welcome.website.progress', { done: number(done), count: urls.length })}
          </Text>
        )}
        {follow.isSuccess && failed > 0 && (
          <Text size="sm" mt="sm" c="var(--pv-warn)">
            {t('welcome.website.failed', { count: failed, n: number(failed) })}
          </Text>
        )}
      </div>
      {offered && urls.length === 0 && !discover.isPending && (
        <Text size="sm" mt="lg" component="div">
          {t('welcome.website.without')}{' '}
          <Button variant="transparent" td="underline" px={4} loading={samples.isPending} onClick={() => samples.mutate(undefined, { onSuccess: next })}>
            {t('welcome.website.samples')}
          </Button>
        </Text>
      )}
      {follow.isError && <FormProblem text={problemText(toApiError(follow.error), t)} />}
      {samples.isError && <FormProblem text={problemText(toApiError(samples.error), t)} />}
      {found && <Found found={found} chosen={chosen} toggle={toggle} busy={follow.isPending} />}
    </Frame>
  );
}

interface FoundProps {
  found: Discovery;
  chosen: Set<string>;
  toggle: (source: DiscoveredSource) => void;
  busy: boolean;
}

function Found({ found, chosen, toggle, busy }: FoundProps) {
  const { t } = useTranslation();
  const { number } = useLocale();
  const readable = found.sources.filter((source) => source.readable);
  const others = found.sources.filter((source) => !source.readable);
  return (
    <>
      <div className={classes.foundHead}>
        <Title order={2}>{found.sources.length > 0 ? t('welcome.website.found', { count: found.sources.length, n: number(found.sources.length) }) : t('welcome.website.nothing')}</Title>
        <Text size="sm" c="dimmed">
          {t('welcome.website.elapsed', { seconds: number(Math.round(found.elapsed_ms / 100) / 10) })}
        </Text>
      </div>
      {found.sources.length === 0 && <Text className="pv-reading">{t('welcome.website.nothingText')}</Text>}
      {readable.length > 0 && (
        <div className={classes.found}>
          {readable.map((source) => (
            <Readable key={source.url} source={source} checked={chosen.has(source.url)} toggle={() => toggle(source)} busy={busy} />
          ))}
        </div>
      )}
      {others.length > 0 && (
        <>
          <Title order={3} mt="lg" mb={4}>
            {t('welcome.website.others')}
          </Title>
          <Text size="sm" c="dimmed" mb="sm">
            {t('welcome.website.othersText')}
          </Text>
          <ul className={classes.others}>
            {others.map((source) => (
              <li key={source.url}>
                <NetworkIcon network={source.network} />
                <span className={classes.sourceWords}>
                  <Text span size="sm" fw={600}>
                    {networkTitle(t, source.network)}
                  </Text>
                  <Text span size="xs" c="dimmed" className={classes.cut}>
                    {source.url.replace(/^https?:\/\/(www\.)?/, '')}
                  </Text>
                </span>
                <Text size="xs" c="dimmed" ta="right">
                  {t(`welcome.how.${source.how}`)}
                </Text>
              </li>
            ))}
          </ul>
        </>
      )}
    </>
  );
}

function Readable({ source, checked, toggle, busy }: { source: DiscoveredSource; checked: boolean; toggle: () => void; busy: boolean }) {
  const { t } = useTranslation();
  const { number, date } = useLocale();
  const rate = Math.round(source.per_month);
  const stale = !source.suggested && source.last_at !== null;
  return (
    <Checkbox.Card checked={checked} onChange={toggle} disabled={busy} className={classes.source} aria-label={`${source.title}, ${networkTitle(t, source.network)}`}>
      <Checkbox.Indicator color="var(--pv-ink)" iconColor="var(--pv-on-ink)" className={classes.box} />
      <NetworkIcon network={source.network === 'web' ? 'rss' : source.network} />
      <span className={classes.sourceWords}>
        <Text span size="sm" fw={600}>
          {source.title}
        </Text>
        <Text span size="xs" c="dimmed" className={classes.cut}>
          {source.url.replace(/^https?:\/\/(www\.)?/, '')}
        </Text>
      </span>
      <span className={classes.sourceFacts}>
        <Text span size="sm" c={stale ? 'var(--pv-warn)' : undefined}>
          {source.items === 0 ? t('welcome.website.empty') : stale ? t('welcome.website.stale', { when: date(source.last_at ?? '') }) : t('welcome.website.rate', { count: Math.max(rate, 1), n: number(Math.max(rate, 1)) })}
        </Text>
        <Text span size="xs" c="dimmed">
          {source.confirmed ? t('welcome.how.confirmed') : t(`welcome.how.${source.how}`)}
        </Text>
      </span>
    </Checkbox.Card>
  );
}

function Preview({ found }: { found: Discovery }) {
  const { t } = useTranslation();
  const { ago } = useLocale();
  if (found.posts.length === 0) return null;
  return (
    <>
      <Title order={2} fz={16} lh="24px" fw={620} mb="sm">
        {t('welcome.website.preview')}
      </Title>
      <ul className={classes.posts}>
        {found.posts.slice(0, 5).map((post) => (
          <li key={post.url} className={classes.post}>
            <Text fw={600} size="sm" className={classes.postTitle}>
              {post.title}
            </Text>
            <Text size="xs" c="dimmed">
              {post.published_at ? t('welcome.website.from', { source: post.source, when: ago(post.published_at) }) : post.source}
            </Text>
          </li>
        ))}
      </ul>
    </>
  );
}
