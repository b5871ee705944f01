/* GroupsPage.tsx: the groups of each kind with their heads: made, renamed, merged, deleted. */
import { ActionIcon, Button, Card, Group, Menu, Modal, SegmentedControl, Select, Skeleton, Stack, Text, TextInput } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { IconArrowMerge, IconDots, IconPencil, IconPlus, IconSearch, IconTrash } from '@tabler/icons-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { isProblem, toApiError } from '../../api/problem.ts';
import type { Axis, MemberGroup } from '../../api/types.ts';
import { problemText } from '../../base/problemText.ts';
import { useApiForm } from '../../base/useForm.ts';
import { useLocale } from '../../base/useLocale.ts';
import { BackLink } from '../../ui/BackLink.tsx';
import { FormProblem } from '../../ui/FormProblem.tsx';
import { Icon } from '../../ui/Icon.tsx';
import { Page } from '../../ui/Page.tsx';
import { Empty, ErrorCard } from '../../ui/states.tsx';
import { axes, useAddGroup, useDeleteGroup, useGroups, useMergeGroup, useRenameGroup } from './api.ts';
import classes from './people.module.css';

type Doing = { what: 'add' } | { what: 'rename' | 'merge' | 'delete'; group: MemberGroup };

export function GroupsPage() {
  const { t, i18n } = useTranslation();
  const [axis, setAxis] = useState<Axis>('team');
  const [q, setQ] = useState('');
  const [asked] = useDebouncedValue(q.trim(), 250);
  const [doing, setDoing] = useState<Doing | null>(null);
  const groups = useGroups(axis, asked);
  const items = (groups.data?.pages.flatMap((page) => page.items) ?? []).toSorted((a, b) => a.name.localeCompare(b.name, i18n.language));
  const close = () => setDoing(null);
  const add = (
    <Button leftSection={<Icon of={IconPlus} />} onClick={() => setDoing({ what: 'add' })}>
      {t('people.groups.add')}
    </Button>
  );
  return (
    <Page title={t('people.groups.title')} above={<BackLink to="/people">{t('nav.people')}</BackLink>} lead={t('people.groups.lead')} aside={add}>
      <div className={classes.tools}>
        <TextInput
          type="search"
          className={classes.search}
          maxLength={80}
          aria-label={t('people.groups.search')}
          placeholder={t('people.groups.search')}
          leftSection={<Icon of={IconSearch} />}
          value={q}
          onChange={(event) => setQ(event.currentTarget.value)}
        />
        <div className={classes.filter}>
          <SegmentedControl aria-label={t('people.groups.axis.label')} data={axes.map((value) => ({ value, label: t(`people.groups.axis.${value}`) }))} value={axis} onChange={(value) => setAxis(value as Axis)} />
        </div>
      </div>
      {groups.isPending && (
        <Card padding={0} className="pv-rows" role="status" aria-label={t('common.loading')}>
          {[0, 1, 2, 3].map((row) => (
            <div key={row} className={classes.groupRow}>
              <Skeleton height={15} width={160} />
            </div>
          ))}
        </Card>
      )}
      {groups.isError && <ErrorCard title={t('people.groups.failed')} error={groups.error} retry={() => void groups.refetch()} retrying={groups.isFetching} />}
      {groups.isSuccess && items.length === 0 && <Empty title={asked ? t('join.groups.none') : t('people.groups.empty')}>{asked ? null : t('people.groups.emptyText')}</Empty>}
      {items.length > 0 && (
        <Card padding={0} component="ul" className={`${classes.list} pv-rows`} aria-busy={groups.isPlaceholderData || undefined}>
          {items.map((group) => (
            <GroupRow key={group.id} group={group} onDo={(what) => setDoing({ what, group })} />
          ))}
        </Card>
      )}
      {groups.hasNextPage && (
        <Group mt="md" justify="center">
          <Button variant="default" loading={groups.isFetchingNextPage} onClick={() => void groups.fetchNextPage()}>
            {t('common.more')}
          </Button>
        </Group>
      )}
      {doing?.what === 'add' && <NameGroup axis={axis} onClose={close} />}
      {doing?.what === 'rename' && <NameGroup axis={axis} group={doing.group} onClose={close} />}
      {doing?.what === 'merge' && <MergeGroup group={doing.group} others={items.filter((item) => item.id !== doing.group.id)} onClose={close} />}
      {doing?.what === 'delete' && <DeleteGroup group={doing.group} onClose={close} />}
    </Page>
  );
}

