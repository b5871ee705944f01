/* CampaignPage.tsx: one campaign: what it is for, how far it is, its posts by time; posts are taken in and out. */
import { ActionIcon, Button, Card, Group, Menu, Modal, SegmentedControl, Skeleton, Stack, Text, TextInput } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { Link, useNavigate, useParams } from '@tanstack/react-router';
import { IconDots, IconPlus, IconSearch, IconX } from '@tabler/icons-react';
import { lazy, Suspense, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { isProblem, toApiError } from '../../api/problem.ts';
import { problemText } from '../../base/problemText.ts';
import { useLocale } from '../../base/useLocale.ts';
import { BackLink } from '../../ui/BackLink.tsx';
import { FormProblem } from '../../ui/FormProblem.tsx';
import { Icon } from '../../ui/Icon.tsx';
import { usePlaceTitle } from '../../ui/Page.tsx';
import { Empty, ErrorCard, QuietHills } from '../../ui/states.tsx';
import { useList, type Tab } from './api.ts';
import { Dates, Progress } from './CampaignsPage.tsx';
import classes from './campaign.module.css';
import { useCampaign, useCampaignPosts, useChangeCampaign, useDeleteCampaign, useTake, type Campaign, type Planned } from './plan.ts';

const CampaignForm = lazy(() => import('./CampaignForm.tsx'));

export function CampaignPage() {
  const { t } = useTranslation();
  const { id } = useParams({ strict: false });
  const campaign = useCampaign(id ?? '');
  usePlaceTitle(campaign.data?.name ?? t('studio.campaign.name'));
  return (
    <div className={classes.page}>
      <BackLink to="/studio/campaigns">{t('studio.campaign.name')}</BackLink>
      {campaign.isPending && <Skeleton height={180} radius="lg" role="status" aria-label={t('common.loading')} />}
      {campaign.isError &&
        (isProblem(campaign.error, 'not-found') ? (
          <Empty title={t('studio.campaign.gone')} art={<QuietHills />} />
        ) : (
          <ErrorCard title={t('studio.campaign.failed')} error={campaign.error} retry={() => void campaign.refetch()} retrying={campaign.isFetching} />
        ))}
      {campaign.data && <Whole campaign={campaign.data} />}
    </div>
  );
}

function Whole({ campaign }: { campaign: Campaign }) {
  const { t } = useTranslation();
  const [doing, setDoing] = useState<'change' | 'delete' | 'add' | null>(null);
  const change = useChangeCampaign();
  const close = () => setDoing(null);
  return (
    <>
      <div className={classes.top}>
        <div className={classes.topText}>
          <Text size="xs" c="dimmed">
            {t(`studio.campaign.objective.${campaign.objective}`)}
          </Text>
          <h2 className={classes.title}>{campaign.name}</h2>
          <Dates campaign={campaign} />
        </div>
        <Group gap="xs" wrap="nowrap">
          {!campaign.closed_at && (
            <Button leftSection={<Icon of={IconPlus} />} onClick={() => setDoing('add')}>
              {t('studio.campaign.add')}
            </Button>
          )}
          <Menu position="bottom-end">
            <Menu.Target>
              <ActionIcon variant="default" aria-label={t('studio.campaign.menu')} loading={change.isPending}>
                <Icon of={IconDots} />
              </ActionIcon>
            </Menu.Target>
            <Menu.Dropdown>
              <Menu.Item onClick={() => setDoing('change')}>{t('studio.campaign.changeDo')}</Menu.Item>
              <Menu.Item onClick={() => change.mutate({ id: campaign.id, changes: { closed: !campaign.closed_at } })}>
                {t(campaign.closed_at ? 'studio.campaign.reopen' : 'studio.campaign.close')}
              </Menu.Item>
              <Menu.Item color="red" onClick={() => setDoing('delete')}>
                {t('studio.campaign.delete')}
              </Menu.Item>
            </Menu.Dropdown>
          </Menu>
        </Group>
      </div>
      {change.isError && <FormProblem text={problemText(toApiError(change.error), t)} />}
      {campaign.note && <Text className={classes.note}>{campaign.note}</Text>}
      <Progress campaign={campaign} />
      <Posts campaign={campaign} onAdd={() => setDoing('add')} />
      {doing === 'change' && (
        <Suspense fallback={null}>
          <CampaignForm campaign={campaign} onClose={close} onSaved={close} />
        </Suspense>
      )}
      {doing === 'delete' && <Delete campaign={campaign} onClose={close} />}
      {doing === 'add' && <AddPosts campaign={campaign} onClose={close} />}
    </>
  );
}

function Posts({ campaign, onAdd }: { campaign: Campaign; onAdd: () => void }) {
  const { t } = useTranslation();
  const { dateTime } = useLocale();
  const posts = useCampaignPosts(campaign.id);
  const take = useTake();
  const [left, setLeft] = useState<Planned | null>(null);
  if (posts.isError) return <ErrorCard title={t('studio.campaign.postsFailed')} error={posts.error} retry={() => void posts.refetch()} retrying={posts.isFetching} />;
  if (!posts.data) return <Skeleton height={120} mt="lg" radius="md" role="status" aria-label={t('common.loading')} />;
  const { items } = posts.data;
  return (
    <section aria-labelledby="campaign-posts" className={classes.posts}>
      <h3 id="campaign-posts" className={classes.sub}>
        {t('studio.campaign.posts')}
      </h3>
      <div role="status" className={classes.status}>
        {left && (
          <Text size="sm">
            {t('studio.campaign.taken', { title: left.title })}{' '}
            <Button size="compact-sm" variant="subtle" onClick={() => take.mutate({ post: left.id, campaign: campaign.id }, { onSuccess: () => setLeft(null) })}>
              {t('studio.undo')}
            </Button>
          </Text>
        )}
      </div>
      {items.length === 0 ? (
        <Empty title={t('studio.campaign.noPosts')} action={campaign.closed_at ? null : <Button variant="default" onClick={onAdd}>{t('studio.campaign.add')}</Button>}>
          {t('studio.campaign.noPostsText')}
        </Empty>
      ) : (
        <Card padding={0} component="ul" className={`${classes.list} pv-rows`}>
          {items.map((post) => (
            <li key={post.id} className={classes.row}>
              <span className={classes.rowText}>
                <Link to="/studio" search={{ view: post.status === 'pending' ? undefined : post.status, post: post.id } as never} className={classes.rowTitle}>
                  {post.title}
                </Link>
                <Text size="xs" c="dimmed" component="span">
                  {t(`studio.status.${post.status as Tab}`)}
                  {(post.status === 'scheduled' || post.status === 'published' || post.status === 'archived') && <span className={classes.dot}>{dateTime(post.at)}</span>}
                  {post.promotional && <span className={classes.dot}>{t('studio.calendar.promoShort')}</span>}
                </Text>
              </span>
              <ActionIcon variant="subtle" aria-label={t('studio.campaign.take', { title: post.title })} disabled={take.isPending} onClick={() => take.mutate({ post: post.id, campaign: null }, { onSuccess: () => setLeft(post) })}>
                <Icon of={IconX} size={18} />
              </ActionIcon>
            </li>
          ))}
        </Card>
      )}
    </section>
  );
}

function Delete({ campaign, onClose }: { campaign: Campaign; onClose: () => void }) {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const remove = useDeleteCampaign();
  return (
    <Modal opened onClose={onClose} title={t('studio.campaign.deleteTitle', { name: campaign.name })} closeButtonProps={{ 'aria-label': t('common.close') }}>
      <Stack gap="md">
        <Text size="sm">{t('studio.campaign.deleteText')}</Text>
        <FormProblem text={remove.isError ? problemText(toApiError(remove.error), t) : null} />
        <Group justify="flex-end" gap="xs">
          <Button variant="default" data-autofocus onClick={onClose}>
            {t('common.cancel')}
          </Button>
          <Button color="red" loading={remove.isPending} onClick={() => remove.mutate(campaign.id, { onSuccess: () => void navigate({ to: '/studio/campaigns' }) })}>
            {t('studio.campaign.delete')}
          </Button>
        </Group>
      </Stack>
    </Modal>
  );
}

const sources: Tab[] = ['scheduled', 'pending', 'draft', 'published'];

/** Posts to take in, by where they stand; each goes in and out at once. */
function AddPosts({ campaign, onClose }: { campaign: Campaign; onClose: () => void }) {
  const { t } = useTranslation();
  const [tab, setTab] = useState<Tab>('scheduled');
  const [q, setQ] = useState('');
  const [asked] = useDebouncedValue(q.trim(), 250);
  const list = useList(tab, asked, false);
  const inside = new Set(useCampaignPosts(campaign.id).data?.items.map(({ id }) => id));
  const take = useTake();
  const items = list.data?.pages.flatMap((page) => page.items) ?? [];
  return (
    <Modal opened onClose={onClose} size="lg" title={t('studio.campaign.addTitle')} closeButtonProps={{ 'aria-label': t('common.close') }}>
      <Stack gap="sm">
        <SegmentedControl fullWidth aria-label={t('studio.views')} data={sources.map((value) => ({ value, label: t(`studio.tab.${value}`) }))} value={tab} onChange={(value) => setTab(value as Tab)} />
        <TextInput type="search" maxLength={100} aria-label={t('studio.search')} placeholder={t('studio.search')} leftSection={<Icon of={IconSearch} size={18} />} value={q} onChange={(event) => setQ(event.currentTarget.value)} />
        <FormProblem text={take.isError ? problemText(toApiError(take.error), t) : null} />
        {list.isPending && <Skeleton height={160} role="status" aria-label={t('common.loading')} />}
        {list.isError && <ErrorCard title={t('studio.failed')} error={list.error} retry={() => void list.refetch()} retrying={list.isFetching} />}
        {list.isSuccess && items.length === 0 && <Text size="sm" c="dimmed">{t('studio.campaign.nothing')}</Text>}
        <ul className={`${classes.list} pv-rows`}>
          {items.map((post) => (
            <li key={post.id} className={classes.row}>
              <span className={classes.rowText}>
                <span className={classes.rowTitle}>{post.title}</span>
              </span>
              <Button
                size="sm"
                variant={inside.has(post.id) ? 'light' : 'default'}
                aria-pressed={inside.has(post.id)}
                aria-label={t(inside.has(post.id) ? 'studio.campaign.take' : 'studio.campaign.put', { title: post.title })}
                disabled={take.isPending}
                onClick={() => take.mutate({ post: post.id, campaign: inside.has(post.id) ? null : campaign.id })}
              >
                {t(inside.has(post.id) ? 'studio.campaign.isIn' : 'studio.campaign.putDo')}
              </Button>
            </li>
          ))}
        </ul>
        {list.hasNextPage && (
          <Button variant="default" loading={list.isFetchingNextPage} onClick={() => void list.fetchNextPage()}>
            {t('common.more')}
          </Button>
        )}
      </Stack>
    </Modal>
  );
}
