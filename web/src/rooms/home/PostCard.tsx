/* PostCard.tsx: one post as the company published it, and the one button that counts. */
import { ActionIcon, Badge, Box, Button, Card, Group, Stack, Text, Title } from '@mantine/core';
import { useNetwork } from '@mantine/hooks';
import { IconBriefcase, IconCalendar, IconCheck, IconDots, IconLock, IconSpeakerphone } from '@tabler/icons-react';
import { lazy, memo, Suspense, useId, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useMe } from '../../api/session.ts';
import type { Post } from '../../api/types.ts';
import { useLocale } from '../../base/useLocale.ts';
import { useShareSheet } from '../../base/useShareSheet.ts';
import { Icon } from '../../ui/Icon.tsx';
import { NetworkIcon, networkTitle } from '../../ui/network.tsx';
import { PostImage } from '../../ui/PostImage.tsx';
import { TextButton } from '../../ui/TextLink.tsx';
import { Tile } from '../../ui/Tile.tsx';
import classes from './home.module.css';

/** Texts longer than this are folded. */
const LONG = 340;

export const PostCard = memo(function PostCard({ post, eager }: { post: Post; eager?: boolean }) {
  const { t } = useTranslation();
  const [whole, setWhole] = useState(false);
  const [why, setWhy] = useState(false);
  const titleId = useId();
  const whyId = useId();
  const internal = post.audience === 'internal';
  const long = post.body.length > LONG || post.body.split('\n').length > 6;

  return (
    <Card component="article" aria-labelledby={titleId} className={classes.card}>
      <CardHead post={post} />
      <Title order={2} id={titleId} className="pv-post-title" mt={14} lang={post.language || undefined}>
        {post.title}
      </Title>
      {post.body && (
        <Text className="pv-reading" mt={6} lineClamp={long && !whole ? 4 : undefined} lang={post.language || undefined}>
          {post.body}
        </Text>
      )}
      {long && !whole && !internal && (
        <Box mt={4} fz={14}>
          <TextButton onClick={() => setWhole(true)}>{t('home.readMore')}</TextButton>
        </Box>
      )}
      {post.image_url && (
        <Box mt={16}>
          <PostImage url={post.image_url} alt={post.image_alt} eager={eager} />
        </Box>
      )}
      <Tags post={post} />
      <Group justify="space-between" wrap="nowrap" gap="sm" mt={14} mih={44}>
        <Foot post={post} why={why} onWhy={() => setWhy(!why)} whyId={whyId} />
        {internal
          ? long &&
            !whole && (
              <Button variant="subtle" mr={-12} onClick={() => setWhole(true)}>
                {t('home.readMore')}
              </Button>
            )
          : <ShareButton post={post} />}
      </Group>
      {why && <Why post={post} id={whyId} />}
    </Card>
  );
});

function CardHead({ post }: { post: Post }) {
  const { t } = useTranslation();
  const { ago } = useLocale();
  const internal = post.audience === 'internal';
  const network = internal ? 'internal' : post.network;
  const place = network === 'web' && post.source ? post.source.title : networkTitle(t, network);
  return (
    <Group gap="sm" wrap="nowrap">
      <Tile name={post.brand.name} size={40} />
      <Box flex={1} miw={0}>
        <Text size="sm" fw={600} truncate>
          {post.brand.name}
        </Text>
        <Group gap={5} wrap="nowrap" c="dimmed">
          {post.kind === 'job' ? <Icon of={IconBriefcase} size={15} /> : <NetworkIcon network={network} size={15} />}
          <Text size="xs" truncate>
            {place},
          </Text>
          <Text size="xs" component="time" flex="none" dateTime={post.published_at ?? post.issued_at}>
            {ago(post.published_at ?? post.issued_at)}
          </Text>
        </Group>
      </Box>
      {!internal && <Dots post={post} />}
    </Group>
  );
}

const CardMenu = lazy(() => import('./CardMenu.tsx'));

