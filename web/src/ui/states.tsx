/* states.tsx: what a list shows when it has nothing to show: not yet, nothing, or not possible. */
import { Button, Card, Group, Stack, Text, Title } from '@mantine/core';
import { useInterval } from '@mantine/hooks';
import { IconCloudOff, IconRefresh } from '@tabler/icons-react';
import { useEffect, useRef, useState, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { toApiError } from '../api/problem.ts';
import { problemText } from '../base/problemText.ts';
import { useLocale } from '../base/useLocale.ts';
import { Icon } from './Icon.tsx';

const RETRY_SECONDS = 30;

interface ErrorCardProps {
  /** What could not be done: "The feed could not be updated". */
  title: string;
  error: unknown;
  retry: () => void;
  retrying?: boolean;
}

/** What happened, one button, and the next try by itself where waiting can help. */
export function ErrorCard({ title, error, retry, retrying }: ErrorCardProps) {
  const { t } = useTranslation();
  const { time } = useLocale();
  const problem = toApiError(error);
  const [left, setLeft] = useState(RETRY_SECONDS);
  const [triedAt, setTriedAt] = useState(() => new Date().toISOString());
  const again = useRef(retry);
  again.current = retry;

  useEffect(() => {
    if (retrying) return;
    setTriedAt(new Date().toISOString());
    setLeft(RETRY_SECONDS);
  }, [retrying]);
  useInterval(() => setLeft((seconds) => (seconds > 0 ? seconds - 1 : 0)), 1000, { autoInvoke: problem.transient });
  useEffect(() => {
    if (left === 0 && problem.transient) again.current();
  }, [left, problem.transient]);

  return (
    <Card role="alert">
      <Group align="flex-start" wrap="nowrap" gap="sm">
        <Icon of={IconCloudOff} size={22} color="var(--pv-danger)" />
        <Stack gap={4} flex={1}>
          <Title order={2} fz={16} lh="24px" fw={620}>
            {title}
          </Title>
          <Text size="sm" c="var(--pv-ink-soft)">
            {problemText(problem, t)}
          </Text>
        </Stack>
      </Group>
      <Group mt="md" gap="md">
        <Button variant="default" leftSection={<Icon of={IconRefresh} size={18} />} onClick={retry} loading={retrying}>
          {t('common.retry')}
        </Button>
      </Group>
      {problem.transient && (
        <Text size="xs" c="dimmed" mt="sm" aria-hidden>
          {t('common.triedAt', { time: time(triedAt), seconds: left })}
        </Text>
      )}
    </Card>
  );
}

interface EmptyProps {
  title: string;
  children?: ReactNode;
  action?: ReactNode;
  art?: ReactNode;
}

export function Empty({ title, children, action, art }: EmptyProps) {
  return (
    <Stack align="center" gap="md" py={{ base: 48, md: 80 }} px="md" ta="center">
      {art}
      <Title order={2}>{title}</Title>
      {children && (
        <Text className="pv-reading" maw={420}>
          {children}
        </Text>
      )}
      {action}
    </Stack>
  );
}

/** Two hills, a turbine, a sun: the drawing of an empty feed. */
export function QuietHills() {
  return (
    <svg width="216" height="110" viewBox="0 0 216 110" fill="none" strokeWidth="2" strokeLinecap="round" aria-hidden>
      <g stroke="var(--pv-line-strong)">
        <path d="M2 90c22-18 50-12 74-11s48-12 84-12c22 0 38 6 54 14M2 106c34-16 74-6 100-10s46-14 66-14 34 8 46 14" />
        <circle cx="184" cy="22" r="11" />
        <path d="M156 67V38M156 38l17-3M156 38l-9 17M156 38l-12-15" />
      </g>
      <g stroke="var(--pv-ink)">
        <path d="M92 78V36M92 28V4M95 33l19 11M89 33 70 44" />
        <circle cx="92" cy="32" r="4.5" />
      </g>
    </svg>
  );
}
