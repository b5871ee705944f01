/* CampaignField.tsx: the campaign that a post serves; chosen at once, taken back by choosing again. */
import { Select } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { toApiError } from '../../api/problem.ts';
import { problemText } from '../../base/problemText.ts';
import { useCampaign, useCampaignOf, useOpenCampaigns, useTake } from './plan.ts';

export function CampaignField({ post }: { post: string }) {
  const of = useCampaignOf(post).data?.campaign ?? null;
  const open = useOpenCampaigns().data ?? [];
  if (open.length === 0 && !of) return null;
  const known = open.map(({ id, name }) => ({ value: id, label: name }));
  return of && !open.some(({ id }) => id === of) ? <Closed post={post} campaign={of} data={known} /> : <Choice post={post} value={of} data={known} />;
}

type Options = { value: string; label: string }[];

/** It is in one that takes no more posts: still named, and it may leave. */
function Closed({ post, campaign, data }: { post: string; campaign: string; data: Options }) {
  const it = useCampaign(campaign).data;
  return <Choice post={post} value={campaign} data={it ? [...data, { value: it.id, label: it.name }] : data} />;
}

function Choice({ post, value, data }: { post: string; value: string | null; data: Options }) {
  const { t } = useTranslation();
  const take = useTake();
  return (
    <Select
      label={t('studio.campaign.field')}
      description={t('studio.campaign.fieldNote')}
      placeholder={t('studio.campaign.no')}
      clearable
      searchable={data.length > 8}
      nothingFoundMessage={t('studio.campaign.notFound')}
      clearButtonProps={{ 'aria-label': t('studio.campaign.no') }}
      data={data}
      value={value}
      error={take.isError ? problemText(toApiError(take.error), t) : null}
      disabled={take.isPending}
      onChange={(campaign) => take.mutate({ post, campaign })}
    />
  );
}
