/* ReadyStep.tsx: what people will find: the first posts as their digest will tell them, and what was set up, in numbers. */
import { Anchor, Button, Card, Skeleton, Text, Title } from '@mantine/core';
import { IconCircleCheck } from '@tabler/icons-react';
import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { useMe } from '../../api/session.ts';
import { useLocale } from '../../base/useLocale.ts';
import { Icon } from '../../ui/Icon.tsx';
import { ErrorCard } from '../../ui/states.tsx';
import { Tile } from '../../ui/Tile.tsx';
import { useSummary } from './api.ts';
import { Frame } from './Frame.tsx';
import classes from './welcome.module.css';

export function ReadyStep({ back }: { back: () => void }) {
  const { t } = useTranslation();
  const me = useMe();
  const summary = useSummary();
  return (
    <Frame
      title={t('welcome.ready.title', { company: me.company.name })}
      lead={t('welcome.ready.text')}
      back={back}
      sideLabel={t('welcome.ready.digest')}
      side={<Digest />}
      action={
        <Button size="lg" component={Link} to="/">
          {t('welcome.ready.go')}
        </Button>
      }
    >
      {summary.isSuccess && <Facts sources={summary.data.sources} posts={summary.data.posts.length} people={summary.data.people} />}
      {summary.isPending && <Skeleton height={120} />}
      <Title order={2} mt="xl" mb="sm">
        {t('welcome.ready.later')}
      </Title>
      <ul className={classes.later}>
        {(['studio', 'people', 'settings'] as const).map((place) => (
          <li key={place}>
            <Anchor component={Link} to={`/${place}`} fw={600}>
              {t(`nav.${place}`)}
            </Anchor>
            <Text size="sm" c="dimmed">
              {t(`welcome.ready.${place}`)}
            </Text>
          </li>
        ))}
      </ul>
    </Frame>
  );
}

function Facts({ sources, posts, people }: { sources: number; posts: number; people: number }) {
  const { t } = useTranslation();
  const { number } = useLocale();
  const facts = [
    t('welcome.ready.sources', { count: sources, n: number(sources) }),
    t('welcome.ready.posts', { count: posts, n: number(posts) }),
    t('welcome.ready.members', { count: people, n: number(people) }),
  ];
  return (
    <ul className={classes.facts}>
      {facts.map((fact) => (
        <li key={fact}>
          <Icon of={IconCircleCheck} color="var(--pv-ok)" />
          <Text span>{fact}</Text>
        </li>
      ))}
    </ul>
  );
}

/** As the mail will look: plain, with what is newest. */
function Digest() {
  const { t } = useTranslation();
  const me = useMe();
  const summary = useSummary();
  return (
    <Card padding={0}>
      <div className={classes.digestHead}>
        <Tile name={me.company.name} size={32} />
        <div>
          <Text size="sm" fw={620}>
            {me.company.name}
          </Text>
          <Text size="xs" c="dimmed">
            {t('welcome.ready.digest')}
          </Text>
        </div>
      </div>
      {summary.isPending && <Skeleton height={180} m="md" />}
      {summary.isError && <ErrorCard title={t('welcome.ready.failed')} error={summary.error} retry={() => void summary.refetch()} />}
      {summary.isSuccess && summary.data.posts.length === 0 && (
        <Text size="sm" p="md" c="dimmed">
          {t('welcome.ready.nothing')}
        </Text>
      )}
      <ul className={classes.digest}>
        {summary.data?.posts.map((post) => (
          <li key={post.id}>
            <Text size="sm" fw={600}>
              {post.title}
            </Text>
            <Text size="xs" c="dimmed">
              {post.source?.title ?? me.company.name}
            </Text>
          </li>
        ))}
      </ul>
    </Card>
  );
}
