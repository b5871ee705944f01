/* MixPane.tsx: the share of promotional posts, with the item in hand drawn in; and how much is where. */
import { Skeleton, Stack, Text, Title } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import type { Post, PostCounts } from '../../api/types.ts';
import { useLocale } from '../../base/useLocale.ts';
import { ErrorCard } from '../../ui/states.tsx';
import { tabs, type useCounts } from './api.ts';
import { mixWith, percentOf, roomLeft } from './mix.ts';
import classes from './studio.module.css';

interface MixPaneProps {
  counts: ReturnType<typeof useCounts>;
  post: Post | undefined;
  promotional: boolean;
}

export function MixPane({ counts, post, promotional }: MixPaneProps) {
  const { t } = useTranslation();
  if (counts.isError) return <ErrorCard title={t('studio.mix.failed')} error={counts.error} retry={() => void counts.refetch()} retrying={counts.isFetching} />;
  if (!counts.data) {
    return (
      <Stack gap="sm" className={classes.late} role="status" aria-label={t('common.loading')}>
        <Skeleton height={18} width="50%" />
        <Skeleton height={32} width="30%" />
        <Skeleton height={12} />
        <Skeleton height={14} width="90%" />
      </Stack>
    );
  }
  return (
    <>
      <Mix mix={counts.data.mix} post={post} promotional={promotional} />
      <Ahead ahead={counts.data.ahead} />
      <Where counts={counts.data} />
    </>
  );
}

export function Mix({ mix, post, promotional }: { mix: PostCounts['mix']; post: Post | undefined; promotional: boolean }) {
  const { t } = useTranslation();
  const { percent, spelled } = useLocale();
  const now = percentOf(mix);
  const after = post && post.status !== 'dropped' && post.status !== 'archived' ? mixWith(mix, post, promotional) : undefined;
  const next = after ? percentOf(after) : now;
  const left = roomLeft(after ?? mix, mix.ceiling);
  const rest = left < 0 ? t('studio.mix.over') : t('studio.mix.left', { count: left, n: spelled(left) });
  return (
    <section aria-labelledby="mix" className={classes.mix}>
      <Title order={2} id="mix" fz={16} lh="24px" fw={620}>
        {t('studio.mix.title')}
      </Title>
      <Text size="xs" c="dimmed">
        {t('studio.mix.what', { count: mix.days })}
      </Text>
      <Text className="pv-figure" fz={28} lh="36px" mt={8}>
        {percent(now)}
      </Text>
      <Meter now={now} next={next} ceiling={mix.ceiling} />
      <Text size="xs" c="dimmed" mt={12} role="status">
        {after && next !== now ? `${t('studio.mix.with', { percent: percent(next) })} ${rest}` : rest}
      </Text>
    </section>
  );
}

/** What the calendar holds; nothing while it is empty. */
export function Ahead({ ahead }: { ahead: PostCounts['ahead'] }) {
  const { t } = useTranslation();
  const { number } = useLocale();
  if (ahead.total === 0) return null;
  return (
    <Text size="xs" c={ahead.over ? 'var(--pv-warn)' : 'dimmed'} mt={8}>
      {t('studio.mix.ahead', { count: ahead.promotional, promotional: number(ahead.promotional), total: number(ahead.total), days: ahead.days })}
    </Text>
  );
}

function Where({ counts }: { counts: PostCounts }) {
  const { t } = useTranslation();
  const { number } = useLocale();
  return (
    <section aria-labelledby="where" className={classes.where}>
      <Title order={2} id="where" fz={16} lh="24px" fw={620} mb={8}>
        {t('studio.where')}
      </Title>
      <dl className={classes.facts}>
        {tabs.map((tab) => (
          <div key={tab} className={classes.fact}>
            <dt>
              <Link to="/studio" search={{ view: tab === 'pending' ? undefined : tab }} className="pv-link" data-quiet>
                {t(`studio.tab.${tab}`)}
              </Link>
            </dt>
            <dd className="pv-tabular">{number(counts[tab])}</dd>
          </div>
        ))}
        <div className={classes.fact}>
          <dt>{t('studio.mix.published', { count: counts.mix.days })}</dt>
          <dd className="pv-tabular">{number(counts.mix.total)}</dd>
        </div>
        <div className={classes.fact}>
          <dt>{t('studio.mix.promotional')}</dt>
          <dd className="pv-tabular">{number(counts.mix.promotional)}</dd>
        </div>
      </dl>
    </section>
  );
}

/** What is, hatched what it becomes, and the ceiling. */
function Meter({ now, next, ceiling }: { now: number; next: number; ceiling: number }) {
  const { t } = useTranslation();
  const { percent } = useLocale();
  const top = Math.max(now, next) > 50 ? 100 : 50;
  const x = (value: number) => `${(value / top) * 100}%`;
  return (
    <>
      <div className={classes.meter} role="img" aria-label={t('studio.mix.drawn', { now: percent(now), next: percent(next), ceiling: percent(ceiling) })}>
        <span className={classes.track}>
          {next > now && <span className={classes.hatch} style={{ width: x(next) }} />}
          <span className={classes.fill} style={{ width: x(Math.min(now, next)) }} />
          {next < now && <span className={classes.hatch} style={{ left: x(next), width: x(now - next) }} />}
        </span>
        <span className={classes.tick} style={{ left: x(ceiling) }} />
      </div>
      <div className={classes.scale} aria-hidden>
        <span>0</span>
        <span className={classes.ceiling} style={{ left: x(ceiling) }}>
          {t('studio.mix.ceiling', { percent: percent(ceiling) })}
        </span>
        <span>{percent(top)}</span>
      </div>
    </>
  );
}

/** The mix in one line, over the calendar. */
export function SmallMix({ mix }: { mix: PostCounts['mix'] }) {
  const { t } = useTranslation();
  const { percent } = useLocale();
  const now = percentOf(mix);
  return (
    <div className={classes.smallMix}>
      <Text size="sm" fw={600}>
        {t('studio.mix.short', { percent: percent(now) })}
        <Text size="xs" c="dimmed" fw={400}>
          {t('studio.mix.shortOf', { count: mix.days })}
        </Text>
      </Text>
      <div className={classes.smallMeter}>
        <Meter now={now} next={now} ceiling={mix.ceiling} />
      </div>
    </div>
  );
}
