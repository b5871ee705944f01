/* Account.tsx: one linked account: whose, since when, what it allows; linked again when the network asks for it; taken away. */
import { Badge, Box, Button, Card, Group, List, Modal, Text } from '@mantine/core';
import { IconAlertTriangle, IconCheck } from '@tabler/icons-react';
import { useId, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Connection, LinkableNetwork } from '../../api/types.ts';
import { useFocusBack } from '../../base/useFocusBack.ts';
import { useLocale } from '../../base/useLocale.ts';
import { Icon } from '../../ui/Icon.tsx';
import { NetworkIcon } from '../../ui/network.tsx';
import { OutsideLink, TextButton } from '../../ui/TextLink.tsx';
import type { Told } from './AccountsPage.tsx';
import { useDisconnect } from './api.ts';
import classes from './connection.module.css';
import { LinkForm } from './LinkForm.tsx';
import { endsSoon, granted, serverOf } from './words.ts';

interface AccountProps {
  account: Connection;
  /** Unknown when the company offers the network no more. */
  on: LinkableNetwork | undefined;
  onTold: (told: Told) => void;
}

export function Account({ account, on, onTold }: AccountProps) {
  const { t } = useTranslation();
  const { longDate } = useLocale();
  const [ending, setEnding] = useState(false);
  const [again, setAgain] = useState(false);
  const lost = account.status === 'reauth';
  const soon = !lost && endsSoon(account, Date.now());
  const server = serverOf(account, on?.home);
  return (
    <Card component="article" aria-label={`${account.title} ${account.handle}`}>
      <div className={classes.head}>
        <span className={classes.sign}>
          <NetworkIcon network={account.network} size={22} />
        </span>
        <Box flex={1} miw={0}>
          <Group gap="4px 10px">
            <Text fw={620} lh="24px">
              {account.title}
            </Text>
            <Badge data-tone={lost ? 'warn' : 'ok'} leftSection={<Icon of={lost ? IconAlertTriangle : IconCheck} size={15} />}>
              {t(lost ? 'accounts.linked.reauth' : 'accounts.linked.active')}
            </Badge>
          </Group>
          <Text size="sm" className={classes.handle}>
            {account.url ? <OutsideLink href={account.url}>{account.handle}</OutsideLink> : account.handle}
          </Text>
          <Text size="xs" c="dimmed">
            {server ? t('accounts.linked.sinceOn', { date: longDate(account.created_at), server }) : t('accounts.linked.since', { date: longDate(account.created_at) })}
          </Text>
        </Box>
      </div>
      {lost && (
        <Text size="sm" mt="sm">
          {t('accounts.linked.why', { network: account.title })}
          {account.fault && ` ${t('accounts.linked.said', { text: account.fault })}`}
        </Text>
      )}
      {soon && account.expires_at && (
        <Text size="sm" mt="sm">
          {t('accounts.linked.expires', { date: longDate(account.expires_at) })}
        </Text>
      )}
      <Granted account={account} />
      {again && on ? (
        <Box mt="md">
          <LinkForm on={on} account={account} onTold={onTold} onDone={() => setAgain(false)} />
        </Box>
      ) : (
        <Group mt="md" gap="xs">
          {(lost || soon) && on && (
            <Button variant={lost ? 'filled' : 'default'} onClick={() => setAgain(true)}>
              {t('accounts.linked.again')}
            </Button>
          )}
          <Button variant="default" onClick={() => setEnding(true)} aria-label={`${t('accounts.linked.remove')}: ${account.title}`}>
            {t('accounts.linked.remove')}
          </Button>
        </Group>
      )}
      {ending && <End account={account} onClose={() => setEnding(false)} onTold={onTold} />}
    </Card>
  );
}

/** What the network says was granted, in plain words. */
function Granted({ account }: { account: Connection }) {
  const { t } = useTranslation();
  const [open, setOpen] = useState(false);
  const id = useId();
  const { words, unknown } = granted(account.scopes);
  return (
    <Box mt="sm" fz={14}>
      <TextButton quiet expanded={open} controls={id} onClick={() => setOpen(!open)}>
        {t('accounts.linked.granted')}
      </TextButton>
      <div id={id} hidden={!open}>
        {account.way === 'password' ? (
          <Text size="sm" mt={6}>
            {t('accounts.scope.password')}
          </Text>
        ) : (
          <List size="sm" spacing={2} mt={6}>
            {words.map((word) => (
              <List.Item key={word}>{t(`accounts.scope.${word}`)}</List.Item>
            ))}
            {unknown.map((scope) => (
              <List.Item key={scope}>
                <code className={classes.handle}>{scope}</code>
              </List.Item>
            ))}
          </List>
        )}
      </div>
    </Box>
  );
}

function End({ account, onClose, onTold }: { account: Connection; onClose: () => void; onTold: (told: Told) => void }) {
  const { t } = useTranslation();
  const end = useDisconnect();
  useFocusBack();
  const network = account.title;
  const send = () =>
    end.mutate(account.id, {
      onSuccess: () => {
        onClose();
        onTold({ outcome: 'removed', network: account.network });
      },
    });
  return (
    <Modal opened onClose={onClose} title={t('accounts.remove.title')} closeButtonProps={{ 'aria-label': t('common.close'), size: 44, iconSize: 20 }}>
      <Text size="sm" fw={600} className={classes.handle}>
        {network}, {account.handle}
      </Text>
      <List size="sm" spacing={4} mt="xs" pr="md">
        <List.Item>{t('accounts.remove.keys', { network })}</List.Item>
        <List.Item>{t('accounts.remove.waiting')}</List.Item>
        <List.Item>{t('accounts.remove.stays')}</List.Item>
      </List>
      {end.isError && (
        <Text size="sm" c="var(--pv-danger)" mt="xs" role="alert">
          {t('accounts.remove.failed')}
        </Text>
      )}
      <Group justify="flex-end" mt="lg" gap="xs">
        <Button variant="default" onClick={onClose} data-autofocus>
          {t('common.cancel')}
        </Button>
        <Button color="red" loading={end.isPending} onClick={send}>
          {t('accounts.remove.confirm')}
        </Button>
      </Group>
    </Modal>
  );
}
