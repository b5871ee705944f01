/* Waiting.tsx: who asked to join and waits. Each decision stays in its row with the way back, until the list is read anew. */
import { Badge, Button, Card, Group, Modal, Stack, Text } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import { IconClock, IconDoor } from '@tabler/icons-react';
import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { toApiError } from '../../api/problem.ts';
import { keys } from '../../api/query.ts';
import type { Invitation, Member } from '../../api/types.ts';
import { problemText } from '../../base/problemText.ts';
import { useLocale } from '../../base/useLocale.ts';
import { FormProblem } from '../../ui/FormProblem.tsx';
import { Icon } from '../../ui/Icon.tsx';
import { Empty } from '../../ui/states.tsx';
import { TextButton } from '../../ui/TextLink.tsx';
import { useApprove, useDecideAll, useDecline, useUndecide } from './api.ts';
import { InvitationModal } from './Invite.tsx';
import classes from './people.module.css';

export function Waiting({ members, found }: { members: Member[]; found: boolean }) {
  const { t } = useTranslation();
  const { number } = useLocale();
  const client = useQueryClient();
  const all = useDecideAll();
  const [sure, setSure] = useState(false);
  const open = members.filter((member) => member.waits_for !== 'pilot').length;
  // What was decided here one by one shows in the other lists when this one is left.
  useEffect(() => () => void client.invalidateQueries({ queryKey: keys.members }), [client]);
  if (members.length === 0)
    return (
      <>
        <Told count={all.data} what={all.variables} />
        <Empty title={t(found ? 'people.empty.found' : 'people.waits.empty')}>{found ? null : t('people.waits.emptyText')}</Empty>
      </>
    );
  return (
    <>
      {open > 1 && (
        <Group gap="xs" mb="sm">
          <Button variant="default" loading={all.isPending} onClick={() => all.mutate('approve')}>
            {t('people.waits.approveAll')}
          </Button>
          <Button variant="subtle" onClick={() => setSure(true)}>
            {t('people.waits.declineAll')}
          </Button>
        </Group>
      )}
      <Told count={all.data} what={all.variables} />
      <FormProblem text={all.isError ? problemText(toApiError(all.error), t) : null} />
      <Card padding={0} component="ul" className={`${classes.list} pv-rows`}>
        {members.map((member) => (
          <WaitingRow key={member.id} member={member} />
        ))}
      </Card>
      {sure && (
        <Modal opened onClose={() => setSure(false)} title={t('people.waits.declineTitle')} closeButtonProps={{ 'aria-label': t('common.close') }}>
          <Stack gap="md">
            <Text size="sm">{t('people.waits.declineText', { count: open, n: number(open) })}</Text>
            <Group justify="flex-end" gap="xs">
              <Button variant="default" onClick={() => setSure(false)}>
                {t('common.cancel')}
              </Button>
              <Button color="red" loading={all.isPending} onClick={() => all.mutate('decline', { onSettled: () => setSure(false) })}>
                {t('people.waits.declineDo')}
              </Button>
            </Group>
          </Stack>
        </Modal>
      )}
    </>
  );
}

function Told({ count, what }: { count: number | undefined; what: 'approve' | 'decline' | undefined }) {
  const { t } = useTranslation();
  const { number } = useLocale();
  if (!count || !what) return null;
  return (
    <Text size="sm" mb="sm" role="status">
      {t(what === 'approve' ? 'people.waits.approvedAll' : 'people.waits.declinedAll', { count, n: number(count) })}
    </Text>
  );
}

function WaitingRow({ member }: { member: Member }) {
  const { t } = useTranslation();
  const { date } = useLocale();
  const approve = useApprove();
  const decline = useDecline();
  const undecide = useUndecide();
  const [was, setWas] = useState<'approved' | 'declined' | null>(null);
  const [link, setLink] = useState<Invitation | null>(null);
  const [shown, setShown] = useState(false);
  const name = `${member.first_name} ${member.last_name}`.trim();
  const pilot = member.waits_for === 'pilot';
  const failed = approve.error ?? decline.error ?? undecide.error;
  const place = [member.groups.team, member.groups.department, member.groups.country].filter(Boolean).join(', ');
  const told = was === 'approved' ? t(link && !link.mailed ? 'people.waits.approvedNoMail' : 'people.waits.approved') : t('people.waits.declined');
  return (
    <li className={classes.waiting} aria-label={name}>
      <div className={classes.who}>
        <Text size="sm" fw={600} className={classes.cut}>
          {name}
        </Text>
        <Text size="xs" c="dimmed" className={classes.cut}>
          {member.email}
        </Text>
      </div>
      <div className={classes.why}>
        <Badge data-tone="warn" leftSection={<Icon of={pilot ? IconClock : IconDoor} size={15} />}>
          {t(pilot ? 'people.status.pilot' : 'people.status.waiting')}
        </Badge>
        <Text size="xs" c="dimmed">
          {[member.came_by && t(`people.came.${member.came_by}`), date(member.created_at), place].filter(Boolean).join(', ')}
        </Text>
      </div>
      {was ? (
        <div role="status" className={classes.decided}>
          {told}{' '}
          {was === 'approved' && link && !link.mailed && <TextButton onClick={() => setShown(true)}>{t('people.waits.showLink')}</TextButton>}{' '}
          {/* Whom an admin had added was only let in early: there is no asking to go back to. */}
          {(was === 'declined' || member.came_by) && <TextButton onClick={() => undecide.mutate({ id: member.id, was }, { onSuccess: () => setWas(null) })}>{t('people.undo')}</TextButton>}
        </div>
      ) : (
        <Group gap="xs" className={classes.decide}>
          <Button
            variant="default"
            loading={approve.isPending}
            onClick={() =>
              approve.mutate(member.id, {
                onSuccess: (invitation) => {
                  setLink(invitation);
                  setWas('approved');
                  setShown(!invitation.mailed);
                },
              })
            }
          >
            {t(pilot ? 'people.waits.early' : 'people.waits.approve')}
          </Button>
          <Button variant="subtle" loading={decline.isPending} onClick={() => decline.mutate(member.id, { onSuccess: () => setWas('declined') })}>
            {t('people.waits.decline')}
          </Button>
        </Group>
      )}
      {failed && (
        <div role="alert" className={classes.did} data-failed>
          {problemText(toApiError(failed), t)}
        </div>
      )}
      {link && shown && <InvitationModal name={name} email={member.email} invitation={link} onClose={() => setShown(false)} />}
    </li>
  );
}
