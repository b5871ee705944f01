/* ChannelsPage.tsx: what there is to follow, and what I follow. Nobody else sees that. */
import { Badge, Card, Skeleton, Switch, Text } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { toApiError } from '../../api/problem.ts';
import { useMe } from '../../api/session.ts';
import type { MyChannel } from '../../api/types.ts';
import { problemText } from '../../base/problemText.ts';
import { BackLink } from '../../ui/BackLink.tsx';
import { Page } from '../../ui/Page.tsx';
import { Empty, ErrorCard, QuietHills } from '../../ui/states.tsx';
import { TextButton } from '../../ui/TextLink.tsx';
import { useFollow, useMyChannels } from './api.ts';
import classes from './channel.module.css';

export function ChannelsPage() {
  const { t, i18n } = useTranslation();
  const me = useMe();
  const mine = useMyChannels();
  const items = (mine.data?.items ?? []).toSorted((a, b) => a.name.localeCompare(b.name, i18n.language));
  return (
    <Page title={t('channels.title')} above={<BackLink to="/">{t('nav.home')}</BackLink>} lead={t('channels.lead', { company: me.company.name })}>
      {mine.isPending && (
        <Card padding={0} className={`${classes.list} pv-rows`} role="status" aria-label={t('common.loading')}>
          {[0, 1, 2].map((row) => (
            <div key={row} className={classes.row}>
              <Skeleton height={16} width={180} />
            </div>
          ))}
        </Card>
      )}
      {mine.isError && <ErrorCard title={t('channels.failed')} error={mine.error} retry={() => void mine.refetch()} retrying={mine.isFetching} />}
      {mine.isSuccess && items.length === 0 && (
        <Empty title={t('channels.empty')} art={<QuietHills />}>
          {t('channels.emptyText')}
        </Empty>
      )}
      {items.length > 0 && (
        <Card padding={0} component="ul" className={`${classes.list} pv-rows`}>
          {items.map((channel) => (
            <Row key={channel.id} channel={channel} />
          ))}
        </Card>
      )}
      {items.length > 0 && (
        <Text size="xs" c="dimmed" mt="sm" px={4}>
          {t('channels.private')}
        </Text>
      )}
    </Page>
  );
}

function Row({ channel }: { channel: MyChannel }) {
  const { t } = useTranslation();
  const follow = useFollow();
  const [left, setLeft] = useState(false);
  const change = (following: boolean) => follow.mutate({ id: channel.id, following }, { onSuccess: () => setLeft(!following) });
  const note = channel.kind === 'essential' ? t('channels.essential') : channel.kind === 'restricted' ? t('channels.restricted') : null;
  return (
    <li className={classes.row} aria-label={channel.name}>
      <div className={classes.words}>
        <span className={classes.name}>
          {channel.name}
          {note && <Badge>{note}</Badge>}
        </span>
        {channel.description && <span className={classes.about}>{channel.description}</span>}
        <span role="status" className={classes.did} data-failed={follow.isError || undefined}>
          {follow.isError
            ? problemText(toApiError(follow.error), t)
            : left &&
              !channel.following && (
                <>
                  {t('channels.left')} <TextButton onClick={() => change(true)}>{t('channels.undo')}</TextButton>
                </>
              )}
        </span>
      </div>
      {channel.may_leave ? (
        <Switch
          checked={channel.following}
          disabled={follow.isPending}
          onChange={(event) => change(event.currentTarget.checked)}
          aria-label={t('channels.follow', { name: channel.name })}
        />
      ) : (
        <Text size="xs" c="dimmed" className={classes.always}>
          {t('channels.always')}
        </Text>
      )}
    </li>
  );
}
