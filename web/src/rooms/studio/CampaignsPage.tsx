/* CampaignsPage.tsx: dated objectives, how far each is, and the way to begin one. */
import { Button, Card, Group, SegmentedControl, Skeleton, Text } from '@mantine/core';
import { Link, useNavigate } from '@tanstack/react-router';
import { IconPlus } from '@tabler/icons-react';
import { lazy, Suspense, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { dayOf, daysBetween } from '../../base/format.ts';
import { useLocale } from '../../base/useLocale.ts';
import { Icon } from '../../ui/Icon.tsx';
import { usePlaceTitle } from '../../ui/Page.tsx';
import { Empty, ErrorCard, QuietHills } from '../../ui/states.tsx';
import classes from './campaign.module.css';
import { useCampaigns, type Campaign } from './plan.ts';

const CampaignForm = lazy(() => import('./CampaignForm.tsx'));

export function CampaignsPage() {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const [state, setState] = useState<'open' | 'closed'>('open');
  const [beginning, setBeginning] = useState(false);
  const list = useCampaigns(state);
  const items = list.data?.pages.flatMap((page) => page.items) ?? [];
  usePlaceTitle(`${t('nav.studio')}, ${t('studio.campaign.name')}`);
  const begin = (
    <Button leftSection={<Icon of={IconPlus} />} onClick={() => setBeginning(true)}>
      {t('studio.campaign.begin')}
    </Button>
  );
  return (
    <div className={classes.page}>
      <div className={classes.head}>
        <h2 className={classes.heading}>{t('studio.campaign.name')}</h2>
        <SegmentedControl
          aria-label={t('studio.campaign.state')}
          data={(['open', 'closed'] as const).map((value) => ({ value, label: t(`studio.campaign.${value}`) }))}
          value={state}
          onChange={(value) => setState(value as 'open' | 'closed')}
        />
        {(items.length > 0 || state === 'closed') && <div className={classes.begin}>{begin}</div>}
      </div>
      {list.isError && <ErrorCard title={t('studio.campaign.failed')} error={list.error} retry={() => void list.refetch()} retrying={list.isFetching} />}
      {list.isPending && (
        <div className={classes.cards} role="status" aria-label={t('common.loading')}>
          {[0, 1, 2].map((n) => (
            <Skeleton key={n} height={168} radius="lg" />
          ))}
        </div>
      )}
      {list.isSuccess && items.length === 0 && (
        <Empty title={t(`studio.campaign.empty.${state}`)} art={<QuietHills />} action={state === 'open' ? begin : null}>
          {t(`studio.campaign.emptyText.${state}`)}
        </Empty>
      )}
      {items.length > 0 && (
        <ul className={classes.cards}>
          {items.map((campaign) => (
            <li key={campaign.id}>
              <CampaignCard campaign={campaign} />
            </li>
          ))}
        </ul>
      )}
      {list.hasNextPage && (
        <Group mt="md" justify="center">
          <Button variant="default" loading={list.isFetchingNextPage} onClick={() => void list.fetchNextPage()}>
            {t('common.more')}
          </Button>
        </Group>
      )}
      {beginning && (
        <Suspense fallback={null}>
          <CampaignForm onClose={() => setBeginning(false)} onSaved={({ id }) => void navigate({ to: '/studio/campaigns/$id', params: { id } } as never)} />
        </Suspense>
      )}
    </div>
  );
}

function CampaignCard({ campaign }: { campaign: Campaign }) {
  const { t } = useTranslation();
  return (
    <Card className={classes.card}>
      <Text size="xs" c="dimmed">
        {t(`studio.campaign.objective.${campaign.objective}`)}
      </Text>
      <Link to="/studio/campaigns/$id" params={{ id: campaign.id } as never} className={classes.name}>
        {campaign.name}
      </Link>
      <Dates campaign={campaign} />
      <Progress campaign={campaign} />
    </Card>
  );
}

export function Dates({ campaign }: { campaign: Campaign }) {
  const { t } = useTranslation();
  const { language, timeZone, day, number } = useLocale();
  const today = dayOf({ language, timeZone }, Date.now());
  const year = { day: 'numeric', month: 'short', year: 'numeric' } as const;
  const span = t('studio.campaign.span', { from: day(campaign.starts_on, campaign.starts_on.slice(0, 4) === campaign.ends_on.slice(0, 4) ? undefined : year), to: day(campaign.ends_on, year) });
  const ahead = daysBetween(today, campaign.starts_on);
  const left = daysBetween(today, campaign.ends_on);
  const state = campaign.closed_at
    ? t('studio.campaign.isClosed')
    : ahead > 0
      ? t('studio.campaign.in', { count: ahead, n: number(ahead) })
      : left > 0
        ? t('studio.campaign.left', { count: left, n: number(left) })
        : left === 0
          ? t('studio.campaign.lastDay')
          : t('studio.campaign.over');
  return (
    <Text size="sm" c="var(--pv-ink-soft)">
      {span}
      <span className={classes.dot}>{state}</span>
    </Text>
  );
}

/** Posts out, on their way, and meant. */
export function Progress({ campaign }: { campaign: Campaign }) {
  const { t } = useTranslation();
  const { number } = useLocale();
  const { out, coming } = campaign;
  const meant = Math.max(campaign.target_posts ?? 0, out + coming);
  const x = (n: number) => `${meant ? (n / meant) * 100 : 0}%`;
  const said = [
    t('studio.campaign.out', { count: out, n: number(out) }),
    t('studio.campaign.coming', { count: coming, n: number(coming) }),
    campaign.target_posts ? t('studio.campaign.meant', { count: campaign.target_posts, n: number(campaign.target_posts) }) : null,
  ].filter(Boolean);
  return (
    <div className={classes.progress}>
      <div className={classes.bar} aria-hidden>
        <span style={{ width: x(out) }} />
        <span data-coming style={{ width: x(coming) }} />
      </div>
      <Text size="sm" c="dimmed">
        {said.join(' · ')}
      </Text>
    </div>
  );
}
