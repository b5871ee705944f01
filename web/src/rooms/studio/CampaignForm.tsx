/* CampaignForm.tsx: what a campaign is for, from when to when, and how many posts are meant. */
import { Button, Group, Modal, NumberInput, Select, Stack, Textarea, TextInput } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { dayOf } from '../../base/format.ts';
import { useApiForm } from '../../base/useForm.ts';
import { useLocale } from '../../base/useLocale.ts';
import { FormProblem } from '../../ui/FormProblem.tsx';
import { addDays, objectives, useBegin, useChangeCampaign, type Campaign, type Objective } from './plan.ts';
import classes from './studio.module.css';

const NAME_MAX = 80;
const NOTE_MAX = 1000;
const TARGET_MAX = 500;
const USUAL_DAYS = 41;

interface FormProps {
  campaign?: Campaign;
  onClose: () => void;
  onSaved: (campaign: Campaign) => void;
}

export default function CampaignForm({ campaign, onClose, onSaved }: FormProps) {
  const { t } = useTranslation();
  const { language, timeZone } = useLocale();
  const begin = useBegin();
  const change = useChangeCampaign();
  const today = dayOf({ language, timeZone }, Date.now());
  const form = useApiForm({
    initialValues: {
      name: campaign?.name ?? '',
      objective: (campaign?.objective ?? 'visibility') as Objective,
      starts_on: campaign?.starts_on ?? today,
      ends_on: campaign?.ends_on ?? addDays(today, USUAL_DAYS),
      target_posts: (campaign?.target_posts ?? '') as number | '',
      note: campaign?.note ?? '',
    },
    validate: {
      name: (value: string) => (value.trim() ? null : t('error.field.required')),
      ends_on: (value: string, values) => (value >= values.starts_on ? null : t('studio.campaign.order')),
    },
  });
  const send = form.onSubmit(({ target_posts, name, ...rest }) => {
    form.clearProblem();
    const body = { ...rest, name: name.trim(), target_posts: Number(target_posts) || 0 };
    const after = { onError: form.fail, onSuccess: onSaved };
    if (campaign) change.mutate({ id: campaign.id, changes: { ...body, version: campaign.version } }, after);
    else begin.mutate(body, after);
  });
  return (
    <Modal opened onClose={onClose} size="lg" title={campaign ? t('studio.campaign.changeTitle') : t('studio.campaign.begin')} closeOnClickOutside={!form.isDirty()} closeButtonProps={{ 'aria-label': t('common.close') }}>
      <form onSubmit={send} noValidate>
        <Stack gap="sm">
          <TextInput label={t('studio.campaign.nameField')} maxLength={NAME_MAX} data-autofocus autoComplete="off" {...form.getInputProps('name')} />
          <Select
            label={t('studio.campaign.objectiveField')}
            description={t(`studio.campaign.objectiveNote.${form.values.objective}`)}
            inputWrapperOrder={['label', 'input', 'description', 'error']}
            allowDeselect={false}
            data={objectives.map((value) => ({ value, label: t(`studio.campaign.objective.${value}`) }))}
            {...form.getInputProps('objective')}
          />
          <div className={classes.two}>
            <TextInput type="date" label={t('studio.campaign.starts')} {...form.getInputProps('starts_on')} />
            <TextInput type="date" label={t('studio.campaign.ends')} {...form.getInputProps('ends_on')} />
          </div>
          <NumberInput label={t('studio.campaign.target')} description={t('studio.campaign.targetNote')} min={0} max={TARGET_MAX} allowDecimal={false} allowNegative={false} {...form.getInputProps('target_posts')} />
          <Textarea label={t('studio.campaign.note')} autosize minRows={2} maxRows={6} maxLength={NOTE_MAX} {...form.getInputProps('note')} />
          <FormProblem text={form.problem} />
          <Group justify="flex-end" gap="xs">
            <Button variant="default" onClick={onClose}>
              {t('common.cancel')}
            </Button>
            <Button type="submit" loading={begin.isPending || change.isPending}>
              {campaign ? t('common.save') : t('studio.campaign.beginDo')}
            </Button>
          </Group>
        </Stack>
      </form>
    </Modal>
  );
}
