/* Shares.tsx: my shares, newest first, with how sure each is and what it brought. */
import { ActionIcon, Badge, Box, Button, Card, Group, Menu, Modal, Skeleton, Stack, Text, Title } from '@mantine/core';
import { useClipboard } from '@mantine/hooks';
import { IconAlertTriangle, IconArrowBackUp, IconCircleCheck, IconCopy, IconDots, IconExternalLink } from '@tabler/icons-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Share } from '../../api/types.ts';
import { useFocusBack } from '../../base/useFocusBack.ts';
import { useLocale } from '../../base/useLocale.ts';
import { useShareSheet } from '../../base/useShareSheet.ts';
import { Icon } from '../../ui/Icon.tsx';
import { NetworkIcon, networkTitle } from '../../ui/network.tsx';
import { Thumb } from '../../ui/PostImage.tsx';
import { ErrorCard } from '../../ui/states.tsx';
import { TextButton } from '../../ui/TextLink.tsx';
import { Fault } from '../publish/Fault.tsx';
import { stageOf, type Stage } from '../publish/stages.ts';
import { useRetract, type useMyShares } from './api.ts';
import classes from './impact.module.css';

/** What stands in the queue above, until it is settled. */
const waits = (share: Share) => share.status === 'scheduled' || share.status === 'sending' || share.status === 'unknown';

export function Shares({ shares }: { shares: ReturnType<typeof useMyShares> }) {
  const { t } = useTranslation();
  const [taking, setTaking] = useState<Share | null>(null);
  if (shares.isError && !shares.data)
    return <ErrorCard title={t('impact.shares.failed')} error={shares.error} retry={() => void shares.refetch()} retrying={shares.isFetching} />;
  const items = (shares.data?.pages.flatMap((page) => page.items) ?? []).filter((share) => !waits(share));
  if (shares.isSuccess && items.length === 0 && !shares.hasNextPage) return null;
  return (
    <Card component="section" aria-labelledby="shares">
      <Title order={2} id="shares" fz={16} lh="24px" fw={620} mb={4}>
        {t('impact.shares.title')}
      </Title>
      {shares.isPending ? (
        <Stack role="status" aria-label={t('common.loading')} mt="md">
          {[0, 1, 2].map((index) => (
            <Skeleton key={index} h={40} radius="sm" />
          ))}
        </Stack>
      ) : (
        <table className={classes.shares}>
          <thead>
            <tr>
              <th scope="col">{t('impact.shares.post')}</th>
              <th scope="col">{t('impact.shares.evidence')}</th>
              <th scope="col">{t('impact.shares.clicks')}</th>
              <th scope="col">
                <span className={classes.hidden}>{t('impact.shares.actions')}</span>
              </th>
            </tr>
          </thead>
          <tbody>
            {items.map((share) => (
              <Row key={share.id} share={share} onTakeBack={() => setTaking(share)} />
            ))}
          </tbody>
        </table>
      )}
      {shares.hasNextPage && (
        <Group justify="center" mt="md">
          <Button variant="default" onClick={() => void shares.fetchNextPage()} loading={shares.isFetchingNextPage}>
            {t('common.more')}
          </Button>
        </Group>
      )}
      {taking && <TakeBack share={taking} onClose={() => setTaking(null)} />}
    </Card>
  );
}

function Row({ share, onTakeBack }: { share: Share; onTakeBack: () => void }) {
  const { t } = useTranslation();
  const { date, number } = useLocale();
  const { open } = useShareSheet();
  return (
    <tr>
      <td>
        <Group gap={12} wrap="nowrap">
          <Thumb url={share.post.image_url} />
          <Box miw={0}>
            <Text size="sm" lineClamp={2} className={classes.shareTitle}>
              {share.post.title || t('impact.shares.gone')}
            </Text>
            <Group gap={6} c="dimmed" className={classes.meta}>
              <NetworkIcon network={share.network} size={15} />
              <Text size="xs" span>
                {t('impact.shares.on', { network: networkTitle(t, share.network), date: date(share.created_at) })}
              </Text>
              <span className={classes.inlineEvidence}>
                <Evidence share={share} plain />
              </span>
              {share.status === 'open' && (
                <Text size="xs" span>
                  <TextButton onClick={() => open(share.post.id, share.network)}>{t('impact.shares.tell')}</TextButton>
                </Text>
              )}
            </Group>
            {faulty.has(stageOf(share, Date.now())) && <Fault share={share} reason small />}
          </Box>
        </Group>
      </td>
      <td>
        <Evidence share={share} />
      </td>
      <td className="pv-tabular">{share.clicks.human === 0 ? '–' : number(share.clicks.human)}</td>
      <td>
        <RowMenu share={share} onTakeBack={onTakeBack} />
      </td>
    </tr>
  );
}