/** The dots; what they open comes with the first press. */
function Dots({ post }: { post: Post }) {
  const { t } = useTranslation();
  const [asked, setAsked] = useState(false);
  const dots = (
    <ActionIcon aria-label={t('home.menu.label', { title: post.title })} aria-haspopup="menu" aria-expanded={false} mr={-10} onClick={() => setAsked(true)}>
      <Icon of={IconDots} />
    </ActionIcon>
  );
  return asked ? (
    <Suspense fallback={dots}>
      <CardMenu post={post} />
    </Suspense>
  ) : (
    dots
  );
}

function Tags({ post }: { post: Post }) {
  const { t } = useTranslation();
  const tags: { key: string; text: string; icon?: typeof IconLock }[] = [];
  if (post.audience === 'internal') tags.push({ key: 'internal', text: t('home.tag.internal'), icon: IconLock });
  if (post.kind === 'job') tags.push({ key: 'job', text: t('home.tag.job') });
  if (post.kind === 'event') tags.push({ key: 'event', text: t('home.tag.event'), icon: IconCalendar });
  if (post.promotional) tags.push({ key: 'promo', text: t('home.tag.promotional') });
  if (tags.length === 0) return null;
  return (
    <Group gap={8} mt={14}>
      {tags.map(({ key, text, icon }) => (
        <Badge key={key} leftSection={icon && <Icon of={icon} size={15} />}>
          {text}
        </Badge>
      ))}
    </Group>
  );
}

/** Nothing is aimed at anyone: the reason is who published it, from where and when. */
function Why({ post, id }: { post: Post; id: string }) {
  const { t } = useTranslation();
  const me = useMe();
  const { longDate } = useLocale();
  const date = longDate(post.published_at ?? post.issued_at);
  return (
    <Box id={id} className={classes.why}>
      <Text size="sm">{t('home.why.everyone', { company: me.company.name })}</Text>
      <Text size="sm" c="dimmed" mt={4}>
        {post.source ? t('home.why.source', { source: post.source.title, date }) : t('home.why.written', { date })}
      </Text>
    </Box>
  );
}

/** What sharing brings, or where it was done already; and why the post is here. */
function Foot({ post, why, onWhy, whyId }: { post: Post; why: boolean; onWhy: () => void; whyId: string }) {
  const { t } = useTranslation();
  const me = useMe();
  const shared = post.me?.shared ?? [];
  return (
    <Stack gap={2} miw={0} fz={13} lh="18px" c="dimmed">
      {shared.length > 0 ? (
        <Group gap={6} wrap="nowrap" c="var(--pv-ok)">
          <Icon of={IconCheck} size={15} />
          {t('home.sharedOn', { networks: shared.map((network) => networkTitle(t, network)).join(', ') })}
        </Group>
      ) : (
        me.ambassador && <PointsLine points={post.points} />
      )}
      <Box w="fit-content">
        <TextButton quiet expanded={why} controls={why ? whyId : undefined} onClick={onWhy}>
          {t('home.why.link')}
        </TextButton>
      </Box>
    </Stack>
  );
}

function ShareButton({ post }: { post: Post }) {
  const { t } = useTranslation();
  const { online } = useNetwork();
  const { open } = useShareSheet();
  const shared = (post.me?.shared ?? []).length > 0;
  return (
    <Button
      leftSection={<Icon of={IconSpeakerphone} />}
      variant={shared ? 'default' : 'filled'}
      disabled={!online}
      onClick={() => open(post.id)}
      aria-label={t('home.shareLabel', { title: post.title })}
      flex="none"
    >
      {t('home.share')}
    </Button>
  );
}

/** "10 points, 15 with your words". Nothing where nothing can be earned. */
export function PointsLine({ points }: { points: Post['points'] }) {
  const { t } = useTranslation();
  if (!points || points.share <= 0) return null;
  return <span>{t('home.points', { count: points.share, own: points.share + points.own_words })}</span>;
}
