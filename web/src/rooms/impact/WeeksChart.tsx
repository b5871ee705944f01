/* WeeksChart.tsx: two lines. The signal is now; dashed is before. Named at their ends, no legend. Its table is one click away,
 * so for a screen reader the picture is one sentence. */
import { LineChart } from '@mantine/charts';
import '@mantine/charts/styles.layer.css';
import { useMediaQuery } from '@mantine/hooks';
import { useTranslation } from 'react-i18next';
import type { Impact } from '../../api/types.ts';
import { useLocale } from '../../base/useLocale.ts';

type Weeks = Impact['weeks'];

const tick = { fontSize: 12, fill: 'var(--mantine-color-dimmed)' };

interface EndProps {
  cx?: number;
  cy?: number;
  index?: number;
}

export default function WeeksChart({ weeks }: { weeks: Weeks }) {
  const { t } = useTranslation();
  const { day, number } = useLocale();
  const narrow = useMediaQuery('(max-width: 47.99em)', false, { getInitialValueInEffect: false });
  const last = weeks[weeks.length - 1];
  const data = weeks.map((week) => ({ week: day(week.start), human: week.human, previous: week.previous }));
  const best = Math.max(...weeks.map((week) => week.human), 0);
  const top = Math.max(4, ...weeks.flatMap((week) => [week.human, week.previous]));
  // Names that would touch keep their distance.
  const near = last ? Math.abs(last.human - last.previous) < top * 0.12 : false;
  const above = !last || last.human >= last.previous;

  const end = (key: 'human' | 'previous') =>
    function End({ cx, cy, index }: EndProps) {
      if (!last || index !== weeks.length - 1 || cx === undefined || cy === undefined) return <g key={`${key}${index}`} />;
      const now = key === 'human';
      const shift = near ? (now === above ? -8 : 10) : 0;
      return (
        <g key={`${key}${index}`}>
          {now && <circle cx={cx} cy={cy} r={4.5} fill="var(--mantine-primary-color-filled)" />}
          <text x={cx + 12} y={cy + 4 + shift} fontSize={13} fontWeight={now ? 620 : 500} fill={now ? 'var(--pv-text-brand)' : 'var(--mantine-color-dimmed)'}>
            {last[key] > 0 ? t(now ? 'impact.weeks.endNow' : 'impact.weeks.endBefore', { n: number(last[key]) }) : t(now ? 'impact.weeks.nowQuiet' : 'impact.weeks.beforeQuiet')}
          </text>
        </g>
      );
    };

  return (
    <div role="img" aria-label={t('impact.weeks.sentence', { count: weeks.length, now: number(last?.human ?? 0), before: number(last?.previous ?? 0), best: number(best) })}>
      <LineChart
        h={narrow ? 220 : 260}
        data={data}
        dataKey="week"
        series={[
          { name: 'previous', label: t('impact.weeks.previous'), color: 'var(--pv-chart-previous)', strokeDasharray: '4 4' },
          { name: 'human', label: t('impact.weeks.human'), color: 'var(--mantine-primary-color-filled)' },
        ]}
        curveType="linear"
        strokeWidth={2}
        withDots={false}
        gridAxis="x"
        gridColor="var(--pv-line)"
        strokeDasharray="0"
        tickLine="none"
        withLegend={false}
        valueFormatter={number}
        yAxisProps={{ width: 32, tickCount: 5, allowDecimals: false, domain: [0, 'auto'], tick }}
        xAxisProps={{ minTickGap: narrow ? 40 : 56, tick, tickMargin: 12, interval: 'preserveStart' }}
        lineChartProps={{ margin: { top: 12, right: narrow ? 120 : 132, bottom: 4, left: 0 }, accessibilityLayer: false }}
        lineProps={(series) => ({ isAnimationActive: false, dot: end(series.name === 'human' ? 'human' : 'previous') })}
      />
    </div>
  );
}