/** What did not go as it was meant to: with its reason. */
const faulty = new Set<Stage>(['failed', 'cancelled', 'stands']);

/** As a badge in the table; on phones as plain words beside the date. */
function Evidence({ share, plain }: { share: Share; plain?: boolean }) {
  const { t } = useTranslation();
  const stage = stageOf(share, Date.now());
  const verified = stage === 'out' && share.evidence === 'verified';
  const warn = stage === 'failed' || stage === 'stands';
  const word = stage === 'taken' ? t('impact.evidence.retracted') : stage === 'failed' || stage === 'cancelled' || stage === 'stands' ? t(`impact.evidence.${stage}`) : t(`impact.evidence.${share.evidence}`);
  const icon = verified ? <Icon of={IconCircleCheck} size={15} /> : warn ? <Icon of={IconAlertTriangle} size={15} /> : undefined;
  if (!plain)
    return (
      <Badge data-tone={verified ? 'ok' : warn ? 'warn' : undefined} leftSection={icon}>
        {word}
      </Badge>
    );
  return (
    <Group gap={4} component="span" c={verified ? 'var(--pv-ok)' : warn ? 'var(--pv-warn)' : 'dimmed'} fz={13} lh="18px" wrap="nowrap">
      {icon}
      {word}
    </Group>
  );
}

function RowMenu({ share, onTakeBack }: { share: Share; onTakeBack: () => void }) {
  const { t } = useTranslation();
  const clipboard = useClipboard();
  const address = share.remote_url ?? share.declared_url;
  const gone = share.status === 'retracted' || share.status === 'failed' || share.status === 'cancelled';
  return (
    <Menu position="bottom-end">
      <Menu.Target>
        <ActionIcon aria-label={t('impact.shares.menu', { title: share.post.title })}>
          <Icon of={IconDots} />
        </ActionIcon>
      </Menu.Target>
      <Menu.Dropdown>
        {address && (!gone || share.fault === 'not_removed') && (
          <Menu.Item component="a" href={address} target="_blank" rel="noopener noreferrer" leftSection={<Icon of={IconExternalLink} size={18} />}>
            {t('impact.shares.see', { network: networkTitle(t, share.network) })}
          </Menu.Item>
        )}
        <Menu.Item closeMenuOnClick={false} leftSection={<Icon of={IconCopy} size={18} />} onClick={() => clipboard.copy(share.link)}>
          {clipboard.copied ? t('common.copied') : t('share.link.copy')}
        </Menu.Item>
        {!gone && (
          <Menu.Item leftSection={<Icon of={IconArrowBackUp} size={18} />} onClick={onTakeBack}>
            {t('impact.retract.open')}
          </Menu.Item>
        )}
      </Menu.Dropdown>
    </Menu>
  );
}

/** Taking back cannot be undone, so it names the thing. */
function TakeBack({ share, onClose }: { share: Share; onClose: () => void }) {
  const { t } = useTranslation();
  const retract = useRetract();
  useFocusBack();
  const network = networkTitle(t, share.network);
  return (
    <Modal opened onClose={onClose} title={t('impact.retract.title')} closeButtonProps={{ 'aria-label': t('common.close'), size: 44, iconSize: 20 }}>
      <Text size="sm" fw={600}>
        {share.post.title}
      </Text>
      <Text size="sm" c="var(--pv-ink-soft)" mt="xs">
        {t(share.mode === 'connection' ? 'impact.retract.textRemoves' : 'impact.retract.text', { network })}
      </Text>
      {retract.isError && (
        <Text size="sm" c="var(--pv-danger)" mt="xs" role="alert">
          {t('impact.retract.failed')}
        </Text>
      )}
      <Group justify="flex-end" mt="lg" gap="xs">
        <Button variant="default" onClick={onClose} data-autofocus>
          {t('common.cancel')}
        </Button>
        <Button color="red" loading={retract.isPending} onClick={() => retract.mutate(share.id, { onSuccess: onClose })}>
          {t('impact.retract.confirm')}
        </Button>
      </Group>
    </Modal>
  );
}
