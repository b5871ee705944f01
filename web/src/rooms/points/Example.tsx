/* Example.tsx: how points are computed, shown on one of my own shares; before the first, on an invented one that says so. */
import { Card, Group, Skeleton, Text, Title } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { Points, PointsRule, PointsRules } from '../../api/types.ts';
import { useLocale } from '../../base/useLocale.ts';
import { networkTitle } from '../../ui/network.tsx';
import { TextButton } from '../../ui/TextLink.tsx';
import { useRules } from './api.ts';
import classes from './points.module.css';

/** The rule of a network, else the one of any. */
export const ruleOf = (rules: PointsRule[], rule: string, network: string | null): PointsRule | undefined =>
  rules.find((row) => row.rule === rule && row.network === network) ?? rules.find((row) => row.rule === rule && !row.network);

interface Part {
  key: string;
  what: string;
  how?: string;
  points: number;
}

const INVENTED_CLICKS = 25;

function useParts(points: Points, rules: PointsRules): { parts: Part[]; sum: number } {
  const { t } = useTranslation();
  const { number } = useLocale();
  const own = points.example;
  const network = own?.network ?? null;
  const curve = ruleOf(rules.rules, 'clicks', network);
  const step = (rule: string, at: number) => ruleOf(rules.rules, rule, network)?.steps.find((one) => one.at === at)?.points ?? 0;
  const rank = own ? own.rank : 1;
  const clicks = own ? own.clicks : INVENTED_CLICKS;
  const shared = own ? own.by_share : step('share', 1);
  const words = own ? own.own_words : step('own_words', 1);
  const visits = own ? own.by_clicks : step('clicks', INVENTED_CLICKS);
  const formula = curve && t('points.example.formula', { factor: curve.factor ?? 0, divisor: curve.divisor ?? 1, clicks: number(clicks), points: number(visits), max: curve.max ?? 0 });
  const parts: Part[] = [
    { key: 'share', what: rank > 0 ? t('points.example.share', { count: rank, ordinal: true }) : t('points.rules.share'), points: shared },
    { key: 'words', what: words > 0 ? t('points.example.ownWords') : t('points.example.noOwnWords'), points: words },
    { key: 'clicks', what: t('points.example.clicks', { count: clicks, n: number(clicks) }), how: clicks > 0 ? formula : undefined, points: visits },
  ];
  return { parts, sum: shared + words + visits };
}

export function Example({ points, onRules }: { points: Points; onRules?: () => void }) {
  const { t } = useTranslation();
  const rules = useRules();
  return (
    <Card component="section" aria-labelledby="example">
      <Title order={2} id="example" fz={16} lh="24px" fw={620}>
        {t('points.example.title')}
      </Title>
      {rules.data ? <Parts points={points} rules={rules.data} /> : <Skeleton h={160} radius="md" mt="sm" />}
      {onRules && (
        <Text size="sm" mt="sm" component="div">
          <TextButton quiet onClick={onRules}>
            {t('points.example.rules')}
          </TextButton>
        </Text>
      )}
    </Card>
  );
}

function Parts({ points, rules }: { points: Points; rules: PointsRules }) {
  const { t } = useTranslation();
  const { number, signed } = useLocale();
  const { parts, sum } = useParts(points, rules);
  const own = points.example;
  return (
    <>
      <Text size="sm" c="dimmed" mb="xs">
        {own
          ? t(own.post_title ? 'points.example.yours' : 'points.example.yoursUntitled', { network: networkTitle(t, own.network), title: own.post_title })
          : t('points.example.invented')}
      </Text>
      <dl className={classes.parts}>
        {parts.map((part) => (
          <div key={part.key}>
            <dt>
              {part.what}
              {part.how && (
                <Text size="xs" c="dimmed" component="span" display="block">
                  {part.how}
                </Text>
              )}
            </dt>
            <dd>{signed(part.points)}</dd>
          </div>
        ))}
        <div data-sum>
          <dt>{t('points.example.sum')}</dt>
          <dd>
            <Group gap={4} component="span" wrap="nowrap" justify="flex-end">
              {number(sum)}
            </Group>
          </dd>
        </div>
      </dl>
    </>
  );
}