function GroupRow({ group, onDo }: { group: MemberGroup; onDo: (what: 'rename' | 'merge' | 'delete') => void }) {
  const { t } = useTranslation();
  const { number } = useLocale();
  return (
    <li className={classes.groupRow} aria-label={group.name}>
      <Text size="sm" fw={600} className={classes.groupName}>
        {group.name}
      </Text>
      <Text size="sm" c="dimmed">
        {t('people.groups.heads', { count: group.heads, n: number(group.heads) })}
      </Text>
      <Menu position="bottom-end">
        <Menu.Target>
          <ActionIcon aria-label={t('people.groups.menu', { name: group.name })}>
            <Icon of={IconDots} />
          </ActionIcon>
        </Menu.Target>
        <Menu.Dropdown>
          <Menu.Item leftSection={<Icon of={IconPencil} size={18} />} onClick={() => onDo('rename')}>
            {t('people.groups.rename')}
          </Menu.Item>
          <Menu.Item leftSection={<Icon of={IconArrowMerge} size={18} />} onClick={() => onDo('merge')}>
            {t('people.groups.merge')}
          </Menu.Item>
          <Menu.Item leftSection={<Icon of={IconTrash} size={18} />} color="red" onClick={() => onDo('delete')}>
            {t('people.groups.delete')}
          </Menu.Item>
        </Menu.Dropdown>
      </Menu>
    </li>
  );
}

function NameGroup({ axis, group, onClose }: { axis: Axis; group?: MemberGroup; onClose: () => void }) {
  const { t } = useTranslation();
  const add = useAddGroup();
  const rename = useRenameGroup();
  const form = useApiForm({ initialValues: { name: group?.name ?? '' }, validate: { name: (value: string) => (value.trim() ? null : t('error.field.required')) } });
  const send = form.onSubmit(({ name }) => {
    form.clearProblem();
    const after = { onError: form.fail, onSuccess: onClose };
    if (group) rename.mutate({ id: group.id, name: name.trim() }, after);
    else add.mutate({ axis, name: name.trim() }, after);
  });
  return (
    <Modal opened onClose={onClose} title={group ? t('people.groups.renameTitle', { name: group.name }) : t('people.groups.addTitle')} closeButtonProps={{ 'aria-label': t('common.close') }}>
      <form onSubmit={send} noValidate>
        <Stack gap="md">
          <TextInput label={t('people.groups.name')} autoComplete="off" maxLength={80} data-autofocus {...form.getInputProps('name')} />
          <FormProblem text={form.problem} />
          <Group justify="flex-end" gap="xs">
            <Button variant="default" onClick={onClose}>
              {t('common.cancel')}
            </Button>
            <Button type="submit" loading={add.isPending || rename.isPending}>
              {group ? t('common.save') : t('people.groups.addDo')}
            </Button>
          </Group>
        </Stack>
      </form>
    </Modal>
  );
}

function MergeGroup({ group, others, onClose }: { group: MemberGroup; others: MemberGroup[]; onClose: () => void }) {
  const { t } = useTranslation();
  const merge = useMergeGroup();
  const [into, setInto] = useState<string | null>(null);
  return (
    <Modal opened onClose={onClose} title={t('people.groups.mergeTitle', { name: group.name })} closeButtonProps={{ 'aria-label': t('common.close') }}>
      <Stack gap="md">
        <Text size="sm">{t('people.groups.mergeText')}</Text>
        <Select label={t('people.groups.into')} searchable data={others.map(({ id, name }) => ({ value: id, label: name }))} value={into} onChange={setInto} nothingFoundMessage={t('join.groups.none')} />
        <FormProblem text={merge.isError ? problemText(toApiError(merge.error), t) : null} />
        <Group justify="flex-end" gap="xs">
          <Button variant="default" onClick={onClose}>
            {t('common.cancel')}
          </Button>
          <Button disabled={!into} loading={merge.isPending} onClick={() => into && merge.mutate({ id: group.id, into }, { onSuccess: onClose })}>
            {t('people.groups.mergeDo')}
          </Button>
        </Group>
      </Stack>
    </Modal>
  );
}

function DeleteGroup({ group, onClose }: { group: MemberGroup; onClose: () => void }) {
  const { t } = useTranslation();
  const remove = useDeleteGroup();
  const form = useApiForm({ initialValues: { name: '' }, validate: { name: (value: string) => (value.trim() === group.name ? null : t('people.groups.wrong')) } });
  const send = form.onSubmit(({ name }) => {
    form.clearProblem();
    remove.mutate({ id: group.id, name: name.trim() }, { onError: form.fail, onSuccess: onClose });
  });
  return (
    <Modal opened onClose={onClose} title={t('people.groups.deleteTitle', { name: group.name })} closeButtonProps={{ 'aria-label': t('common.close') }}>
      <form onSubmit={send} noValidate>
        <Stack gap="md">
          <Text size="sm">{t('people.groups.deleteText')}</Text>
          <TextInput label={t('people.groups.name')} autoComplete="off" maxLength={80} data-autofocus {...form.getInputProps('name')} />
          <FormProblem text={isProblem(remove.error, 'state') ? t('people.groups.pilot') : form.problem} />
          <Group justify="flex-end" gap="xs">
            <Button variant="default" onClick={onClose}>
              {t('common.cancel')}
            </Button>
            <Button type="submit" color="red" loading={remove.isPending}>
              {t('people.groups.deleteDo')}
            </Button>
          </Group>
        </Stack>
      </form>
    </Modal>
  );
}
